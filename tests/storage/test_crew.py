"""Several processes on one database: whose lanes are whose, and that who is given up keeps nothing more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.beside import following
from bot.errors import HeldElsewhere, StorageError
from bot.sharing.bus import Bus
from bot.sharing.crew import Crew
from bot.sharing.lanes import EVERY, SharedLanes
from bot.sharing.sharing_out import heirs
from storage.epoch_keeping import EpochKeeper
from storage.opening import open_database
from storage.postgres.crew import SHARES, Member, named
from storage.postgres.database import PostgresDatabase
from storage.postgres.holding import Holder, Lock
from storage.postgres.session import session
from storage.queues import Inbox
from storage.sealing import Vault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.messages import Work
    from bot.places import Server
    from storage.database import Database, Tx
    from storage.keys import Keyring

pytestmark = pytest.mark.slow
BOT = 7
LANES = 12
EACH = 8
PATIENCE = 240.0
QUICK = 30


def deaf(_said: str) -> None:
    """Nobody listens."""


@pytest.fixture
async def leader(server: Server) -> AsyncIterator[Member]:
    member = Member(server, leads=True)
    await member.join(deaf, "sign")
    yield member
    await member.release()


@pytest.fixture
async def worker(server: Server, leader: Member) -> AsyncIterator[Member]:
    assert leader.leads
    member = Member(server, leads=False)
    await member.join(deaf, "sign")
    yield member
    await member.release()


async def noted(database: Database, hour: int) -> None:
    await database.transact(lambda tx: tx.run("hour_save", what="n", hour=hour))


async def hour(server: Server) -> int | None:
    async with session(server) as connection:
        found = await connection.fetchval("SELECT hour FROM hours WHERE what = 'n'")
        return None if found is None else int(found)


async def share_out(leader: Member) -> None:
    owned = await leader.owned()
    await leader.will(heirs(owned.owners, leader.number, await leader.workers(), {0}))


async def test_shares_go_to_who_works_and_come_back_when_he_is_gone(leader: Member, worker: Member) -> None:
    assert (await leader.owned()).mine == EVERY
    await share_out(leader)
    assert (await leader.owned()).mine == EVERY, "who has not begun gets nothing"
    await worker.beat("sign")
    await share_out(leader)
    assert (await worker.owned()).mine == frozenset(), "not before they are given over"
    leaving = (await leader.owned()).leaving
    assert leaving == EVERY - {0}
    await leader.give_over(leaving)
    assert (await worker.owned()).mine == EVERY - {0}
    await worker.release()
    await leader.bury()
    assert (await leader.owned()).mine == EVERY


async def test_what_is_given_over_late_stays_with_who_has_it_now(leader: Member, worker: Member) -> None:
    await worker.beat("sign")
    await share_out(leader)
    leaving = (await leader.owned()).leaving
    await worker.release()
    await leader.bury()
    await leader.give_over(leaving)
    assert (await leader.owned()).mine == EVERY


async def test_nobody_else_changes_the_rows_while_they_are_shared(server: Server, worker: Member) -> None:
    assert not worker.leads
    alone = Holder(server, Lock.SERVING)
    with pytest.raises(HeldElsewhere, match="stop that one first"):
        await alone.require()


async def test_nobody_joins_while_another_has_the_rows_alone(server: Server) -> None:
    alone = Holder(server, Lock.SERVING)
    await alone.require()
    member = Member(server, leads=False)
    try:
        with pytest.raises(HeldElsewhere, match="stop that one first"):
            await member.join(deaf)
    finally:
        await alone.release()


async def test_who_is_dead_is_found_by_his_session(server: Server, leader: Member, worker: Member) -> None:
    assert await leader.bury() == []
    async with session(server) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", named(worker.number)
        )
    async with asyncio.timeout(PATIENCE):
        while await leader.bury() != [worker.number]:  # noqa: ASYNC110 - the server says it
            await asyncio.sleep(0)
    with pytest.raises(HeldElsewhere):
        await worker.beat("sign")


async def test_who_says_nothing_for_long_is_given_up(server: Server, leader: Member, worker: Member) -> None:
    await worker.beat("sign")
    async with session(server) as connection:
        await connection.execute(
            "UPDATE parley_crew.members SET beat = beat - interval '1 minute' WHERE number = $1", worker.number
        )
    assert await leader.bury() == [worker.number]


async def given_up_and_writes(server: Server, leader: Member, worker: Member) -> int | None:
    """A worker that another took the row of goes on, with a connection that still stands; what it kept."""
    database = await open_database(server, member=worker)
    await noted(database, 1)
    async with session(server) as connection:
        await connection.execute("DELETE FROM parley_crew.members WHERE number = $1", worker.number)
    await leader.bury()
    try:
        with pytest.raises(HeldElsewhere, match="given up"):
            await noted(database, 2)
    finally:
        await database.close()
    return await hour(server)


async def test_who_was_given_up_keeps_nothing(server: Server, leader: Member, worker: Member) -> None:
    assert await given_up_and_writes(server, leader, worker) == 1


async def test_planted_without_the_fence_he_goes_on(
    server: Server, leader: Member, worker: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unasked(_database: PostgresDatabase, _connection: Any, _number: int) -> None:
        """Nobody asks whether he is still one of us."""

    monkeypatch.setattr(PostgresDatabase, "_tell_member", unasked)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        await given_up_and_writes(server, leader, worker)
    assert await hour(server) == 2


async def test_a_unit_that_has_begun_ends_before_its_process_is_given_up(
    server: Server, leader: Member, worker: Member
) -> None:
    """What is committed before the shares are another's is seen by that one; nothing is committed after."""
    database = await open_database(server, member=worker)
    inside = asyncio.Event()

    async def unit(tx: Tx) -> None:
        await tx.run("hour_save", what="n", hour=5)
        inside.set()
        for _ in range(60):
            await tx.one("ping")

    async def bury() -> int | None:
        await inside.wait()
        async with session(server) as connection, connection.transaction():
            await connection.execute("LOCK TABLE turnstile IN EXCLUSIVE MODE")
            await connection.execute("DELETE FROM parley_crew.members WHERE number = $1", worker.number)
            found = await connection.fetchval("SELECT hour FROM hours WHERE what = 'n'")
            return None if found is None else int(found)

    assert leader.leads
    seen, _ = await asyncio.gather(bury(), database.transact(unit))
    await database.close()
    assert seen == 5


