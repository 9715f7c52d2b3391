"""Which share goes to whom, what processes tell each other, and lanes that come and go."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import beside
from bot.errors import HeldElsewhere, NotYet, StorageError
from bot.messages import Priority, Work
from bot.places import Server
from bot.sharing.aide import Aide
from bot.sharing.bus import WAKES, WORKED, Bus
from bot.sharing.crew import Crew
from bot.sharing.lanes import SharedLanes
from bot.sharing.order import SharedOrder
from bot.sharing.sharing_out import heirs
from bot.sharing.sign import agree
from storage.postgres.crew import Member, Owned
from storage.postgres.database import PostgresDatabase, _Again
from storage.queues import Outbox, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LEADER = 1
BOT = 7
SERVER = Server("postgresql://parley@127.0.0.1/parley")


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


class Up:
    """What an aide asks of its member. Its answer is long under way."""

    number = 3

    def __init__(self) -> None:
        self.gate = asyncio.Event()

    async def hand_up(self, _bot: int, _update_id: int) -> None:
        """It is kept."""

    async def still_waiting(self, updates: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        asked = set(updates)
        await self.gate.wait()
        return asked


async def handed_up(aide: Aide, number: int) -> asyncio.Future[Any]:
    with pytest.raises(NotYet) as later:
        await aide.work({}, Work(BOT, number, 0))
    return later.value.made


async def test_what_is_handed_up_while_we_ask_is_not_taken_for_worked() -> None:
    member = cast("Any", Up())
    aide = Aide(house=cast("Any", None), member=member, bus=Bus(member), answer=print, agrees=lambda: False)
    await handed_up(aide, 1)
    looking = asyncio.create_task(aide.look())
    await asyncio.sleep(0)
    made = await handed_up(aide, 2)
    member.gate.set()
    await looking
    assert not made.done(), "its chat would go on before the one who leads has worked it"


class Rows:
    """The part of a database that lanes ask."""

    def __init__(self, *waiting: Waiting) -> None:
        self.waiting = list(waiting)

    async def transact(self, _unit: object) -> list[Waiting]:
        return self.waiting


class Mate:
    """A member that does not lead. `said`: the sign of the one who does; `mine`: the shares it has."""

    number = 3
    leads = False

    def __init__(self, said: str = "", mine: frozenset[int] = frozenset()) -> None:
        self.said, self.mine = said, mine

    async def beat(self, _sign: str) -> str:
        return self.said

    async def owned(self) -> Owned:
        return Owned(self.mine, frozenset(), {})

    async def gone(self, _held: object) -> list[bytes]:
        return []


class Keys:
    """A vault without epochs."""

    epochs = ()


def crew_of(member: Mate, lanes: SharedLanes, *waiting: Waiting, **more: Any) -> Crew:
    parts = {"member": member, "bus": Bus(cast("Any", member)), "database": Rows(*waiting), "inbox": None}
    return Crew(lanes=lanes, bot=BOT, sign=lambda: "sign:", **cast("Any", parts | {"vault": Keys()} | more))


async def test_who_only_begins_to_lead_differs_from_nobody() -> None:
    member = Mate()
    crew = crew_of(member, lanes_of([], asyncio.Event()))
    found = []
    for member.said in ("", "sign:1", "other:"):
        await crew._look()
        found.append((crew.leader, crew.agrees))
    assert found == [(False, False), (True, True), (True, False)]


async def test_what_waits_for_long_says_nothing_of_the_numbers_telegram_gives() -> None:
    """After a long outage a hundred thousand wait; what comes now does not wait for the gaps between them."""
    worked, gate = list[int](), asyncio.Event()
    gate.set()
    lanes = lanes_of(worked, gate)
    lanes.mine = frozenset({5})
    crew = crew_of(Mate(), lanes, row(1), row(9))
    crew.order.begin(100_001)
    await crew.look_for_missed()
    crew.order.put(100_001, row(100_001))
    await lanes.drain(30)
    assert worked == [1, 9, 100_001]


async def test_a_gap_is_passed_over_though_the_loop_began_anew_meanwhile() -> None:
    worked, gate, looked = list[int](), asyncio.Event(), asyncio.Event()
    gate.set()
    lanes = lanes_of(worked, gate)
    lanes.mine = frozenset({5})

    async def look() -> None:
        looked.set()
        raise StorageError

    order = SharedOrder(lanes, tell=lambda _row: None, look=look)
    order.begin(1)
    order.heard(2, row(2))
    order.close()
    order.heard(4, row(4))
    async with asyncio.timeout(30):
        await looked.wait()
    await asyncio.sleep(0)
    await lanes.drain(30)
    order.close()
    assert worked == [2]


async def test_what_one_who_left_did_not_tell_is_looked_for() -> None:
    woken = list[str]()
    crew = crew_of(Mate(mine=frozenset({5})), lanes_of([], asyncio.Event()), wakes={"codes": lambda: woken.append("c")})
    await crew._look()
    assert woken == ["c"]


async def test_what_follows_a_change_is_done_again_where_it_failed() -> None:
    tried = list[int]()

    async def settled() -> None:
        tried.append(1)
        if len(tried) == 1:
            raise StorageError

    crew = crew_of(Mate(), lanes_of([], asyncio.Event()), on_sign=settled)
    await crew._settle("sign:")
    crew._settle_at = 0.0
    with pytest.raises(StorageError):
        await crew._settle("sign:")
    await crew._settle("sign:")
    await crew._settle("sign:")
    assert len(tried) == 2


async def test_whatever_ends_a_stint_it_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, begun = asyncio.Event(), list[int]()

    async def stint(*_: object) -> None:
        begun.append(1)
        if len(begun) == 1:
            raise LookupError
        stop.set()

    monkeypatch.setattr(beside, "_stint", stint)
    nothing = cast("Any", None)
    async with asyncio.timeout(30):
        await beside.work_beside(nothing, nothing, None, nothing, stop)
    assert len(begun) == 2


class Session:
    """A connection to a server. `silent`: nothing comes back over it any more."""

    def __init__(self, *, silent: bool) -> None:
        self.silent, self.gone, self.asked = silent, False, 0

    async def execute(self, *_: object, **__: object) -> None:
        self.asked += 1
        if self.silent:
            raise TimeoutError

    def is_closed(self) -> bool:
        return self.gone

    def terminate(self) -> None:
        self.gone = True


@pytest.mark.parametrize("silent", [True, False])
async def test_a_session_is_asked_before_a_unit_as_where_one_serves_alone(*, silent: bool) -> None:
    """The server may have given it up without a word, and with it the lock that keeps others from the rows."""
    member, session = Member(SERVER, leads=True), Session(silent=silent)
    member._connection = cast("Any", session)
    for _ in range(3):
        if silent:
            with pytest.raises(HeldElsewhere):
                await member.require()
        else:
            await member.require()
    assert (session.asked, session.gone) == (1, silent)


async def test_a_key_that_two_put_in_is_tried_alone_also_by_a_unit_that_met_another_before() -> None:
    """Refused at once it would count against the update, though only the meeting was at fault."""
    session = Session(silent=False)
    database = PostgresDatabase(SERVER, cast("Any", None), cast("Any", session), lambda _point: None)
    runs = list[bool]()

    async def run(_unit: object, *, alone: bool) -> str:
        runs.append(alone)
        if alone:
            return "kept"
        raise _Again(alone=len(runs) > 1, last=len(runs) > 1)

    database._run = run  # type: ignore[method-assign, assignment]
    assert await database._through(cast("Any", None)) == "kept"
    assert runs == [False, False, True]


def test_a_line_on_sqlite_loads_no_driver_for_servers() -> None:
    code = "import sys, bot.app; sys.exit('asyncpg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


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
