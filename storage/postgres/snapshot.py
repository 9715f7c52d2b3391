"""A server's rows as they are at one moment, written as a file of SQLite: one form of backup for both databases.

One REPEATABLE READ transaction that only reads: it sees what a server that lost its power at that moment would come
back with, and no unit waits for it. What was written is read back and compared before it counts.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from bot.errors import StorageError
from storage.copying import Source, Table
from storage.faults import fault_of
from storage.migrate import make_empty
from storage.postgres import versions
from storage.postgres.session import session
from storage.versions import known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import asyncpg

    from bot.places import Server

_PAGE: Final = 50
"""Rows in hand at once; one that is a piece of a kept picture has a megabyte."""
_ROUGHLY: Final = """
    SELECT COALESCE(SUM(GREATEST(reltuples, 0)), 0)::bigint FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"""
_VERSION: Final = "SELECT version_num FROM alembic_version"
_PATIENT: Final = {"default_transaction_read_only": "on", "idle_in_transaction_session_timeout": "0"}
"""A disk that takes long holds nobody up."""


async def written(server: Server, into: Path, told: Callable[[int, int], object]) -> None:
    """Write a new file (0600) of the version the server has. `told`: rows done, and of about how many.

    StorageError: the server can not be asked, is newer than this program, or the file does not give back what it got.
    """
    make_empty(into, await _version(server))
    try:
        with closing(sqlite3.connect(into, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode=OFF")
            copy.execute("PRAGMA synchronous=OFF")
            work = _Written(copy, into, told)
            await work.filled(server)
            copy.execute("PRAGMA journal_mode=DELETE")
            work.require_whole()
    except sqlite3.Error as fault:
        raise fault_of(fault, into) from fault


async def _version(server: Server) -> str:
    async with session(server) as connection:
        found = await versions.version(connection)
    if found is None or found not in known():
        raise StorageError(f"{server}: the database has version {found}, which this program does not know")
    return found


class _Written:
    """`came`: of each table, how many rows the server gave, and their marks."""

    def __init__(self, copy: sqlite3.Connection, into: Path, told: Callable[[int, int], object]) -> None:
        self._copy = copy
        self._into = into
        self._tables = Source(copy, into).tables()
        self._told = told
        self._done = 0
        self._all = 0
        self.came: dict[Table, tuple[int, int]] = {}

    async def filled(self, server: Server) -> None:
        """Every row of one moment, for which the server keeps what is changed meanwhile."""
        async with (
            session(server, **_PATIENT) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            self._copy.execute("BEGIN")
            ours = self._copy.execute(_VERSION).fetchone()[0]
            if await connection.fetchval(_VERSION) != ours:
                raise StorageError(f"{server}: it was migrated just now: no backup was made; try again")
            self._all = await connection.fetchval(_ROUGHLY)
            for table in self._tables:
                self.came[table] = await self._fill(connection, table)
            self._copy.execute("COMMIT")

    def require_whole(self) -> None:
        """StorageError: the file does not give back what it was given."""
        for table, came in self.came.items():
            if self._read_back(table) != came:
                raise StorageError(f"{self._into}: {table.name} came out otherwise: no backup was made; try again")

    async def _fill(self, connection: asyncpg.Connection, table: Table) -> tuple[int, int]:
        columns = ", ".join(table.columns)
        into = f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' for _ in table.columns)})"  # noqa: S608 - a table's own names
        cursor = await connection.cursor(f"SELECT {columns} FROM {table.name}")  # noqa: S608 - as above
        rows, marks = 0, 0
        while page := [tuple(row) for row in await cursor.fetch(_PAGE)]:
            self._copy.executemany(into, page)
            rows, marks = rows + len(page), marks + _marks(page)
            self._done += len(page)
            self._told(self._done, max(self._done, self._all))
        return rows, marks

    def _read_back(self, table: Table) -> tuple[int, int]:
        cursor = self._copy.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")  # noqa: S608 - as above
        rows, marks = 0, 0
        while page := cursor.fetchmany(_PAGE):
            rows, marks = rows + len(page), marks + _marks(page)
        return rows, marks


def _marks(page: Iterable[tuple[Any, ...]]) -> int:
    """A sum over rows that no order changes, and a changed value does. Good for one process, against accidents."""
    return sum(map(hash, page))
