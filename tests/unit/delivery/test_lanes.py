"""Lanes: order within a chat, side by side across chats, and one bad update stops nobody."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tracemalloc
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery import lanes as module
from bot.delivery.lanes import Lanes
from bot.delivery.left import Left
from bot.errors import DiskRefuses, RefusedUnitError, StorageError
from bot.logs import Event
from bot.messages import Work
from storage.faults import fault_of
from storage.hurrying import in_a_hurry
from storage.queues import Waiting
from storage.sealing import Field
from tests.unit.delivery.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from storage.database import Database, Tx
    from storage.queues import Inbox
    from storage.sealing import Vault

BOT = 4242


class Bench:
    """Lanes over the real inbox, with a worker that tests replace."""

    def __init__(self, database: Database, inbox: Inbox) -> None:
        self.database = database
        self.inbox = inbox
        self.seen: list[int] = []
        self.dead: list[int] = []
        self.worker: Callable[[dict[str, Any], Work], Awaitable[bool]] = self.note
        self.lanes = self.fresh()

    def fresh(self, **settings: Any) -> Lanes:
        self.lanes = Lanes(
            bot=BOT,
            database=self.database,
            inbox=self.inbox,
            worker=self.work,
            on_dead=self.bury,
            now=lambda: NOW,
            **({"waits": (0.0, 0.0, 0.0)} | settings),
        )
        return self.lanes

    async def work(self, raw: dict[str, Any], work: Work) -> bool:
        return await self.worker(raw, work)

    async def note(self, raw: dict[str, Any], work: Work) -> bool:
        self.seen.append(raw["update_id"])
        return False

    async def bury(self, raw: dict[str, Any], work: Work) -> None:
        self.dead.append(raw["update_id"])

    async def accept(self, *rows: tuple[int, bytes] | tuple[int, bytes, bool], take: bool = True) -> None:
        for update_id, lane, *hurry in rows:
            row = Waiting(BOT, update_id, lane, bool(hurry))
            body = json.dumps({"update_id": update_id}).encode()
            await self.database.transact(
                lambda tx, row=row, body=body: self.inbox.accept(  # type: ignore[misc]
                    tx, bot=BOT, update_id=row.update_id, lane=row.lane, urgent=row.urgent, body=body, now=NOW
                )
            )
            if take:
                self.lanes.take(row)

    async def finish(self) -> None:
        await self.until(lambda: not self.lanes.held)

    async def until(self, holds: Callable[[], object]) -> None:
        while not holds():  # noqa: ASYNC110 - gives the loop its turns; no time passes
            await asyncio.sleep(0)

    async def left(self) -> list[int]:
        rows = await self.database.transact(lambda tx: self.inbox.waiting(tx, bot=BOT, limit=1_000))
        return [row.update_id for row in rows]


@pytest.fixture
async def bench(database: Database, inbox: Inbox) -> AsyncIterator[Bench]:
    made = Bench(database, inbox)
    yield made
    await made.lanes.drain(0)


async def test_works_in_order_and_marks_what_nobody_took(bench: Bench) -> None:
    await bench.accept((1, b"aa"), (2, b"aa"), (3, b"bb"))
    await bench.finish()
    assert [update for update in bench.seen if update != 3] == [1, 2]
    assert await bench.left() == []


async def test_what_the_use_case_marked_is_not_marked_again(bench: Bench) -> None:
    async def worker(raw: dict[str, Any], work: Work) -> bool:
        assert work == Work(BOT, 1, NOW)
        return True

    bench.worker = worker
    await bench.accept((1, b"aa"))
    await bench.finish()
    assert await bench.left() == [1]


async def test_a_slow_chat_holds_one_slot_and_nobody_else(bench: Bench) -> None:
    gate = asyncio.Event()

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        if raw["update_id"] < 50:
            await gate.wait()
        return await bench.note(raw, work)

    bench.worker = worker
    bench.fresh(slots=2)
    await bench.accept(*((number, b"aa") for number in range(1, 50)), (50, b"bb"), (51, b"cc"))
    await bench.until(lambda: len(bench.seen) == 2)
    assert bench.seen == [50, 51]
    gate.set()
    await bench.finish()
    assert bench.seen[2:] == list(range(1, 50))


async def test_urgent_lanes_go_first_but_never_shut_out_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        await gate.wait()
        return await bench.note(raw, work)

    bench.worker = worker
    monkeypatch.setattr(module, "_KEPT_SLOTS", 0)  # one slot is one slot: nothing is worked beside anything
    bench.fresh(slots=1)
    lanes = [bytes([65, number]) for number in range(20)]
    await bench.accept((1, lanes[0]), (2, lanes[1]), (3, lanes[2]))
    await bench.accept(*((number, lanes[number], True) for number in range(4, 12)))
    gate.set()
    await bench.finish()
    assert bench.seen[:6] == [1, 4, 5, 6, 2, 7]


async def test_nor_do_those_in_the_kept_slots(bench: Bench) -> None:
    gate = asyncio.Event()

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        await gate.wait()
        return await bench.note(raw, work)

    bench.worker = worker
    bench.fresh(slots=1)
    lanes = [bytes([65, number]) for number in range(40)]
    await bench.accept((1, lanes[0]), (2, lanes[1]), (3, lanes[2]))
    await bench.accept(*((number, lanes[number], True) for number in range(4, 40)))
    gate.set()
    await bench.finish()
    # Three of them for one of the others, and two more that were begun beside it.
    assert bench.seen.index(2) <= 1 + 3 + 2
    assert bench.seen.index(3) <= 1 + 3 + 1 + 3 + 2


async def test_each_who_is_in_danger_finds_a_kept_slot_once_the_one_before_is_done(bench: Bench) -> None:
    """However many wait and however long what is in hand takes: three urgent ones in a row shut out no fourth."""
    gates = {number: asyncio.Event() for number in range(1, 10)}

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        bench.seen.append(work.update_id)
        await gates[work.update_id].wait()
        return True

    bench.worker = worker
    bench.fresh(slots=2)
    await bench.accept(*((number, bytes([65, number])) for number in (1, 2, 3)))
    for number in (4, 5, 6, 7, 8):
        await bench.accept((number, bytes([65, number]), True))
        await bench.until(partial(bench.seen.count, number))
        gates[number].set()
    assert 3 not in bench.seen
    for gate in gates.values():
        gate.set()
    await bench.finish()


async def test_no_more_is_worked_at_once_than_there_are_slots_and_kept_ones(bench: Bench) -> None:
    """Also of chats whose urgent word stands behind a flood of their own."""
    gate, most = asyncio.Event(), 0

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        nonlocal most
        bench.seen.append(work.update_id)
        most = max(most, len(bench.seen))
        await gate.wait()
        return True

    bench.worker = worker
    bench.fresh(slots=2)
    for chat in range(20):
        lane, first = bytes([65, chat]), chat * 45
        await bench.accept(*((first + number, lane) for number in range(44)), (first + 44, lane, True))
    await bench.until(lambda: bench.seen)
    for _ in range(100):
        await asyncio.sleep(0)
    assert 2 <= most <= 2 + module._KEPT_SLOTS
    gate.set()
    await bench.finish()


async def test_a_stream_of_people_in_danger_leaves_one_in_four_to_the_others(bench: Bench) -> None:
    """Though what is in hand beside them does not end."""
    gate, last = asyncio.Event(), 100

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        nonlocal last
        bench.seen.append(work.update_id)
        if work.update_id <= module._BESIDE:
            await gate.wait()
        elif work.update_id >= 100 and last < 130:  # the next one is there before this one is done
            last += 1
            await bench.accept((last, last.to_bytes(2), True))
        return True

    bench.worker = worker
    await bench.accept(*((number, bytes([65, number])) for number in range(1, 1 + module._BESIDE)))
    await bench.until(lambda: len(bench.seen) == module._BESIDE)
    await bench.accept((100, b"zz", True), *((number, bytes([66, number])) for number in range(10, 40)))
    await bench.until(lambda: last == 130)
    others = [number for number in bench.seen if 10 <= number < 40]
    assert len(others) >= 5
    gate.set()
    await bench.finish()


async def test_while_more_waits_at_telegram_only_the_urgent_are_begun(bench: Bench) -> None:
    bench.lanes.behind(True)
    await bench.accept((1, b"aa"), (2, b"bb", True), (3, b"cc"))
    await bench.until(lambda: bench.lanes.held == 2)
    assert bench.seen == [2]
    bench.lanes.behind(False)
    await bench.finish()
    assert sorted(bench.seen) == [1, 2, 3]


async def test_nothing_waits_for_a_telegram_that_falls_silent(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.lanes._GIVES_WAY", 0.0)
    bench.lanes.behind(True)
    await bench.accept((1, b"aa"))
    await bench.finish()
    assert bench.seen == [1]


async def test_a_line_that_can_hold_no_more_works_what_it_has(bench: Bench) -> None:
    bench.fresh(bound=2)
    bench.lanes.behind(True)
    await bench.accept((1, b"aa"), (2, b"bb"))
    await bench.lanes.room()
    assert bench.seen


async def test_an_urgent_word_does_not_overtake_its_own_chat(bench: Bench) -> None:
    await bench.accept((1, b"aa"), (2, b"aa", True), (3, b"aa"))
    await bench.finish()
    assert bench.seen == [1, 2, 3]


async def test_what_stands_before_an_urgent_word_hurries_unless_it_is_a_flood(bench: Bench) -> None:
    hurried: dict[int, bool] = {}

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        hurried[work.update_id] = in_a_hurry()
        return await bench.note(raw, work)

    bench.worker = worker
    bench.fresh(slots=1).behind(True)
    await bench.accept((1, b"bb"), *((number, b"aa") for number in range(2, 60)), (60, b"aa", True), (61, b"aa"))
    bench.lanes.behind(False)
    await bench.finish()
    assert sorted(number for number, hurries in hurried.items() if not hurries) == [*range(1, 22), 61]


async def test_a_failing_update_is_tried_four_times_then_buried_and_the_lane_goes_on(bench: Bench) -> None:
    tries = []

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        if raw["update_id"] == 1:
            tries.append(work)
            raise ValueError("a handler's bug")
        return await bench.note(raw, work)

    bench.worker = worker
    await bench.accept((1, b"aa"), (2, b"aa"))
    await bench.finish()
    assert (len(tries), bench.dead, bench.seen) == (4, [1], [2])
    assert await bench.left() == []


async def test_waits_between_tries_are_one_five_and_twenty_five_seconds(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    loop = asyncio.get_running_loop()

    def call_later(delay: float, *call: Any) -> object:
        waits.append(delay)
        return loop.call_soon(*call)

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        raise ValueError("a handler's bug")

    bench.worker = worker
    bench.fresh(waits=(1.0, 5.0, 25.0), patience=None)
    monkeypatch.setattr("bot.delivery.lanes.asyncio.get_running_loop", lambda: _Loop(loop, call_later))
    await bench.accept((1, b"aa"))
    await bench.finish()
    assert waits == [1.0, 5.0, 25.0, 0.0]


class _Loop:
    def __init__(self, loop: asyncio.AbstractEventLoop, call_later: Any) -> None:
        self._loop = loop
        self.call_later = call_later

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)


async def test_a_waiting_lane_gives_its_slot_away(bench: Bench) -> None:
    failed = asyncio.Event()

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        if raw["update_id"] == 1:
            failed.set()
            raise ValueError("a handler's bug")
        return await bench.note(raw, work)

    bench.worker = worker
    bench.fresh(slots=1, waits=(3_600.0,))
    await bench.accept((1, b"aa"), (2, b"bb"))
    await failed.wait()
    await bench.until(lambda: bench.seen)
    assert bench.seen == [2]


async def test_a_full_disk_kills_no_update(bench: Bench) -> None:
    tries = 0

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        nonlocal tries
        tries += 1
        if tries < 20:
            raise StorageError("the disk is full")
        return await bench.note(raw, work)

    bench.worker = worker
    await bench.accept((1, b"aa"))
    await bench.finish()
    assert (bench.seen, bench.dead) == ([1], [])


async def test_a_full_disk_is_told_of_once_for_all_lanes(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Event] = []
    monkeypatch.setattr("bot.delivery.lanes.note_fault", lambda event, *_, **__: told.append(event))
    monkeypatch.setattr("bot.delivery.lanes._TOLD_AGAIN", 10**6)
    tries: Counter[int] = Counter()

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        tries[work.update_id] += 1
        if tries[work.update_id] < 4:
            raise StorageError("the disk is full")
        return await bench.note(raw, work)

    bench.worker = worker
    await bench.accept(*((number, bytes([65, number])) for number in range(1, 21)))
    await asyncio.wait_for(bench.finish(), 240)
    assert sorted(bench.seen) == list(range(1, 21))
    assert told == [Event.UPDATE_FAILED]


async def test_of_an_update_that_is_worked_no_words_are_held_while_its_lane_goes_on(bench: Bench) -> None:
    more = asyncio.Event()

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        if raw["update_id"] == 2:
            await more.wait()
        return await bench.note(raw, work)

    bench.worker = worker
    await bench.accept((1, b"aa"), (2, b"aa"), take=False)
    for number in (1, 2):
        bench.lanes.take(Waiting(BOT, number, b"aa", urgent=False, body=b'{"update_id": %d}' % number))
    await bench.until(lambda: bench.lanes.held == 1)
    assert list(bench.lanes._bodies) == [(BOT, 2)]
    more.set()
    await bench.finish()
    assert bench.seen == [1, 2]


async def test_an_update_in_hand_whose_end_was_committed_but_not_heard_is_worked_once(bench: Bench) -> None:
    async def worker(raw: dict[str, Any], work: Work) -> bool:
        await bench.note(raw, work)
        await bench.database.transact(lambda tx: bench.inbox.done(tx, work))
        raise StorageError

    bench.worker = worker
    await bench.accept((1, b"aa"), take=False)
    bench.lanes.take(Waiting(BOT, 1, b"aa", urgent=False, body=b'{"update_id": 1}'))
    await asyncio.wait_for(bench.finish(), 60)
    assert (bench.seen, bench.dead) == ([1], [])


async def test_a_unit_that_breaks_a_constraint_is_tried_four_times_then_buried(bench: Bench) -> None:
    tries = 0

    async def twice(tx: Tx) -> None:
        for identity in (b"1" * 16, b"2" * 16):
            await tx.run("person_save", id=identity, blind=b"x", body=b"")

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        nonlocal tries
        if raw["update_id"] == 1:
            tries += 1
            await bench.database.transact(twice)
        return await bench.note(raw, work)

    bench.worker = worker
    await bench.accept((1, b"aa"), (2, b"aa"))
    await asyncio.wait_for(bench.finish(), 240)
    assert (tries, bench.dead, bench.seen) == (4, [1], [2])


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, DiskRefuses),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StorageError),
        (sqlite3.SQLITE_LOCKED, StorageError),
        (sqlite3.SQLITE_IOERR_FSYNC, DiskRefuses),
        (sqlite3.SQLITE_READONLY_DBMOVED, DiskRefuses),
        (sqlite3.SQLITE_CANTOPEN, DiskRefuses),
        (sqlite3.SQLITE_ABORT_ROLLBACK, StorageError),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, RefusedUnitError),
        (sqlite3.SQLITE_TOOBIG, RefusedUnitError),
        (sqlite3.SQLITE_ERROR, RefusedUnitError),
        (None, RefusedUnitError),
    ],
)
def test_only_what_any_unit_would_have_met_is_no_fault_of_the_unit(code: int | None, kind: type[Exception]) -> None:
    fault = sqlite3.DatabaseError("refused")
    if code is not None:
        fault.sqlite_errorcode = code
    assert type(fault_of(fault, Path("parley.db"))) is kind


async def test_a_worker_that_hangs_is_given_up(bench: Bench) -> None:
    async def worker(raw: dict[str, Any], work: Work) -> bool:
        await asyncio.Event().wait()
        return True

    bench.worker = worker
    bench.fresh(patience=0.0)
    await bench.accept((1, b"aa"))
    await bench.finish()
    assert bench.dead == [1]


async def test_a_broken_notice_of_a_dead_letter_does_not_stop_the_lane(bench: Bench) -> None:
    async def worker(raw: dict[str, Any], work: Work) -> bool:
        if raw["update_id"] == 1:
            raise ValueError("a handler's bug")
        return await bench.note(raw, work)

    async def broken(raw: dict[str, Any], work: Work) -> None:
        raise ValueError("and another")

    bench.worker = worker
    bench.lanes._on_dead = broken
    await bench.accept((1, b"aa"), (2, b"aa"))
    await bench.finish()
    assert bench.seen == [2]


async def test_a_row_that_does_not_open_is_buried_with_its_sealed_bytes(bench: Bench, data: Path, vault: Vault) -> None:
    buried: list[dict[str, Any]] = []

    async def bury(raw: dict[str, Any], work: Work) -> None:
        buried.append(raw)

    bench.lanes._on_dead = bury
    await bench.accept((1, b"aa"), (2, b"aa"), take=False)
    with closing(sqlite3.connect(data / "parley.db")) as raw, raw:
        raw.execute("UPDATE inbox SET body = (SELECT body FROM inbox WHERE update_id = 2) WHERE update_id = 1")
        ((kept,),) = raw.execute("SELECT body FROM inbox WHERE update_id = 1").fetchall()
    await bench.lanes.load()
    await asyncio.wait_for(bench.finish(), 240)
    assert (buried, bench.seen, await bench.left()) == ([{}], [2], [])
    with closing(sqlite3.connect(data / "parley.db")) as raw:
        ((letter, body),) = raw.execute("SELECT id, body FROM dead_letters").fetchall()
    assert vault.open(body, Field("dead_letters", "body", letter)) == kept


async def test_what_was_left_is_taken_up_in_order_before_anything_new(bench: Bench) -> None:
    await bench.accept(*((number, b"aa") for number in range(1, 31)), (31, b"aa", True), take=False)
    await bench.lanes.load()
    await bench.accept((32, b"aa"))
    await bench.finish()
    assert bench.seen == list(range(1, 33))


async def test_at_the_start_the_urgent_go_before_all_that_came_earlier(bench: Bench) -> None:
    plain = [(number, number.to_bytes(2, "big")) for number in range(1, 21)]
    await bench.accept(*plain, (21, b"zz", True), (22, b"yy", True), take=False)
    bench.lanes = bench.fresh(slots=2)
    await bench.lanes.load()
    await bench.finish()
    assert bench.seen[:2] == [21, 22]
    assert sorted(bench.seen) == list(range(1, 23))


def left_of(bench: Bench, monkeypatch: pytest.MonkeyPatch, *, page: int = 3) -> Left:
    monkeypatch.setattr("bot.delivery.left._PAGE", page)
    return Left(bots=[BOT], database=bench.database, inbox=bench.inbox, take=bench.lanes.take)


async def test_whoever_is_urgent_is_worked_before_the_rest_is_read(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [(number, bytes([number % 7, 1])) for number in range(1, 41)]
    await bench.accept(*plain, (41, b"zz"), (42, b"zz", True), (43, b"zz"), take=False)
    left = left_of(bench, monkeypatch)
    await left.urgent()
    await bench.finish()
    assert bench.seen == [41, 42, 43], "its whole chat, in order, and nobody else"
    assert not left.over.is_set()
    await left.rest()
    await bench.finish()
    assert left.over.is_set()
    assert sorted(bench.seen) == list(range(1, 44)), "each once"
    for lane in range(7):
        mine = [number for number in bench.seen if number < 41 and number % 7 == lane]
        assert mine == sorted(mine)


async def test_what_was_left_is_read_on_from_where_a_fault_cut_it_off(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.accept(*((number, bytes([number, 1])) for number in range(1, 11)), take=False)
    left = left_of(bench, monkeypatch)
    await left.urgent()
    following, asked = bench.inbox.following, []

    async def cut_off(tx: Tx, **which: Any) -> list[Waiting]:
        asked.append(which["after"])
        if len(asked) == 3:
            raise StorageError("gone")
        return await following(tx, **which)

    monkeypatch.setattr(bench.inbox, "following", cut_off)
    with pytest.raises(StorageError):
        await left.rest()
    assert not left.over.is_set()
    await left.rest()
    await left.rest()
    await bench.finish()
    assert sorted(bench.seen) == list(range(1, 11))
    assert asked[:4] == [None, 3, 6, 6]


async def test_loads_more_rows_than_one_chunk(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.lanes._CHUNK", 3)
    await bench.accept(*((number, b"aa") for number in range(1, 31)), take=False)
    await bench.lanes.load()
    assert bench.lanes.held == 30


async def test_room_is_refused_while_too_much_is_held(bench: Bench) -> None:
    gate = asyncio.Event()

    async def worker(raw: dict[str, Any], work: Work) -> bool:
        await gate.wait()
        return False

    bench.worker = worker
    lanes = bench.fresh(bound=2)
    await asyncio.wait_for(lanes.room(), 240)
    await bench.accept((1, b"aa"), (2, b"aa"))
    room = asyncio.create_task(lanes.room())
    await asyncio.sleep(0)
    assert not room.done()
    gate.set()
    await asyncio.wait_for(room, 240)


async def test_one_chats_thousands_keep_nobody_else_waiting(bench: Bench) -> None:
    """The rows are names only, none is in the inbox: what counts is the order of the turns."""
    begun: list[int] = []

    async def turn(row: Waiting) -> None:
        await asyncio.sleep(0)
        begun.append(row.update_id)

    lanes = bench.fresh(slots=2)
    lanes._work = turn  # type: ignore[method-assign]
    for number in range(1, 40_001):
        lanes.take(Waiting(BOT, number, b"aa", urgent=number % 3 == 0))
    await asyncio.wait_for(lanes.room(), 240)
    lanes.take(Waiting(BOT, 40_001, b"bb", urgent=False))
    await bench.until(lambda: 40_001 in begun)
    assert len(begun) < 10
    await asyncio.wait_for(bench.finish(), 240)
    assert [number for number in begun if number <= 40_000] == list(range(1, 40_001))


async def test_the_urgent_words_of_one_chat_line_it_up_once(bench: Bench) -> None:
    lanes = bench.fresh(slots=1)
    lanes.take(Waiting(BOT, 1, b"aa", urgent=False))
    for number in range(2, 1_000):
        lanes.take(Waiting(BOT, number, b"bb", urgent=True))
    assert len(lanes._first) == 1


async def test_the_names_of_twice_the_rows_that_may_be_held_are_few_megabytes(bench: Bench) -> None:
    lanes = bench.fresh(slots=0)
    tracemalloc.start()
    for number in range(100_000):
        lanes.take(Waiting(BOT, 10**9 + number, (number % 65_536).to_bytes(2, "big"), urgent=False))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used < 24 * 2**20
    room = asyncio.create_task(lanes.room())
    await asyncio.sleep(0)
    assert not room.done()
    room.cancel()


async def test_draining_finishes_what_is_held(bench: Bench) -> None:
    await bench.accept(*((number, bytes([65, number % 3])) for number in range(1, 31)))
    await bench.lanes.drain(5)
    assert sorted(bench.seen) == list(range(1, 31))


async def test_draining_ends_at_its_deadline_and_the_rest_stays(bench: Bench) -> None:
    async def worker(raw: dict[str, Any], work: Work) -> bool:
        await asyncio.Event().wait()
        return True

    bench.worker = worker
    await bench.accept((1, b"aa"), (2, b"aa"))
    await bench.lanes.drain(0.01)
    assert await bench.left() == [1, 2]
    again = bench.fresh()
    bench.worker = bench.note
    await again.load()
    await bench.finish()
    assert bench.seen == [1, 2]
