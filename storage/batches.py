"""Group commit, on the writer's thread: many units, each in its savepoint, one COMMIT."""

from __future__ import annotations

import asyncio
import sqlite3
from asyncio import _set_running_loop
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.errors import RefusedUnitError, StorageError, SuspendedUnitError
from storage.database import Row, Tx, Value
from storage.faults import fault_of
from storage.named_sql import named_sql

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from pathlib import Path

    from bot.probes import Probe

_FORGETTING = frozenset({"case_cool", "case_drop", "person_drop"})
"""The queries after which nothing may be left in the log."""

_WRITING = "epoch_writing"

_AT_LEAST = 8
"""Units of those that do not hurry that are committed together however much others do."""

_PATIENCE = 250
"""Milliseconds to wait for another process that reads. No other one writes."""

_GONE = "the transaction was lost and nothing of it was kept; look at the disk"
_SUSPENDED = "a unit of work awaited something other than its transaction; move that await out of the unit"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Job:
    """A unit and who waits for it. `hurries`: it goes before others, which do not wait with it for their commit."""

    unit: Callable[[Tx], Awaitable[Any]]
    future: asyncio.Future[Any]
    hurries: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Outcome:
    """What came of a unit: a value or a fault, and the calls to make now that it is committed."""

    value: Any = None
    fault: BaseException | None = None
    calls: tuple[Callable[[], object], ...] = ()
    forgot: bool = False


class _TransactionGoneError(StorageError):
    """SQLite rolled the whole transaction back under us (disk full, I/O error); nothing of it was kept."""


class _NoLoop:
    """Stands for the event loop on the writer's thread: a unit that reaches for one wants to wait."""

    def __getattr__(self, name: str) -> Any:
        raise SuspendedUnitError(_SUSPENDED)


_NO_LOOP = cast("asyncio.AbstractEventLoop", _NoLoop())


