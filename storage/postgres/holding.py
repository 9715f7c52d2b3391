"""Who has a database: locks that the server lets go of by itself when the process that took them is gone."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from enum import IntEnum
from typing import TYPE_CHECKING, Final, TypeVar

import asyncpg

from bot.errors import HeldElsewhere, LostHold
from storage.postgres.faults import LOST, fault_of
from storage.postgres.session import PATIENCE, connected, session

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.places import Server

T = TypeVar("T")

OURS: Final = 0x7061726C
"""The first half of every advisory lock of this program."""


SURE_SECONDS: Final = 1.0
"""For so long it is believed that the lock is still held."""
_ANSWER_SECONDS: Final = 5.0


class Lock(IntEnum):
    """What can be held.

    SERVING: by the one process that serves or changes the rows. TURN: by the one of those that stand by for each other
    whose turn it is, before it prepares and for as long as it serves; and by a move, so that none of them begins.
    RESTORING: by the transaction that brings a restore's rows, until it is over, also where nobody hears how it ended.
    """

    SERVING = 1
    TURN = 2
    RESTORING = 3


class Holder:
    """A connection that does nothing but hold a lock. Lost with the connection, the lock is taken again if it is free.

    The server may have given the connection up, and the lock to another, without a word of it getting here (a network
    that was cut for some seconds): so it is asked. What another process does in the second between is guarded by the
    isolation of units, not by this.
    """

    def __init__(self, server: Server, lock: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._lock = lock
        self._clock = clock
        self._connection: asyncpg.Connection | None = None
        self._taking = asyncio.Lock()
        self._sure = float("-inf")
        self._takings = 0

    async def require(self) -> None:
        """Return while the lock is held. HeldElsewhere: another has it; StorageError: the server does not answer."""
        if self._known():
            return
        async with self._taking:
            if self._known():
                return
            asked = self._clock()
            if self._connection is None or not await answers(self._connection):
                self._connection = await self._taken()
                self._takings += 1
            self._sure = asked + SURE_SECONDS

    def _known(self) -> bool:
        held = self._connection is not None and not self._connection.is_closed()
        return held and self._clock() < self._sure

    async def kept(self) -> bool:
        """Whether the lock was held ever since it was first taken: its session is still the same, and answers."""
        return self._takings == 1 and self._connection is not None and await answers(self._connection)

    async def release(self) -> None:
        """Let go."""
        if self._connection is not None:
            await _left(self._connection)

    async def _taken(self) -> asyncpg.Connection:
        connection = await connected(self._server)
        try:
            if await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", OURS, self._lock):
                return connection
        except (asyncpg.PostgresError, *LOST) as fault:
            connection.terminate()  # the server may have given it the lock
            raise fault_of(fault, self._server) from fault
        await _left(connection)
        raise HeldElsewhere(f"{self._server}: the database is held by another process; stop that one first")


async def held_to_its_end(connection: asyncpg.Connection, lock: Lock) -> None:
    """Wait for a lock, and keep it for as long as the transaction that is under way here."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", OURS, int(lock))


async def _left(connection: asyncpg.Connection) -> None:
    """Close it; where nobody answers, it is given up all the same."""
    with suppress(asyncpg.PostgresError, *LOST):
        await connection.close(timeout=PATIENCE)


async def answers(connection: asyncpg.Connection) -> bool:
    """Whether its session is still there. If not, nothing of it is left behind."""
    try:
        await connection.execute("SELECT 1", timeout=_ANSWER_SECONDS)
    except (asyncpg.PostgresError, *LOST):
        connection.terminate()
        return False
    return True


async def held_while(server: Server, work: Callable[[], T]) -> T:
    """See storage/still.py; the work has a thread of its own.

    Who stands by and has the turn would serve as soon as the work is done: it counts as serving.
    LostHold: the server let go of a lock meanwhile, and what the work gave may be of two moments.
    """
    turn, serving = Holder(server, Lock.TURN), Holder(server, Lock.SERVING)
    try:
        await turn.require()
        await serving.require()
        done = await asyncio.to_thread(work)
        if not (await turn.kept() and await serving.kept()):
            raise LostHold(f"{server}: its connection was cut: another may have used the database meanwhile")
        return done
    finally:
        await serving.release()
        await turn.release()


async def held_by_nobody(server: Server, *, beside_workers: bool = False) -> bool:
    """Whether no process serves or changes this database just now. `beside_workers`: those who share it left aside."""
    tried = "pg_try_advisory_lock_shared" if beside_workers else "pg_try_advisory_lock"
    async with session(server) as connection:
        return bool(await connection.fetchval(f"SELECT {tried}($1, $2)", OURS, int(Lock.SERVING)))
