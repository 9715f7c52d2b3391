"""What only a server can do to us: two who meet, a restart, a second process; and what only it must never say."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.errors import DiskRefuses, LostHold, RefusedUnitError, StorageError, SuspendedUnitError
from bot.places import Server
from storage.about import about, in_use
from storage.migrate import migrate
from storage.opening import open_database
from storage.postgres.dialect import statements
from storage.postgres.faults import fault_of
from storage.postgres.holding import SURE_SECONDS, Holder, Lock
from storage.postgres.session import require_durable, session
from storage.still import while_still

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.database import Database, Tx
    from tests.postgres import Cluster

pytestmark = pytest.mark.slow
MANY = 60


@pytest.fixture
async def database(server: Server) -> AsyncIterator[Database]:
    opened = await open_database(server)
    yield opened
    await opened.close()


async def hour(database: Database) -> int:
    found = await database.transact(lambda tx: tx.one("hour_find", what="n"))
    return 0 if found is None else int(found["hour"])


async def counted(tx: Tx) -> None:
    """Read, then write what follows from it: what two must never do to each other."""
    found = await tx.one("hour_find", what="n")
    await tx.run("hour_save", what="n", hour=1 if found is None else found["hour"] + 1)


async def test_units_that_meet_are_run_again_and_none_is_lost(database: Database) -> None:
    await asyncio.gather(*(database.transact(counted) for _ in range(MANY)))
    assert await hour(database) == MANY


async def test_a_unit_goes_on_though_nobody_waits_for_it(database: Database) -> None:
    begun, called = asyncio.Event(), asyncio.Event()

    async def unit(tx: Tx) -> None:
        begun.set()
        tx.after_commit(called.set)
        await counted(tx)

    waiting = asyncio.create_task(database.transact(unit))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await called.wait()
    assert await hour(database) == 1


async def test_an_error_that_a_unit_swallows_keeps_nothing(database: Database) -> None:
    async def unit(tx: Tx) -> None:
        await tx.run("hour_save", what="n", hour=7)
        try:
            await tx.run("hour_save", what=None, hour=1)
        except Exception:  # noqa: BLE001 - as a careless unit might
            return

    with pytest.raises(RefusedUnitError, match="the server refused a statement"):
        await database.transact(unit)
    assert await hour(database) == 0


async def test_a_unit_that_waits_for_anything_else_is_a_fault(database: Database) -> None:
    async def unit(tx: Tx) -> None:
        await counted(tx)
        await asyncio.sleep(0)

    with pytest.raises(SuspendedUnitError):
        await database.transact(unit)
    assert await hour(database) == 0


async def test_what_ends_an_epoch_runs_alone(database: Database) -> None:
    """A unit that began under the old one is committed first; those behind it see the new one."""
    inside = asyncio.Event()
    order: list[str] = []

    async def older(tx: Tx) -> None:
        await counted(tx)
        inside.set()
        for _ in range(MANY):
            await tx.one("ping")
        order.append("older")

    async def ends(tx: Tx) -> None:
        await tx.run("epoch_list", key_id=b"1234", day=1)
        await tx.run("epoch_write", key_id=b"1234")
        order.append("ends")

    running = asyncio.create_task(database.transact(older))
    await inside.wait()
    await database.transact(ends)
    await running
    assert order == ["older", "ends"]


async def test_what_asks_to_be_alone_is_beside_no_other(database: Database) -> None:
    """As a change of the content is: a unit that began with the old one comes to its end with it."""
    inside, shelf, seen = asyncio.Event(), ["old"], list[str]()

    async def older(tx: Tx) -> None:
        await counted(tx)
        inside.set()
        for _ in range(MANY):
            await tx.one("ping")
            seen.append(shelf[0])

    async def changes(tx: Tx) -> None:
        await tx.one("alone")
        shelf[0] = "new"

    running = asyncio.create_task(database.transact(older))
    await inside.wait()
    await database.transact(changes)
    await running
    assert set(seen) == {"old"}


async def test_the_server_restarts_and_the_line_goes_on(database: Database, cluster: Cluster) -> None:
    await database.transact(counted)
    await asyncio.to_thread(cluster.control, "-m", "immediate", "stop")
    with pytest.raises(StorageError, match="the server does not answer"):
        await database.transact(counted)
    await asyncio.to_thread(cluster.start)
    await database.transact(counted)
    assert await hour(database) == 2


async def test_one_process_has_it(database: Database, server: Server) -> None:
    assert await asyncio.to_thread(in_use, server)
    with pytest.raises(StorageError, match="held by another process; stop that one first"):
        await open_database(server)
    with pytest.raises(StorageError, match="held by another process; stop that one first"):
        await asyncio.to_thread(migrate, server)
    await database.close()
    assert not await asyncio.to_thread(in_use, server)


async def test_a_lock_that_the_server_gave_to_another_is_not_believed_in(server: Server) -> None:
    """A network that was cut for some seconds: the server let go, and no word of it got here."""
    at = [0.0]
    first, second = Holder(server, Lock.SERVING, clock=lambda: at[0]), Holder(server, Lock.SERVING)
    await first.require()
    cut = first._connection
    assert cut is not None
    cut._transport.pause_reading()
    async with session(server) as connection:
        await connection.execute("SELECT pg_terminate_backend($1)", cut.get_server_pid(), timeout=60)
    await until_held(second)
    await first.require()
    at[0] += SURE_SECONDS
    with pytest.raises(StorageError, match="held by another process; stop that one first"):
        await first.require()
    await second.release()
    await first.require()
    await first.release()


async def test_a_line_is_not_moved_away_under_one_that_stands_by(server: Server) -> None:
    """It would serve the old rows as soon as the move is done."""
    turn = Holder(server, Lock.TURN)
    await turn.require()
    with pytest.raises(StorageError, match="held by another process; stop that one first"):
        await asyncio.to_thread(while_still, server, lambda: "moved")
    await turn.release()
    assert await asyncio.to_thread(while_still, server, lambda: "moved") == "moved"


async def test_a_lock_that_was_lost_meanwhile_is_told_and_nothing_of_the_work_is_given(server: Server) -> None:
    """The server gave up the connection and took it back: whoever came between may have written."""

    def cut() -> str:
        asyncio.run(cut_all(server))
        return "moved"

    with pytest.raises(LostHold, match="another may have used the database meanwhile"):
        await asyncio.to_thread(while_still, server, cut)


async def cut_all(server: Server) -> None:
    """End each session that holds a lock, and wait until it is gone."""
    async with session(server) as connection:
        held = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        for (pid,) in await connection.fetch(held):
            await connection.execute("SELECT pg_terminate_backend($1)", pid, timeout=60)
        while await connection.fetch(held):
            await connection.execute("SELECT pg_sleep(0.1)")


async def until_held(holder: Holder) -> None:
    """The server takes a moment to let go."""
    while True:
        try:
            return await holder.require()
        except StorageError:
            await asyncio.sleep(0)


async def test_it_says_what_it_is(server: Server) -> None:
    found = await asyncio.to_thread(about, server, thorough=True)
    assert found.engine.startswith("PostgreSQL 1")
    assert (found.rows, found.faults, found.in_use) == (found.newest, (), False)


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
async def test_a_server_that_could_lose_what_it_said_yes_to_is_refused(
    name: str, cluster: Cluster, server: Server
) -> None:
    async with session(server) as connection:
        await require_durable(connection, server)
        await set_for_all(connection, f"ALTER SYSTEM SET {name} = off", name, "off")
        try:
            with pytest.raises(StorageError, match=f"has {name} switched off, and could lose what it said yes to"):
                await open_database(server)
        finally:
            await set_for_all(connection, f"ALTER SYSTEM RESET {name}", name, "on")


async def set_for_all(connection: asyncpg.Connection, statement: str, name: str, value: str) -> None:
    """A setting of the whole server, once its sessions know it."""
    await connection.execute(statement)
    await connection.execute("SELECT pg_reload_conf()")
    while await connection.fetchval(f"SHOW {name}") != value:  # noqa: ASYNC110 - the server says it
        await asyncio.sleep(0.05)


async def test_a_database_of_something_else_is_left_alone(cluster: Cluster) -> None:
    other = cluster.fresh()
    cluster.say(other.url.rpartition("/")[2], "CREATE TABLE theirs (id int)")
    with pytest.raises(StorageError, match="tables of something else in it"):
        await asyncio.to_thread(migrate, other)
    cluster.drop(other)


async def test_every_statement_is_one_the_server_takes(server: Server) -> None:
    """Prepared against the real tables: names, types and words."""
    from storage.postgres.session import session

    async with session(server) as connection:
        for statement in statements().values():
            prepared = await connection.prepare(statement.sql)
            assert len(prepared.get_parameters()) == len(statement.names)


@pytest.mark.parametrize(
    ("code", "named"),
    [("53100", DiskRefuses), ("58030", DiskRefuses), ("53200", StorageError), ("23514", RefusedUnitError)],
)
async def test_only_its_disk_is_told_with_what_to_do_for_a_disk(
    server: Server, code: str, named: type[StorageError]
) -> None:
    async with session(server) as connection:
        with pytest.raises(asyncpg.PostgresError) as told:
            await connection.execute(f"DO $$ BEGIN RAISE EXCEPTION 'PLANTED' USING ERRCODE = '{code}'; END $$")
    fault = fault_of(told.value, server)
    assert type(fault) is named
    assert code in str(fault)
    assert "PLANTED" not in str(fault)
    assert ("disk" in str(fault)) is (named is DiskRefuses)


async def test_no_word_of_the_server_and_no_password_is_told(
    cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for url in (
        f"postgresql://nobody:PLANTED@127.0.0.1:{cluster.port}/nothing",
        "postgresql://postgres:PLANTED@127.0.0.1:9/x",
    ):
        with pytest.raises(StorageError) as told:
            await open_database(Server(url))
        assert "PLANTED" not in f"{told.value} {told.value!r} {Server(url)} {Server(url)!r} {caplog.text}"
        assert str(told.value).count("\n") == 0
