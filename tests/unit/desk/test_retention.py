"""What is over goes by itself, its person is told until when his words work, and a wrong clock erases nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk.ending import idle, retention
from bot.flows.endings import day
from bot.flows.talk import Talk as Draft
from bot.messages import Send
from bot.periods import DAY, HOUR, USUAL, months_later
from storage.audit import Action
from storage.audit_check import anchor_of, judged, rows_of, verify
from storage.epoch_keeping import EpochKeeper
from storage.moving import Mover
from tests.promises.officer import BOT
from tests.unit.desk.wire import CHAT, OLGA, Talk, Wire

if TYPE_CHECKING:
    from collections import Counter

    from storage.database import Tx

ELSEWHERE = 4_200


async def looks(wire: Wire) -> Counter[str]:
    """The look of this hour, as the serving process takes it."""
    return await retention.sweep(wire.house, wire.now)


async def days(wire: Wire, count: int) -> Counter[str]:
    """So many days, each with its look; what the last one did."""
    done: Counter[str] = await looks(wire)
    for _ in range(count):
        await wire.passes(DAY)
        done = await looks(wire)
        await wire.deliver()
    return done


async def until(wire: Wire, second: int) -> Counter[str]:
    """The program runs on until then; what the last look did."""
    while wire.now < second:
        wire.now = min(second, wire.now + 2 * DAY)
        done = await looks(wire)
    return done


async def words(talk: Talk) -> str:
    """His five words, which a test may look up."""
    wire = talk.wire
    drawn = wire.house.lists.draw_code("en", wire.house.random_bytes)
    await wire.house.database.transact(lambda tx: wire.house.cases.keep_words(tx, talk.case_id, drawn, now=wire.now))
    keys = await wire.house.kitchen.cook(drawn, asker=1)
    await wire.house.database.transact(
        lambda tx: wire.house.cases.attach_code(tx, talk.case_id, lookup=keys.lookup, wrap=keys.wrap)
    )
    return " ".join(drawn)


async def rows(wire: Wire, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(wire.store.path)) as raw:
        return raw.execute(query).fetchall()


async def test_a_case_in_which_nobody_writes_rests_and_its_person_is_told_the_date(talk: Talk, wire: Wire) -> None:
    code, last = await words(talk), wire.now
    await talk.answers("we are here")
    assert (await days(wire, USUAL.rest - 1))["rested"] == 0
    assert (await talk.case()).hot
    talk.phone.calls.clear()
    assert (await days(wire, 2))["rested"] == 0, "the day before did it"
    case = await talk.case()
    assert (case.hot, case.state, case.chat) == (False, "resting", None)
    sent = [call for call in talk.phone.calls if call[0] == "sendMessage"]
    assert [(call[2], call[4]) for call in sent] == [(wire.house.texts.say("en", "read-line"), True)], "neutral, silent"
    await talk.phone.writes("/start")
    await talk.reads()
    ends = months_later(last // HOUR * HOUR, 18)
    assert talk.has("we are here")
    assert talk.has(f"they open it again until {day(ends)}. Then it is erased.")
    assert any("Sealed: nobody wrote" in text for text in wire.told)
    phone = wire.phone(ELSEWHERE, "en")
    await phone.writes("/start")
    await phone.writes(code)
    again = await talk.case()
    assert (again.hot, again.state, again.chat) == (True, "new", ELSEWHERE)
    assert await rows(wire, "SELECT ends FROM cases") == [(None,)]


async def test_what_somebody_writes_in_does_not_rest(talk: Talk, wire: Wire) -> None:
    await days(wire, USUAL.rest - 1)
    await talk.answers("still here")
    await days(wire, USUAL.rest - 1)
    assert (await talk.case()).hot


async def test_what_nobody_ever_took_is_named_once_when_it_rests(wire: Wire) -> None:
    for chat in (CHAT, ELSEWHERE):
        phone = wire.phone(chat, "en")
        await phone.writes("when does this end and what am I to do")
        await phone.does("ask-send")
    await days(wire, USUAL.rest + 1)
    (told,) = [text for text in wire.told if "before anybody took them" in text]
    aliases = [alias for (alias,) in await rows(wire, "SELECT alias FROM cases")]
    assert "2 cases" in told
    assert all(alias in told for alias in aliases)


async def test_a_resting_case_is_deleted_eighteen_months_after_the_last_word(talk: Talk, wire: Wire) -> None:
    last = (await rows(wire, "SELECT MAX(hour) FROM entries"))[0][0]
    await days(wire, USUAL.rest + 1)
    ends = months_later(last, 18)
    await until(wire, ends - HOUR)
    assert await rows(wire, "SELECT state FROM cases") == [("resting",)]
    assert (await until(wire, ends + HOUR))["deleted"] == 1
    for table in ("cases", "entries", "codes"):
        assert await rows(wire, f"SELECT COUNT(*) FROM {table}") == [(0,)]
    deeds = await wire.house.database.transact(wire.house.audit.deeds)
    assert deeds[-1].action == "deleted"


async def test_a_closed_case_is_deleted_after_ninety_days_and_the_date_was_told(talk: Talk, wire: Wire) -> None:
    await looks(wire)
    await talk.presses("1")
    ends = USUAL.closed_until(wire.now)
    await talk.reads()
    assert talk.has(f"they open it again until {day(ends)}")
    await until(wire, ends - 2 * HOUR)
    assert await rows(wire, "SELECT state FROM cases") == [("closed",)]
    await until(wire, ends)
    assert await rows(wire, "SELECT state FROM cases") == []


async def test_one_that_an_earlier_version_closed_gets_its_days_from_now(talk: Talk, wire: Wire) -> None:
    case = await talk.case()
    await looks(wire)
    await wire.house.database.transact(lambda tx: wire.house.cases.close(tx, case, reason="answered", now=wire.now))
    assert await rows(wire, "SELECT ends FROM cases") == [(None,)]
    await days(wire, 1)
    assert await rows(wire, "SELECT ends FROM cases") == [(USUAL.closed_until(wire.now) // HOUR * HOUR,)]


async def test_what_was_not_sent_goes_after_seven_days_and_who_left_nothing_with_it(wire: Wire) -> None:
    phone = wire.phone(CHAT, "en")
    await phone.writes("a question I did not send")
    assert (await days(wire, USUAL.draft))["forgotten"] == 0
    assert (await days(wire, 1))["forgotten"] == 1
    assert await rows(wire, "SELECT * FROM people") == await rows(wire, "SELECT * FROM drafts") == []


async def test_an_open_case_keeps_its_person_without_what_he_did_not_send(talk: Talk, wire: Wire) -> None:
    people, held = wire.house.people, Draft(held="words that wait").to_json()
    (found,) = await wire.house.database.transact(lambda tx: people.page(tx, after=b"", limit=9))
    await wire.house.database.transact(lambda tx: people.keep_draft(tx, found.id, held, now=wire.now))
    await days(wire, USUAL.draft - 1)
    await talk.answers("operators' words do not make him present")
    assert (await days(wire, 1))["drafts"] == 1
    kept = await wire.house.database.transact(lambda tx: people.draft(tx, found.id))
    assert Draft.from_json(kept or {}).held == ""
    assert (await talk.case()).hot
    assert await rows(wire, "SELECT COUNT(*) FROM people") == [(1,)]


async def test_behind_a_lock_the_end_waits_without_a_line(talk: Talk, wire: Wire) -> None:
    code = await words(talk)
    await talk.phone.writes(code)
    await looks(wire)
    await wire.passes(HOUR)
    await talk.phone.writes("/start")
    assert (await talk.case()).reach == "locked"
    talk.phone.calls.clear()
    await days(wire, USUAL.rest + 1)
    assert (await talk.case()).state == "resting"
    assert [call for call in talk.phone.calls if call[0] == "sendMessage"] == []
    await talk.phone.writes(code)
    assert (await talk.case()).reach == "open"
    assert (await talk.case()).hot


async def test_a_clock_that_jumped_a_year_erases_nothing_and_is_told_of_once_a_day(talk: Talk, wire: Wire) -> None:
    await looks(wire)
    before = await rows(wire, "SELECT id, state FROM cases")
    wire.now += 365 * DAY
    for _ in range(3):
        wire.now += HOUR
        assert not await looks(wire)
        await wire.deliver()
    assert await rows(wire, "SELECT id, state FROM cases") == before
    assert sum("The server's clock says" in text for text in wire.told) == 1
    assert (await retention.purge(wire.house, wire.now))["rested"] == 1, "somebody says that the date is right"
    assert not await looks(wire)
    wire.now -= 365 * DAY
    assert not await looks(wire), "nor where it was set back"


async def test_the_first_look_only_begins_to_count(talk: Talk, wire: Wire) -> None:
    wire.now += 400 * DAY
    assert not await retention.sweep(wire.house, wire.now, told=wire.now)
    assert (await talk.case()).hot
    wire.now += 3 * DAY
    assert not await looks(wire), "nobody tells the time for so long"
    assert (await retention.sweep(wire.house, wire.now, told=wire.now))["rested"] == 1, "Telegram does"


async def test_a_case_that_does_not_open_loses_its_keys_and_stops_nothing(talk: Talk, wire: Wire) -> None:
    code = await words(talk)
    with closing(sqlite3.connect(wire.store.path)) as raw, raw:
        raw.execute("UPDATE cases SET head = zeroblob(200)")
    await days(wire, USUAL.rest + 1)
    assert await rows(wire, "SELECT state, hot, head FROM cases") == [("resting", None, None)]
    alias = (await talk.case()).alias
    assert wire.told.count(wire.house.say("desk-rested-damaged", count=1, aliases=alias)) == 1
    phone = wire.phone(ELSEWHERE, "en")
    await phone.writes("/start")
    await phone.writes(code)
    case = await talk.case()
    assert (case.hot, case.kind, case.language, case.chat) == (True, "question", "en", ELSEWHERE)


async def audited(wire: Wire, action: Action) -> int:
    deeds = await wire.house.database.transact(wire.house.audit.deeds)
    return sum(deed.action == action for deed in deeds)


async def test_where_only_an_entry_is_damaged_its_person_is_told_all_the_same(talk: Talk, wire: Wire) -> None:
    with closing(sqlite3.connect(wire.store.path)) as raw, raw:
        raw.execute("UPDATE entries SET body = zeroblob(200) WHERE turn = 2")
    await days(wire, USUAL.rest + 1)
    assert not (await talk.case()).hot
    person = await wire.house.database.transact(lambda tx: wire.house.people.find(tx, bot=BOT, chat=CHAT))
    assert person is not None
    assert person.ended is not None
    assert await audited(wire, Action.RESTED) == 1


async def test_whoever_has_a_case_under_a_missing_key_is_not_forgotten(talk: Talk, wire: Wire) -> None:
    vault, bot = wire.store.vault, wire.house.line.bot
    old = vault.sealing
    assert wire.house.keeper is None
    folder = wire.store.path.with_name("keys")
    keeper = EpochKeeper(folder=folder, root=wire.store.keyring.root, vault=vault, database=wire.house.database)
    wire.house.database.seals_with(vault.seal_with)
    await keeper.make(now=wire.now + 1)
    person = await wire.store(lambda tx: wire.house.people.find(tx, bot=bot, chat=CHAT))
    assert person is not None
    await wire.store(lambda tx: wire.house.people.save(tx, person, bot=bot))
    vault.forget(old.key_id)
    assert not (await talk.case()).hot
    assert (await days(wire, USUAL.draft + 1))["forgotten"] == 0
    await keeper.make(now=wire.now)
    await Mover(vault=vault).everything(wire.house.database, now=wire.now + 365 * DAY)
    assert await wire.store(lambda tx: wire.house.people.find(tx, bot=bot, chat=CHAT)) is not None


async def test_a_look_that_was_cut_off_goes_on(talk: Talk, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    await looks(wire)
    wire.now += 15 * DAY

    async def cut(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(idle, "forget", cut)
        with pytest.raises(RuntimeError):
            await retention.purge(wire.house, wire.now)
    assert (await talk.case()).state == "resting"
    assert (await retention.purge(wire.house, wire.now))["rested"] == 0


async def letters(wire: Wire) -> int:
    ((found,),) = await rows(wire, "SELECT COUNT(*) FROM dead_letters")
    ((more,),) = await rows(wire, "SELECT COUNT(*) FROM quarantine")
    return int(found) + int(more)


async def put_aside(wire: Wire, chat: int, number: int) -> None:
    """Two of a chat that could not be worked and one that could not be delivered."""
    raw = b'{"message":{"chat":{"id":%d,"type":"private"},"text":"x"}}' % chat
    house = wire.house

    async def unit(tx: Tx) -> None:
        await house.inbox.quarantine(tx, bot=BOT, update_id=number, body=raw, now=wire.now)
        await house.inbox.accept(tx, bot=BOT, update_id=number + 1, lane=b"ab", urgent=False, body=raw, now=wire.now)
        await house.inbox.dead(tx, bot=BOT, update_id=number + 1, now=wire.now)
        await house.outbox.put(tx, Send(post=house.new_post(), chat=chat, text="lost"), now=wire.now)
        for row_id, _ in await house.outbox.line(tx, now=wire.now, limit=9):
            await house.outbox.fail(tx, row_id, now=wire.now)

    await house.database.transact(unit)


async def test_erasing_reaches_dead_letters_and_quarantine_and_nobody_elses(talk: Talk, wire: Wire) -> None:
    await put_aside(wire, CHAT, 100)
    await put_aside(wire, CHAT * 10, 200)
    assert await letters(wire) == 6
    await talk.phone.writes("/delete")
    await talk.phone.does("delete-yes")
    assert await letters(wire) == 3, "those of a chat whose number begins alike"


async def test_the_oldest_audit_is_cut_off_and_the_chain_says_so(wire: Wire) -> None:
    house, store = wire.house, wire.store
    for _ in range(12):
        wire.now += 40 * DAY
        await house.database.transact(lambda tx: house.audit.add(tx, Action.TAKEN, user=5, alias="A", now=wire.now))
    whole = verify(store.path, store.keyring)
    old, kept = anchor_of(1, bytes(32)), whole.anchor
    assert (await retention.purge(house, wire.now))["audit"] == 2
    found = verify(store.path, store.keyring, [old, kept])
    assert (found.faults, found.upto) == ((), 2)
    assert [deed.turn for deed in found.deeds] == list(range(3, 14))
    wire.now += 30 * DAY
    assert (await retention.purge(house, wire.now))["audit"] == 1
    assert (await retention.purge(house, wire.now))["audit"] == 0
    assert verify(store.path, store.keyring, [kept]).faults == ()
    rows_left = rows_of(store.path)
    assert judged(rows_left[1:], store.keyring).faults == ("entries 4 to 4 are missing",), "more was cut than was noted"
    without = [row for row in rows_left if row["turn"] != 14]
    assert judged(without, store.keyring).faults


async def test_letters_go_when_their_days_are_over(wire: Wire) -> None:
    await put_aside(wire, OLGA, 100)
    await days(wire, USUAL.letters)
    assert await letters(wire) == 3
    assert (await days(wire, 1))["letters"] == 3


def test_months_end_where_the_month_does() -> None:
    august = 1_788_134_400  # 2026-08-31
    assert day(months_later(august, 18) + DAY) == "29.02.2028"
    assert day(months_later(august, 6) + DAY) == "28.02.2027"