class Statements:
    """The named statements as SQLite is given them, and the names of their columns, learned at the first row."""

    def __init__(self) -> None:
        queries = named_sql()
        self._sql: dict[str, str] = {name: getattr(queries, name).sql for name in queries.available_queries}
        self._columns: dict[str, tuple[str, ...]] = {}

    def ask(self, connection: sqlite3.Connection, query: str, values: dict[str, Value]) -> sqlite3.Cursor:
        """Run one; its rows are tuples."""
        cursor = connection.cursor()
        cursor.row_factory = None
        return cursor.execute(self._sql[query], values)

    def ask_many(self, connection: sqlite3.Connection, query: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Run a change once for each of these values."""
        connection.executemany(self._sql[query], rows).close()

    def columns(self, query: str, cursor: sqlite3.Cursor) -> tuple[str, ...]:
        """The names of a row's values."""
        found = self._columns.get(query)
        if found is None:
            found = self._columns[query] = tuple(column[0] for column in cursor.description)
        return found


class _SqliteTx(Tx):
    """The transaction of one unit. Every call completes at once: the unit is driven, not awaited.

    SQLite is asked directly: aiosql's own calls of a statement take twice as long as most statements.
    """

    def __init__(self, connection: sqlite3.Connection, statements: Statements) -> None:
        self._connection = connection
        self._statements = statements
        self.forgot = False
        self.calls: list[Callable[[], object]] = []
        self.ended = False

    async def one(self, query: str, /, **values: Value) -> Row | None:
        cursor = self._call(query, values)
        row = cursor.fetchone()
        if row is None:
            return None
        found = dict(zip(self._statements.columns(query, cursor), row, strict=True))
        cursor.close()
        return found

    async def all(self, query: str, /, **values: Value) -> list[Row]:
        cursor = self._call(query, values)
        rows = cursor.fetchall()
        if not rows:
            return []
        columns = self._statements.columns(query, cursor)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    async def run(self, query: str, /, **values: Value) -> None:
        self._call(query, values).close()

    async def many(self, query: str, /, rows: Sequence[Mapping[str, Value]]) -> None:
        self._require_usable(query)
        self._statements.ask_many(self._connection, query, rows)

    def after_commit(self, call: Callable[[], object]) -> None:
        self.calls.append(call)

    def _call(self, query: str, values: dict[str, Value]) -> sqlite3.Cursor:
        self._require_usable(query)
        return self._statements.ask(self._connection, query, values)

    def _require_usable(self, query: str) -> None:
        if self.ended:
            message = "a transaction was used after its unit ended; keep `tx` inside the unit"
            raise RefusedUnitError(message)
        if not self._connection.in_transaction:
            # Without this a unit that caught the first error would go on in autocommit.
            raise _TransactionGoneError(_GONE)
        self.forgot = self.forgot or query in _FORGETTING


class Batches:
    """Runs batches of units on one connection. Lives on aiosqlite's thread; nothing here touches the event loop."""

    def __init__(self, connection: sqlite3.Connection, path: Path, probe: Probe) -> None:
        self._connection = connection
        self._statements = Statements()
        self._path = path
        self._probe = probe
        self._seal_with: list[Callable[[bytes], None]] = []

    def seals_with(self, call: Callable[[bytes], None]) -> None:
        """See Database; one writer, so what holds when a batch begins holds for all of it."""
        self._seal_with.append(call)

    def run(self, jobs: list[Job], cut: Callable[[], bool] = lambda: False) -> list[Outcome]:
        """Commit all jobs at once; if their common transaction is lost, run and commit each alone.

        Where `cut` says so after the first few that do not hurry, the last are left out: there are fewer outcomes than
        jobs then. None of those hurries, if the jobs that do stand first.
        """
        try:
            return self._attempt(jobs, cut)
        except (sqlite3.Error, _TransactionGoneError) as fault:
            if len(jobs) == 1:
                return [Outcome(fault=fault_of(fault.__cause__ or fault, self._path))]
        return [outcome for job in jobs for outcome in self.run([job])]

    def tidy(self) -> bool:
        """Bring the log into the database and cut it to nothing. False: somebody reads; the next call may succeed."""
        (usual,) = self._connection.execute("PRAGMA busy_timeout").fetchone().values()
        try:
            self._connection.execute(f"PRAGMA busy_timeout={_PATIENCE}")
            found = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as fault:
            raise fault_of(fault, self._path) from fault
        finally:
            self._connection.execute(f"PRAGMA busy_timeout={usual}")
        return bool(found["busy"] == 0)

    def _attempt(self, jobs: list[Job], cut: Callable[[], bool]) -> list[Outcome]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._tell_epoch()
            outcomes: list[Outcome] = []
            others = 0
            for job in jobs:
                if others >= _AT_LEAST and not job.hurries and cut():
                    break
                others += not job.hurries
                outcomes.append(self._drive(job))
            self._probe("batch.before_commit")
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        self._probe("batch.committed")
        return outcomes

    def _tell_epoch(self) -> None:
        if not self._seal_with:
            return
        if (row := self._statements.ask(self._connection, _WRITING, {}).fetchone()) is not None:
            for call in self._seal_with:
                call(row[0])

    def _drive(self, job: Job) -> Outcome:
        """Run one unit in a savepoint; its exception undoes that savepoint alone."""
        self._probe("unit.started")
        self._connection.execute("SAVEPOINT unit")
        tx = _SqliteTx(self._connection, self._statements)
        try:
            value = _finish(job.unit(tx))
        except BaseException as fault:  # noqa: BLE001 - whatever it is, it belongs to the caller's future
            self._undo(fault)
            return Outcome(fault=fault_of(fault, self._path))
        finally:
            tx.ended = True
        self._require_transaction(None)
        self._connection.execute("RELEASE unit")
        self._probe("unit.done")
        return Outcome(value=value, calls=tuple(tx.calls), forgot=tx.forgot)

    def _undo(self, fault: BaseException) -> None:
        self._require_transaction(fault)
        self._connection.execute("ROLLBACK TO unit")
        self._connection.execute("RELEASE unit")

    def _require_transaction(self, cause: BaseException | None) -> None:
        if not self._connection.in_transaction:
            raise _TransactionGoneError(_GONE) from cause


def _finish(unit: Awaitable[Any]) -> Any:
    """Drive a unit to its end with `send(None)`. Raises what it raises; SuspendedUnitError if it waits."""
    steps = unit.__await__()
    _set_running_loop(_NO_LOOP)
    try:
        steps.send(None)
    except StopIteration as end:
        return end.value
    finally:
        _set_running_loop(None)
    steps.close()
    raise SuspendedUnitError(_SUSPENDED)