class Hands:
    """What the lanes of one process do: what they worked, and which chats they have in hand now."""

    def __init__(self, processes: Processes) -> None:
        self.processes = processes
        self.in_hand, self.done, self.clashes = processes.in_hand, processes.done, processes.clashes

    async def work(self, raw: dict[str, Any], work: Work) -> bool:
        lane = bytes.fromhex(raw["lane"])
        if lane in self.in_hand:
            self.clashes.append(lane)
        self.in_hand.add(lane)
        for _ in range(self.processes.lingers):
            if self.clashes:
                break
            await asyncio.sleep(0 if self.processes.lingers == QUICK else 0.01)
        self.done.append((lane, work.update_id))
        self.in_hand.discard(lane)
        return False


async def nothing(*_: object) -> None:
    """Nobody is told."""


class Processes:
    """A leader and those who come and go beside it, in one process, on one real server."""

    def __init__(self, server: Server, keyring: Keyring) -> None:
        self.server, self.keyring = server, keyring
        self.lingers = QUICK
        self.done: list[tuple[bytes, int]] = []
        self.clashes: list[bytes] = []
        self.in_hand: set[bytes] = set()
        self._open: dict[Crew, asyncio.Task[None]] = {}

    async def join(self, *, leads: bool) -> Crew:
        member = Member(self.server, leads=leads)
        bus = Bus(member)
        await member.join(bus.heard, "sign")
        database = await open_database(self.server, member=member)
        vault = Vault(self.keyring)
        inbox = Inbox(vault)
        hands = Hands(self)
        lanes = SharedLanes(
            bot=BOT, database=database, inbox=inbox, worker=hands.work, on_dead=nothing, now=lambda: 1_800_000_000
        )
        crew = Crew(
            member=member, bus=bus, lanes=lanes, database=database, inbox=inbox, bot=BOT, vault=vault,
            sign=lambda: "sign",
        )  # fmt: skip
        await crew.begin()
        await lanes.load()
        self._open[crew] = asyncio.create_task(crew.run())
        return crew

    async def leave(self, crew: Crew) -> None:
        task = self._open.pop(crew)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await crew.lanes.drain(60)
        await crew.database.close()

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not (what() or self.clashes):  # noqa: ASYNC110 - several crews do it
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        for crew in list(self._open):
            await self.leave(crew)


