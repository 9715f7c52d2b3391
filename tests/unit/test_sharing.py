"""Which share goes to whom, what processes tell each other, and lanes that come and go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Priority
from bot.sharing.bus import WAKES, WORKED, Bus
from bot.sharing.lanes import SharedLanes
from bot.sharing.order import SharedOrder
from bot.sharing.sharing_out import heirs
from bot.sharing.sign import agree
from storage.queues import Outbox, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.messages import Work

LEADER = 1
BOT = 7


@given(
    owners=st.dictionaries(st.integers(0, 255), st.sampled_from([1, 2, 3, 4]), max_size=64),
    workers=st.sets(st.sampled_from([2, 3, 4])),
    pinned=st.sets(st.integers(0, 255), max_size=3),
)
def test_shares_are_even_and_move_no_more_than_they_must(
    owners: dict[int, int], workers: set[int], pinned: set[int]
) -> None:
    found = heirs({share: (owner, None) for share, owner in owners.items()}, LEADER, sorted(workers), pinned)
    after = owners | found
    held = {worker: sum(after[share] == worker for share in after) for worker in workers}
    free = [share for share in owners if share not in pinned]
    assert all(after[share] == LEADER for share in owners if share in pinned or not workers)
    assert sum(held.values()) == (len(free) if workers else 0)
    assert not workers or max(held.values()) - min(held.values()) <= 1
    kept = sum(min(list(owners.values()).count(worker), -(-len(free) // len(workers))) for worker in workers)
    assert len(found) <= len(owners) - max(kept - len(workers) - len(pinned), 0)
    assert not heirs({share: (owner, None) for share, owner in after.items()}, LEADER, sorted(workers), pinned)


class Told:
    """A member that remembers what it told."""

    number = 3

    def __init__(self) -> None:
        self.words: list[str] = []

    async def tell(self, words: str) -> None:
        self.words.append(words)


async def test_what_is_told_is_heard_by_others_alone() -> None:
    told, rows, words = Told(), list[Waiting](), list[str]()
    bus = Bus(cast("Any", told))
    sent = [Waiting(BOT, number, bytes((number % 256, 1)), number % 2 == 0) for number in range(1, 451)]
    for row in sent:
        bus.row(row)
    bus.word(WORKED)
    bus.word(WORKED)
    await bus.flush()
    assert len(told.words) == 4
    other = Bus(cast("Any", Told()))
    other.listen(on_row=rows.append, on_word=words.append)
    for word in told.words:
        other.heard(f"3 {word}")
    assert not rows
    for word in told.words:
        assert len(word) < 8_000
        other.heard(f"4 {word}")
    assert rows == sent
    assert words == [WORKED]


async def test_what_is_to_be_sent_wakes_the_one_who_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the outbox calls it after a commit: with whether it is urgent."""
    told = Told()
    bus = Bus(cast("Any", told))
    called: list[Callable[[], object]] = []
    outbox = Outbox(cast("Any", None), cast("Any", None))
    outbox.on_put(bus.put)
    monkeypatch.setattr(told, "after_commit", called.append, raising=False)
    for priority in (Priority.REPLY, Priority.URGENT):
        outbox._wake(cast("Any", told), priority)
    for call in called:
        call()
    await bus.flush()
    assert told.words == ["send", "hurry"]
    assert set(told.words) <= set(WAKES)


class Rows:
    """The part of a database that lanes ask: nothing waits in it."""

    async def transact(self, _unit: object) -> list[Waiting]:
        return []


def lanes_of(worked: list[int], gate: asyncio.Event) -> SharedLanes:
    async def work(_raw: dict[str, Any], work: Work) -> bool:
        await gate.wait()
        worked.append(work.update_id)
        return True

    async def dead(*_: object) -> None:
        """None here is."""

    rows = cast("Any", Rows())
    lanes = SharedLanes(bot=BOT, database=rows, inbox=rows, worker=work, on_dead=dead, now=lambda: 0)
    lanes.among(on_handed=lambda: None)
    return lanes


def row(number: int, lane: bytes = b"\x05\x01") -> Waiting:
    return Waiting(BOT, number, lane, urgent=False, body=b"{}")


async def test_lanes_work_their_shares_in_order_each_row_once() -> None:
    worked, gate = list[int](), asyncio.Event()
    lanes = lanes_of(worked, gate)
    lanes.mine = frozenset({5})
    for number in (1, 4, 3, 4, 2):
        lanes.take(row(number))
    lanes.take(row(9, b"\x06\x01"))
    gate.set()
    await lanes.drain(30)
    assert worked == [1, 2, 3, 4]


async def test_what_is_given_over_is_begun_no_more() -> None:
    worked, gate = list[int](), asyncio.Event()
    lanes = lanes_of(worked, gate)
    lanes.mine = frozenset({5})
    for number in (1, 2):
        lanes.take(row(number))
    await asyncio.sleep(0)
    assert lanes.let_go(frozenset(), {5}) == [], "its first is in hand"
    gate.set()
    await lanes.drain(30)
    assert worked == [1]
    assert lanes.let_go(frozenset(), {5}) == [5]
    assert not lanes.held


async def test_who_waits_for_room_goes_on_when_what_filled_it_is_given_over() -> None:
    gate = asyncio.Event()
    lanes = lanes_of([], gate)
    lanes._bound, lanes.mine = 2, frozenset({5})
    for number in (1, 2):
        lanes.take(row(number))
    waiting = asyncio.create_task(lanes.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    lanes.let_go(frozenset(), {5})
    await asyncio.wait_for(waiting, 30)
    await lanes.drain(0)


async def test_a_row_that_was_handed_up_is_worked_whosever_share_it_is() -> None:
    worked, gate = list[int](), asyncio.Event()
    lanes = lanes_of(worked, gate)
    gate.set()
    lanes.take(row(1))
    lanes.take_up(row(1))
    lanes.take_up(row(1))
    await lanes.drain(30)
    assert worked == [1]


async def test_a_gap_is_looked_for_in_the_rows_before_it_is_passed_over() -> None:
    worked, gate = list[int](), asyncio.Event()
    gate.set()
    lanes = lanes_of(worked, gate)
    lanes.mine = frozenset({5})
    looked = asyncio.Event()

    async def look() -> None:
        order.heard(2, row(2))
        looked.set()

    order = SharedOrder(lanes, tell=lambda _row: None, look=look)
    order.begin(1)
    order.heard(1, row(1))
    order.put(3, row(3))
    await looked.wait()
    await lanes.drain(30)
    assert worked == [1, 2, 3]


def test_chats_that_can_not_be_written_to_are_no_difference() -> None:
    assert agree("abc:", "abc:0,2")
    assert not agree("abc:", "abd:")
