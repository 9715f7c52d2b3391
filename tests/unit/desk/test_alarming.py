"""Supervisors are told once when something begins and once when it is over: privately, each in his language."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.delivery.contact import Contact
from bot.desk.alarming.desk import AlarmDesk
from bot.desk.alarming.levels import HOUR, Alarm, Facts
from bot.desk.seeing import anchor
from bot.errors import ApiError
from bot.loops import Loops
from bot.messages import Send
from bot.watching.view import View
from storage.audit import Action
from storage.backups.keeping import STAMP, stamp, unstamp
from storage.people import Operator
from tests.promises.officer import DESK
from tests.unit.desk.wire import OLGA, wired

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.flows.model import Book
    from storage.database import Tx
    from tests.storage.conftest import Store
    from tests.unit.desk.wire import Wire

IHOR = 6
FULL = Facts(letters=3, silent=2 * HOUR)


class Chiefs:
    """Who supervises, as Telegram says; or it says nothing."""

    def __init__(self, *users: int) -> None:
        self.users = users
        self.deaf = False

    async def __call__(self, _chat: int) -> Mapping[int, str]:
        if self.deaf:
            raise ApiError
        return dict.fromkeys(self.users, "")


@pytest.fixture
def chiefs() -> Chiefs:
    return Chiefs(OLGA)


@pytest.fixture
async def line(store: Store, book: Book, chiefs: Chiefs) -> Wire:
    made = wired(store, book)
    made.house = replace(made.house, supervisors=chiefs)
    await knows(made, OLGA, "uk")
    return made


async def knows(line: Wire, user: int, language: str, *, started: bool = True) -> None:
    house = line.house
    operator = Operator(id=house.new_post(), user=user, name=str(user), started=started, language=language)
    await house.database.transact(lambda tx: house.operators.save(tx, operator, chat=house.line.chat))


async def queued(line: Wire) -> list[tuple[int, str]]:
    """What waits for the sender, by chat; taken away."""
    rows = await line.rows(lambda row: isinstance(row.item, Send))
    found = [(row.item.chat, row.item.text) for row in rows if isinstance(row.item, Send)]

    async def unit(tx: Tx) -> None:
        for row in rows:
            await tx.run("outbox_drop", id=row.id)

    await line.house.database.transact(unit)
    return found


async def test_once_when_it_begins_and_once_when_it_is_over(line: Wire) -> None:
    desk, say = AlarmDesk(), partial(line.house.texts.say, "uk")
    await desk.look(line.house, Facts(), line.now)
    assert await queued(line) == []
    await desk.look(line.house, FULL, line.now)
    assert Counter(await queued(line)) == Counter(
        [(OLGA, say("desk-alarm-letters", count=3)), (OLGA, say("desk-alarm-silent", count=2))]
    )
    assert desk.on == {Alarm.LETTERS, Alarm.SILENT}
    await desk.look(line.house, replace(FULL, letters=9), line.now)
    await AlarmDesk().look(line.house, FULL, line.now)
    assert await queued(line) == [], "neither again nor after a restart"
    await AlarmDesk().look(line.house, Facts(letters=3), line.now)
    assert await queued(line) == [(OLGA, say("desk-alarm-silent-over"))]
    await desk.look(line.house, Facts(), line.now)
    assert await queued(line) == [(OLGA, say("desk-alarm-letters-over"))]
    await desk.look(line.house, Facts(letters=1), line.now)
    assert len(await queued(line)) == 1, "what begins again is told again"


async def test_who_never_pressed_start_is_told_in_the_group(line: Wire, chiefs: Chiefs) -> None:
    chiefs.users = (OLGA, IHOR)
    await AlarmDesk().look(line.house, Facts(letters=1), line.now)
    group = (DESK, line.house.say("desk-alarm-letters", count=1))
    assert Counter(await queued(line)) == Counter(
        [(OLGA, line.house.texts.say("uk", "desk-alarm-letters", count=1)), group]
    )
    await knows(line, IHOR, "en")
    await AlarmDesk().look(line.house, Facts(), line.now)
    assert {chat for chat, _ in await queued(line)} == {OLGA, IHOR}


async def test_where_telegram_does_not_say_who_supervises_nobody_is_left_untold(line: Wire, chiefs: Chiefs) -> None:
    desk = AlarmDesk()
    chiefs.deaf = True
    await desk.look(line.house, Facts(letters=1), line.now)
    assert [chat for chat, _ in await queued(line)] == [DESK]
    chiefs.deaf = False
    await desk.look(line.house, Facts(), line.now)
    chiefs.deaf = True
    await queued(line)
    await desk.look(line.house, Facts(letters=1), line.now)
    assert [chat for chat, _ in await queued(line)] == [OLGA], "those known before"


@pytest.mark.parametrize(
    ("hours", "key"), [(5, "desk-alarm-away"), (23, "desk-alarm-away"), (24, "desk-alarm-away-long")]
)
async def test_a_line_that_was_cut_off_says_so_once_it_works_again(line: Wire, hours: int, key: str) -> None:
    await AlarmDesk().look(line.house, Facts(), line.now)
    line.now += hours * HOUR
    again = AlarmDesk()
    await again.look(line.house, Facts(silent=1_000), line.now)
    assert await queued(line) == []
    for _ in range(2):
        await again.look(line.house, Facts(), line.now)
    assert await queued(line) == [(OLGA, line.house.texts.say("uk", key, hours=hours))]


async def told_at(line: Wire, folder: Path, now: int) -> list[str]:
    """What a line that was just started again tells of its backups."""
    await View(house=line.house, loops=Loops(), contact=Contact(), folder=folder, now=lambda: now, every=HOUR).alarm()
    return [text for chat, text in await queued(line) if chat == OLGA]


async def test_how_long_an_update_waits_outlives_the_process_that_could_not_work_it(line: Wire, tmp_path: Path) -> None:
    """Each look is a process of its own: one that dies every minute must not hide what nobody gets."""
    came, house = line.now // HOUR * HOUR + 1_800, line.house

    async def comes(tx: Tx) -> None:
        bot = house.line.bot
        await house.inbox.accept(tx, bot=bot, update_id=1, lane=b"la", urgent=False, body=b"{}", now=came)

    await house.database.transact(comes)
    told = [await told_at(line, tmp_path, came + minutes * 60) for minutes in (0, 20, 34)]
    assert told == [[]] * 3, "only the hour in which it came is kept: it may have come at its end"
    assert house.texts.say("uk", "desk-alarm-backlog", count=10) in await told_at(line, tmp_path, came + 40 * 60)


async def test_a_backup_that_was_never_made_is_missed_and_found(line: Wire, tmp_path: Path) -> None:
    async def told(hours: int) -> list[str]:
        return await told_at(line, tmp_path, first + hours * HOUR)

    first, say = line.now // HOUR * HOUR + 1_800, line.house.texts.say
    assert [await told(hours) for hours in (0, 1, 2, 3)] == [[]] * 4
    assert await told(4) == [say("uk", "desk-alarm-backup", count=3)], "it counts from the end of that hour"
    assert await told(5) == [], "a restart repeats nothing"
    stamp(tmp_path, first + 6 * HOUR, 1)
    assert await told(6) == [say("uk", "desk-alarm-backup-over")]
    unstamp(tmp_path, tmp_path / "backups")
    assert [await told(hours) for hours in (7, 8, 9, 10)] == [[]] * 4, "thrown away: it counts anew"
    assert await told(11) == [say("uk", "desk-alarm-backup", count=3)]


@pytest.mark.parametrize("left", [None, b"", b"[]", b'{"made": 1e999}', b'{"made": 99999999999}'])
async def test_a_stamp_that_is_gone_or_wrong_is_no_fresh_backup(line: Wire, tmp_path: Path, left: bytes | None) -> None:
    now, say = line.now, line.house.texts.say
    stamp(tmp_path, now - 3 * HOUR, 1)
    assert await told_at(line, tmp_path, now) == [say("uk", "desk-alarm-backup", count=3)]
    unstamp(tmp_path, tmp_path / "backups")
    if left is not None:
        (tmp_path / STAMP).write_bytes(left)
    assert [await told_at(line, tmp_path, now + hours * HOUR) for hours in range(6)] == [[]] * 6
    stamp(tmp_path, now + 6 * HOUR, 1)
    assert await told_at(line, tmp_path, now + 6 * HOUR) == [say("uk", "desk-alarm-backup-over")]


async def test_what_a_clock_that_jumped_left_behind_holds_no_alarm_back(line: Wire, tmp_path: Path) -> None:
    now, say = line.now // HOUR * HOUR, line.house.texts.say
    assert await told_at(line, tmp_path, now + 900 * HOUR) == [], "the clock is ahead: its hour is kept"
    stamp(tmp_path, now + 900 * HOUR, 1)
    assert [await told_at(line, tmp_path, now + hours * HOUR) for hours in range(4)] == [[]] * 4
    assert await told_at(line, tmp_path, now + 4 * HOUR) == [say("uk", "desk-alarm-backup", count=3)]


async def test_every_alarm_has_its_words_in_every_language(line: Wire, book: Book) -> None:
    texts = book.texts
    for language in ("ru", "uk", "en"):
        for alarm in Alarm:
            begun = texts.say(language, f"desk-alarm-{alarm}", count=7)
            assert begun != texts.say(language, f"desk-alarm-{alarm}-over")
            assert begun.startswith(("🔴", "⚠️"))
    assert await queued(line) == []


async def test_the_anchor_goes_to_supervisors_too(line: Wire) -> None:
    house = line.house
    await house.database.transact(lambda tx: house.audit.add(tx, Action.OPENED, user=OLGA, alias="ALIAS", now=line.now))
    await anchor.sweep(house, line.now)
    sent = dict(await queued(line))
    assert set(sent) == {DESK, OLGA}
    assert sent[OLGA] != sent[DESK], "each in his language"
