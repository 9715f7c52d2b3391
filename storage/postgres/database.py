"""PostgreSQL behind the port: each unit is a SERIALIZABLE transaction on a pooled connection.

Units pass a turnstile: many at once share it; one that must be alone (see dialect.ALONE), or that was overtaken too
often, has it for itself, so that every unit gets through.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import asyncpg

from bot.errors import HeldElsewhere, StorageError
from bot.probes import Probe, unprobed
from storage.database import Database, Tx
from storage.own_time import not_counted
from storage.postgres.crew import Member
from storage.postgres.dialect import statements
from storage.postgres.faults import AGAIN, LATER, LOST, code_of, fault_of
from storage.postgres.holding import Holder, Lock
from storage.postgres.session import connected, require_durable
from storage.postgres.units import PostgresTx, Watched
from storage.postgres.versions import require_current

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.places import Server

T = TypeVar("T")
_Unit = Callable[[Tx], Awaitable[Any]]

CLOSED: Final = "the database was closed; start the program again"
HANDS: Final = 6
"""Connections that work. More at once on few rows meet each other too often."""
MAX_WAITING: Final = 2_000
"""Units that may wait; further callers of `transact` are held back."""
_SHARED_TRIES: Final = 6
_TRIES: Final = 12
"""After so many runs beside others a unit has the turnstile for itself; after so many in all it is given up."""

_SHARED: Final = "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE turnstile IN ROW SHARE MODE"
_ALONE: Final = "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE turnstile IN EXCLUSIVE MODE"
_MEMBER: Final = """
SELECT (SELECT key_id FROM epochs WHERE state = 'writing') AS key_id,
       EXISTS (SELECT FROM parley_crew.members WHERE number = $1) AS here"""
SWEPT: Final = "VACUUM (SKIP_LOCKED) cases, wraps, finds, entries, codes, people, drafts, parts, posts, inbox, outbox"
"""What cases, people and messages leave behind is given up at once; the rest when the server gets to it."""


class PostgresDatabase(Database):
    """See `open_postgres`."""

    def __init__(self, server: Server, pool: asyncpg.Pool, holder: Holder | Member, probe: Probe) -> None:
        self._server = server
        self._number = holder.number if isinstance(holder, Member) else None
        self._pool = pool
        self._holder = holder
        self._probe = probe
        self._seal_with: list[Callable[[bytes], None]] = []
        self._room = asyncio.Semaphore(MAX_WAITING)
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False
        self.again = 0

    async def transact(self, unit: Callable[[Tx], Awaitable[T]]) -> T:
        """See Database. A caller who no longer waits does not undo a unit that has begun."""
        if self._closed:
            raise StorageError(CLOSED)
        with not_counted():
            async with self._room:
                return cast("T", await asyncio.shield(self._started(self._through(unit))))

    def seals_with(self, call: Callable[[bytes], None]) -> None:
        """See Database; every unit asks, for itself."""
        self._seal_with.append(call)

    async def ping(self) -> None:
        """See Database."""
        await self.transact(lambda tx: tx.one("ping"))

    async def tidy(self) -> bool:
        """See Database. PostgreSQL does not overwrite: what was deleted loses its place, its keys are what ends it."""
        if self._closed:
            raise StorageError(CLOSED)
        try:
            async with self._pool.acquire() as connection:
                await connection.execute(SWEPT)
        except (asyncpg.PostgresError, *LOST) as fault:
            raise fault_of(fault, self._server) from fault
        return True

    async def close(self) -> None:
        """See Database."""
        self._closed = True
        while self._running:
            await asyncio.wait(self._running)
        with suppress(asyncpg.PostgresError, *LOST):
            await self._pool.close()
        await self._holder.release()

    def _started(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited may have gone; it was told, or nobody is there to tell

    async def _through(self, unit: _Unit) -> Any:
        """Run a unit until one run of it is committed."""
        alone = False
        for tries in range(1, _TRIES + 1):
            try:
                return await self._run(unit, alone=alone)
            except _Again as again:
                self.again += 1
                if tries == _TRIES or (again.last and alone):
                    cause = again.__cause__ or again
                    raise fault_of(cause, self._server) from cause
                alone = again.alone or tries >= _SHARED_TRIES
        raise AssertionError

    async def _run(self, unit: _Unit, *, alone: bool) -> Any:
        await self._holder.require()
        try:
            async with self._pool.acquire() as connection:
                tx = PostgresTx(connection, alone=alone)
                try:
                    value = await self._attempt(unit, connection, tx, alone=alone)
                except Exception as fault:  # noqa: BLE001 - whatever it is, it belongs to who waits for the unit
                    raise _Again.if_it_helps(tx, fault) from (tx.fault or fault)
                finally:
                    tx.ended = True
                    if connection.is_in_transaction():
                        await connection.execute("ROLLBACK")
                self._probe("batch.committed")
                for call in tx.calls:
                    asyncio.get_running_loop().call_soon(call)
                return value
        except (asyncpg.PostgresError, *LOST) as fault:
            raise fault_of(fault, self._server) from fault

    async def _attempt(self, unit: _Unit, connection: Any, tx: PostgresTx, *, alone: bool) -> Any:
        await connection.execute(_ALONE if alone else _SHARED)
        await self._tell_epoch(connection)
        self._probe("unit.started")
        value = await Watched(unit(tx), tx)
        self._probe("unit.done")
        tx.require_whole()
        self._probe("batch.before_commit")
        await connection.execute("COMMIT")
        return value

    async def _tell_epoch(self, connection: Any) -> None:
        if self._number is not None:
            await self._tell_member(connection, self._number)
        elif self._seal_with and (row := await connection.fetchrow(statements()["epoch_writing"].sql)) is not None:
            for call in self._seal_with:
                call(row["key_id"])

    async def _tell_member(self, connection: Any, number: int) -> None:
        """The same among several: whoever was given up before this unit passed the turnstile keeps nothing of it."""
        row = await connection.fetchrow(_MEMBER, number)
        if not row["here"]:
            raise HeldElsewhere(f"{self._server}: this process was given up by the others; nothing of this was kept")
        for call in self._seal_with if row["key_id"] is not None else ():
            call(row["key_id"])


class _Again(Exception):
    """A unit that is to be run once more. `last`: if it was not alone yet."""

    def __init__(self, *, alone: bool, last: bool) -> None:
        super().__init__()
        self.alone, self.last = alone, last

    @classmethod
    def if_it_helps(cls, tx: PostgresTx, fault: BaseException) -> BaseException:
        """This for what another run may heal; else the fault itself."""
        code = code_of(tx.fault or fault)
        if tx.wants_alone or code in LATER:
            return cls(alone=True, last=code in LATER)
        return cls(alone=False, last=False) if code in AGAIN else fault


async def open_postgres(server: Server, *, probe: Probe = unprobed, member: Member | None = None) -> Database:
    """Open a migrated database for this process alone. StorageError: held by another, not migrated, not durable.

    `member`: one that has joined those who share it; it leaves when the database is closed.
    """
    holder = member or Holder(server, Lock.SERVING)
    await holder.require()
    try:
        connection = await connected(server)
        try:
            await require_durable(connection, server)
            await require_current(connection, server)
        finally:
            await connection.close()
        pool = await asyncpg.create_pool(
            server.url, min_size=1, max_size=HANDS, connect=_hand_of(server, member), reset=_untouched
        )
    except BaseException as fault:
        await holder.release()
        raise fault_of(fault, server) from fault
    return PostgresDatabase(server, pool, holder, probe)


def _hand_of(server: Server, member: Member | None) -> Callable[..., Coroutine[Any, Any, Any]]:
    named = {} if member is None else {"application_name": member.name}

    async def hand(*_: object, **__: object) -> Any:
        return await connected(server, **named)

    return hand


async def _untouched(_connection: object) -> None:
    """No unit leaves anything behind on its connection: nothing is to be set back."""
