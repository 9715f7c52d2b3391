"""Intake and poller: nothing is confirmed to Telegram before it is committed, and a bad poll is borne with patience."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery.contact import Contact
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.inbox import Intake, Poller
from bot.delivery.splitting import split
from bot.errors import StorageError, TokenRefused
from bot.logs import Event
from bot.messages import Work
from tests.unit.delivery.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Database, Tx
    from storage.keys import Keyring
    from storage.queues import Inbox, Waiting

BOT = 4242


def update(update_id: int, chat: int = 5, text: str = "hi") -> bytes:
    return json.dumps({"update_id": update_id, "message": {"chat": {"id": chat}, "text": text}}).encode()


def urgent(raw: dict[str, Any]) -> bool:
    return bool(raw["message"]["text"].startswith("!"))


@pytest.fixture
def taken() -> list[Waiting]:
    return []


@pytest.fixture
def probed() -> list[str]:
    return []


@pytest.fixture
def intake(database: Database, inbox: Inbox, keyring: Keyring, taken: list[Waiting], probed: list[str]) -> Intake:
    return Intake(
        bot=BOT,
        database=database,
        inbox=inbox,
        lane=lambda chat: keyring.lane(BOT, chat),
        urgent=urgent,
        take=taken.append,
        now=lambda: NOW,
        probe=probed.append,
    )


async def waiting(database: Database, inbox: Inbox) -> list[Waiting]:
    return await database.transact(lambda tx: inbox.waiting(tx, bot=BOT, limit=100))


async def test_a_batch_is_sealed_committed_and_handed_on(
    intake: Intake, database: Database, inbox: Inbox, keyring: Keyring, taken: list[Waiting]
) -> None:
    assert await intake.offset() is None
    assert await intake.accept([update(7), update(8, chat=6, text="!help")]) == 8
    assert [(row.update_id, row.urgent) for row in taken] == [(7, False), (8, True)]
    assert taken[0].lane == keyring.lane(BOT, 5)
    assert await intake.offset() == 9
    assert [row.update_id for row in await waiting(database, inbox)] == [8, 7]
    assert await database.transact(lambda tx: inbox.load(tx, bot=BOT, update_id=7)) == update(7)


async def test_a_known_update_is_not_worked_again(
    intake: Intake, database: Database, inbox: Inbox, taken: list[Waiting]
) -> None:
    await intake.accept([update(7), update(8)])
    await database.transact(lambda tx: inbox.done(tx, Work(BOT, 7, NOW)))
    taken.clear()
    assert await intake.accept([update(7), update(8), update(9)]) == 9
    assert [row.update_id for row in taken] == [9]


async def test_a_malformed_one_is_put_aside_alone(intake: Intake, database: Database, taken: list[Waiting]) -> None:
    bad = [b'{"update_id":8,"message":{"text":"\\ud800"}}', b'{"update_id":9}', b"garbage"]
    assert await intake.accept([update(7), *bad, update(10)]) == 10
    assert [row.update_id for row in taken] == [7, 10]
    assert await intake.offset() == 11


@pytest.mark.parametrize("depth", [250, 252, 253, 254, 255, 600, 1_018, 1_020, 1_022, 1_023, 1_024, 1_100])
async def test_however_deep_one_update_is_its_neighbours_are_worked(
    intake: Intake, taken: list[Waiting], depth: int
) -> None:
    deep = b'{"update_id":8,"message":' + b'{"a":' * depth + b"1" + b"}" * depth + b"}"
    pieces = split(b'{"ok":true,"result":[' + b",".join([update(7), deep, update(9)]) + b"]}")
    assert pieces is not None
    assert await intake.accept(pieces) == 9
    assert [row.update_id for row in taken] == [7, 9]
    assert await intake.offset() == 10


async def test_a_word_where_a_button_was_expected_is_not_urgent(intake: Intake, taken: list[Waiting]) -> None:
    await intake.accept([b'{"update_id":7,"message":{"chat":{"id":5}}}'])
    assert not taken[0].urgent


async def test_who_sends_many_at_once_is_not_searched_to_the_last_of_them(intake: Intake, taken: list[Waiting]) -> None:
    batch = [update(number, text="!help") for number in range(1, 60)]
    other = update(60, chat=6, text="!help")
    press = b'{"update_id":61,"callback_query":{},"message":{"chat":{"id":5},"text":"!"}}'
    await intake.accept([*batch, other, press])
    marks = [row.urgent for row in taken]
    assert marks == [True] * 40 + [False] * 19 + [True, True]


async def test_the_points_come_in_their_order(intake: Intake, probed: list[str]) -> None:
    await intake.accept([update(7)])
    assert probed == ["inbox.sealed", "inbox.committed"]


class Script:
    """An Api whose polls are scripted; after the last one it waits for ever."""

    def __init__(self, *steps: list[bytes] | BaseException) -> None:
        self.steps = deque(steps)
        self.offsets: list[int | None] = []
        self.timeouts: list[int] = []
        self.over = asyncio.Event()

    async def updates(self, offset: int | None, *, timeout: int, limit: int) -> list[bytes]:  # noqa: ASYNC109
        self.offsets.append(offset)
        self.timeouts.append(timeout)
        if not self.steps:
            self.over.set()
            await asyncio.Event().wait()
        step = self.steps.popleft()
        if isinstance(step, BaseException):
            raise step
        return step


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Event, dict[str, Any]]]:
    events: list[tuple[Event, dict[str, Any]]] = []
    monkeypatch.setattr("bot.delivery.inbox.note", lambda event, **numbers: events.append((event, numbers)))
    return events


async def poll(script: Script, intake: Any, *, room: Callable[[], Any] | None = None, **how: Any) -> list[float]:
    """Run a poller to the end of its script; return its waits."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def free() -> None:
        return None

    poller = Poller(api=script, intake=intake, room=room or free, sleep=sleep, jitter=lambda: 0.0, **how)  # type: ignore[arg-type]
    task = asyncio.create_task(poller.run())
    over = asyncio.create_task(script.over.wait())
    await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
    over.cancel()
    if task.done():
        await task
    task.cancel()
    await asyncio.gather(task, over, return_exceptions=True)
    return waits