async def accepted(crew: Crew, number: int, lane: bytes) -> None:
    body = b'{"lane": "%b"}' % lane.hex().encode()
    await crew.database.transact(
        lambda tx: crew.inbox.accept(
            tx, bot=BOT, update_id=number, lane=lane, urgent=False, body=body, now=1_800_000_000
        )
    )


async def come_and_go(processes: Processes) -> None:
    """Updates of some chats, taken in by whoever is there, while one worker comes, another, and the first leaves."""
    lanes = [bytes((number * 21, number)) for number in range(LANES)]
    leader = await processes.join(leads=True)
    crews = [leader]
    number = 0
    for step in range(EACH):
        if step in {1, 3}:
            crews.append(await processes.join(leads=False))
            await processes.until(lambda: bool(crews[-1].lanes.mine))
        if step == 5:
            await processes.leave(crews.pop(1))
        for lane in lanes:
            number += 1
            await accepted(crews[number % len(crews)], number, lane)
        await asyncio.gather(*(crew.look_for_missed() for crew in crews))
    await processes.until(lambda: len(processes.done) >= LANES * EACH)
    assert not processes.clashes, "one chat was in two hands at once"
    for lane in lanes:
        order = [update for found, update in processes.done if found == lane]
        assert order == sorted(set(order)), "a chat's order was lost"


@pytest.fixture
async def processes(server: Server, keyring: Keyring) -> AsyncIterator[Processes]:
    opened = Processes(server, keyring)
    yield opened
    await opened.close()


async def test_a_chat_is_never_in_two_hands_though_they_come_and_go(processes: Processes) -> None:
    await come_and_go(processes)


async def test_planted_where_everybody_works_everything_it_is(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SharedLanes, "owns", lambda *_: True)
    processes.lingers = 1_000
    with pytest.raises(AssertionError, match=r"in two hands|order was lost"):
        await come_and_go(processes)


class Sealing:
    """A leader that keeps the epochs, and a worker over the same key folder."""

    def __init__(self, leads: Database, works: Database, keyring: Keyring, keys: Path) -> None:
        self.leads, self.works, self.keys = leads, works, keys
        self.leader, self.worker = Vault(keyring), Vault(keyring)
        self.keeper = EpochKeeper(folder=keys, root=keyring.root, vault=self.leader, database=leads)
        leads.seals_with(self.leader.seal_with)
        works.seals_with(following(self.worker, keys, keyring.root))

    async def new_day(self) -> bytes:
        """The leader makes a key, and seals with it from now on."""
        epoch = await self.keeper.make(now=1_800_000_000 + 86_400)
        return epoch.key_id


@pytest.fixture
async def sealing(
    server: Server, leader: Member, worker: Member, keyring: Keyring, data: Path
) -> AsyncIterator[Sealing]:
    leads, works = await open_database(server, member=leader), await open_database(server, member=worker)
    yield Sealing(leads, works, keyring, data / "keys")
    await works.close()
    await leads.close()


async def test_a_new_key_is_there_before_a_unit_is_run_under_it(sealing: Sealing) -> None:
    made = await sealing.new_day()
    await noted(sealing.works, 1)
    assert sealing.worker.sealing.key_id == made


async def test_planted_a_worker_that_does_not_follow_seals_under_what_is_over(
    sealing: Sealing, keyring: Keyring
) -> None:
    lags = Vault(keyring)
    sealing.works.seals_with(lags.seal_with)
    made = await sealing.new_day()
    await noted(sealing.works, 1)
    assert lags.sealing.key_id != made


async def test_without_the_new_key_a_worker_runs_no_unit(server: Server, sealing: Sealing) -> None:
    made = await sealing.new_day()
    for path in (sealing.keys / "epochs").glob(f"*{made.hex()}*"):
        path.unlink()
    with pytest.raises(StorageError, match="the key that seals now is not here"):
        await noted(sealing.works, 1)
    assert await hour(server) is None


def test_there_are_as_many_shares_as_first_bytes() -> None:
    assert len(EVERY) == SHARES == 256
