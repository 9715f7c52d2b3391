"""SQLite behind the port: one writer, group commit, one hop onto aiosqlite's thread per batch."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import aiosqlite

from bot.errors import StorageError
from bot.probes import Probe, unprobed
from storage.batches import Batches, Job, Outcome
from storage.database import Database, Tx
from storage.faults import fault_of
from storage.hurrying import in_a_hurry
from storage.locking import Held, hold
from storage.own_time import not_counted
from storage.pragmas import require
from storage.private_files import tighten
from storage.turns import Turns
from storage.versions import require_current

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

MAX_WAITING = 2_000
"""Units that may wait; further callers of `transact` are held back."""

_PREPARED = 512
"""Statements that stay prepared: all there are."""

CLOSED = "the database was closed; start the program again"


class SqliteDatabase(Database):
    """See `open_sqlite`."""

    def __init__(self, connection: aiosqlite.Connection, batches: Batches, held: Held) -> None:
        self._connection = connection
        self._batches = batches
        self._held = held
        self._turns = Turns(MAX_WAITING)
        self._closed = self._ended = False
        self._writer = asyncio.create_task(self._write(), name="sqlite-writer")

    async def transact(self, unit: Callable[[Tx], Awaitable[T]]) -> T:
        """See Database."""
        if self._closed:
            raise StorageError(CLOSED)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        with not_counted():
            await self._turns.put(Job(unit, future, in_a_hurry()))
            if self._ended:
                refuse(self._turns.rest())  # this one; the next who waited for room in the line comes here after it
            return cast("T", await future)

    def seals_with(self, call: Callable[[bytes], None]) -> None:
        """See Database."""
        self._batches.seals_with(call)

    async def ping(self) -> None:
        """See Database."""
        await self.transact(lambda tx: tx.one("ping"))

    async def tidy(self) -> bool:
        """See Database."""
        if self._closed:
            raise StorageError(CLOSED)
        return await _hop(self._connection, self._batches.tidy)

    async def close(self) -> None:
        """See Database."""
        self._closed = True
        self._turns.end()
        await asyncio.wait({self._writer})

    async def _write(self) -> None:
        """Run batches until the line is closed. However it ends, nobody waits for ever."""
        jobs: list[Job] = []
        try:
            while jobs := await self._turns.batch():
                outcomes = await self._commit(jobs)
                self._turns.back(jobs[len(outcomes) :])
                settle(jobs[: len(outcomes)], outcomes)
                if any(outcome.forgot for outcome in outcomes):
                    await self._cut()
        finally:
            self._closed = self._ended = True
            refuse([*jobs, *self._turns.rest()])
            await self._connection.close()
            self._held.release()

    async def _cut(self) -> None:
        """Leave nothing of what was forgotten in the log. If that fails now, a later `tidy` does it or says why not."""
        with suppress(StorageError):
            await _hop(self._connection, self._batches.tidy)

    async def _commit(self, jobs: list[Job]) -> list[Outcome]:
        try:
            return await _hop(self._connection, self._batches.run, jobs, self._turns.awaited)
        except Exception as fault:  # noqa: BLE001 - a probe or a dying thread: every caller must hear of it
            return [Outcome(fault=fault) for _ in jobs]


def refuse(jobs: list[Job]) -> None:
    """Tell those who still wait that nothing will come."""
    for job in jobs:
        if not job.future.done():
            job.future.set_exception(StorageError(CLOSED))


def settle(jobs: list[Job], outcomes: list[Outcome]) -> None:
    """Tell the callers, after the COMMIT: first what they asked to have called, then their results."""
    loop = asyncio.get_running_loop()
    for job, outcome in zip(jobs, outcomes, strict=True):
        for call in outcome.calls:
            loop.call_soon(call)
        if job.future.done():
            continue
        if outcome.fault is None:
            job.future.set_result(outcome.value)
        else:
            job.future.set_exception(outcome.fault)


async def open_sqlite(path: Path, *, probe: Probe = unprobed) -> Database:
    """Open a migrated database for this process alone (a lock file beside it says so).

    Raises StorageError: held by another process, not migrated, newer than this program, damaged.
    """
    held = hold(path)
    try:
        tighten(path)
        require_current(path)
        connection = await _connected(path)
        try:
            raw = await _hop(connection, _configure, connection, path)
        except BaseException:
            await connection.close()
            raise
    except BaseException as fault:
        held.release()
        raise fault_of(fault, path) from fault
    return SqliteDatabase(connection, Batches(raw, path, probe), held)


async def _connected(path: Path) -> aiosqlite.Connection:
    """Whole or not at all: cut off half way, aiosqlite's thread would answer to a loop that may be gone by then."""
    opening = asyncio.ensure_future(aiosqlite.connect(path, isolation_level=None, cached_statements=_PREPARED))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        with suppress(sqlite3.Error):
            await (await opening).close()
        raise


async def _hop(connection: aiosqlite.Connection, call: Callable[..., T], *given: object) -> T:
    # aiosqlite's public calls hop onto its thread once per statement; a batch of units must be one hop, so its own
    # queue is used directly. Every test of this package fails if a new version moves it.
    execute: Callable[..., Awaitable[T]] = connection._execute  # noqa: SLF001
    return await execute(call, *given)


def _configure(connection: aiosqlite.Connection, path: Path) -> sqlite3.Connection:
    """Set and assert what durability and forgetting rest upon; return the bare connection, for its own thread only."""
    raw = connection._conn  # noqa: SLF001 - see _hop
    require(raw, path, journal_mode="wal", synchronous=2, secure_delete=1, foreign_keys=1, temp_store=2)
    raw.row_factory = _as_mapping
    return raw


def _as_mapping(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