async def test_the_offset_moves_only_after_the_commit(intake: Intake) -> None:
    script = Script([update(7), update(8)], [], [update(9)])
    await poll(script, intake)
    assert script.offsets == [None, 9, 9, 10]


async def test_an_empty_answer_that_comes_at_once_is_followed_by_a_breath(intake: Intake) -> None:
    script = Script([], [update(7)], [], [])
    assert await poll(script, intake) == [1, 1, 1]
    assert script.offsets == [None, None, 8, 8, 8]


async def test_an_empty_answer_at_the_end_of_its_time_is_followed_by_the_next_poll(intake: Intake) -> None:
    at = [0.0]

    class Patient(Script):
        async def updates(self, offset: int | None, *, timeout: int, limit: int) -> list[bytes]:  # noqa: ASYNC109
            at[0] += timeout
            return await super().updates(offset, timeout=timeout, limit=limit)

    script = Patient([], [], [])
    assert await poll(script, intake, clock=lambda: at[0]) == []
    assert script.offsets == [None] * 4


async def test_the_offset_outlives_the_process(intake: Intake) -> None:
    await intake.accept([update(41)])
    script = Script()
    await poll(script, intake)
    assert script.offsets == [42]


async def test_a_batch_that_is_not_committed_is_asked_for_again(intake: Intake) -> None:
    class Broken:
        offset = intake.offset

        async def accept(self, _pieces: list[bytes]) -> int:
            raise StorageError("the disk is full")

    script = Script([update(7)])
    with pytest.raises(StorageError):
        await poll(script, Broken())
    await poll(script, intake)
    assert script.offsets == [None, None]


async def test_a_commit_that_nobody_heard_of_is_worked_all_the_same(
    intake: Intake, database: Database, taken: list[Waiting]
) -> None:
    class CutOff:
        async def transact(self, unit: Callable[[Tx], Awaitable[object]]) -> object:
            await database.transact(unit)
            intake._database = database
            raise StorageError("the server does not answer")

    async def room() -> None:
        if not script.offsets:
            intake._database = CutOff()  # type: ignore[assignment]

    script = Script([update(7)], [update(7)])
    poller = Poller(api=script, intake=intake, room=room)  # type: ignore[arg-type]
    with pytest.raises(StorageError):
        await poller.run()
    assert taken == []
    again = asyncio.create_task(poller.run())
    await script.over.wait()
    again.cancel()
    assert script.offsets == [None, None, 8], "begun anew it asks for the same once more"
    assert [row.update_id for row in taken] == [7]
    await intake.accept([update(7)])
    assert len(taken) == 1, "once is enough"


async def test_failures_are_borne_with_growing_waits_and_one_event_a_step(
    intake: Intake, noted: list[tuple[Event, dict[str, Any]]]
) -> None:
    faults = [
        ApiUnreachable("getUpdates"),
        ApiFault("getUpdates", 409, "Conflict"),
        ApiUnreachable("getUpdates", status=502),
        *[ApiUnreachable("getUpdates")] * 6,
    ]
    waits = await poll(Script(*faults, [update(7)], ApiUnreachable("getUpdates")), intake)
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30, 30, 1]
    events = [event for event, _ in noted]
    assert events == [Event.POLL_FAILED] * 6 + [Event.POLL_RECOVERED, Event.POLL_FAILED]


async def test_a_flood_is_waited_out_as_asked(intake: Intake) -> None:
    flood = ApiFault("getUpdates", 429, retry_after=17)
    assert await poll(Script(flood, [update(7)]), intake) == [17]


async def test_a_batch_without_a_single_number_counts_as_a_failure(intake: Intake) -> None:
    assert await poll(Script([b"{}"], [b"{}"]), intake) == [1, 2]


async def test_a_refused_token_ends_the_poller(intake: Intake) -> None:
    with pytest.raises(TokenRefused):
        await poll(Script(TokenRefused("no")), intake)


async def test_no_poll_while_the_lanes_are_full(intake: Intake) -> None:
    full, asked = asyncio.Event(), asyncio.Event()

    async def room() -> None:
        asked.set()
        await full.wait()

    script = Script([update(7)])
    task = asyncio.create_task(poll(script, intake, room=room))
    await asked.wait()
    assert script.offsets == []
    full.set()
    await task
    assert script.offsets == [None, 8]


async def test_an_answer_as_long_as_can_be_says_that_more_waits_but_not_for_ever(intake: Intake) -> None:
    now, told = 0.0, list[bool]()
    script = Script([update(7), update(8)], [update(9), update(10)], [update(11), update(12)], [update(13)], [])

    async def free() -> None:
        nonlocal now
        now += 6.0

    poller = Poller(
        api=script,  # type: ignore[arg-type]
        intake=intake,
        room=free,
        behind=told.append,
        clock=lambda: now,
        limit=2,
        timeout=0,
    )
    polling = asyncio.create_task(poller.run())
    await script.over.wait()
    polling.cancel()
    assert told == [True, True, False, False, False]


async def test_who_pauses_for_a_moment_stops_the_rest_half_of_the_time_at_most(intake: Intake) -> None:
    """Full answers for nearly ten seconds, one that is not, and so on for ever: ten more would begin each time."""
    now, told, numbers = 0.0, list[bool](), count(7)

    def full() -> list[bytes]:
        return [update(next(numbers)), update(next(numbers))]

    script = Script(*(full() if at % 20 < 19 else [] for at in range(120)))

    async def half_a_second() -> None:
        nonlocal now
        now += 0.5

    await poll(script, intake, room=half_a_second, behind=told.append, clock=lambda: now, limit=2, timeout=0)
    assert told[:20] == [True] * 19 + [False]
    assert any(told[20:]), "but what waits is caught up with again"
    assert sum(told) <= len(told) / 2


async def test_a_webhook_that_is_in_the_way_is_no_other_who_fetches(intake: Intake) -> None:
    class Hooks(Script):
        async def call(self, _method: str) -> None:
            return None

    now = [0.0]

    async def a_minute() -> None:
        now[0] += 61.0

    contact = Contact(lambda: now[0])
    hook = ApiFault("getUpdates", 409, "Conflict: can't use getUpdates method while webhook is active")
    script = Hooks(hook, [update(7)], hook, [update(8)])
    await poll(script, intake, room=a_minute, contact=contact, clock=lambda: now[0])
    assert contact.contested == 0
    assert contact.unhooked is not None


async def test_behind_a_full_answer_the_next_is_wanted_at_once(intake: Intake) -> None:
    """Else whoever waits for his turn waits until somebody else writes."""
    script = Script([update(7), update(8)], [], [update(9)])
    await poll(script, intake, limit=2, timeout=50, clock=iter(range(1_000)).__next__)
    assert script.timeouts == [50, 0, 50, 50]


async def test_after_days_of_silence_the_offset_is_forgotten(intake: Intake) -> None:
    """Telegram numbers anew after a week; an old, higher offset would confirm what was never seen."""
    at = [0.0]
    script = Script([update(7)], [], [])
    poller = Poller(
        api=script,  # type: ignore[arg-type]
        intake=intake,
        room=lambda: asyncio.sleep(0),
        sleep=lambda _seconds: asyncio.sleep(0),
        clock=lambda: at[0],
        beat=lambda: at.__setitem__(0, at[0] + 86_400),
    )
    task = asyncio.create_task(poller.run())
    await script.over.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert script.offsets == [None, 8, 8, None]
