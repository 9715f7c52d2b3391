"""A server's rows as they are at one moment, written as a file of SQLite: one form of backup for both databases.

One REPEATABLE READ transaction that only reads: it sees what a server that lost its power at that moment would come
back with, and no unit waits for it. Each table is read back from the file and compared before it counts.
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

_PAGE: Final = 200
"""Rows in hand at once; a piece of a kept picture is the largest."""
_ROUGHLY: Final = """
    SELECT COALESCE(SUM(GREATEST(reltuples, 0)), 0)::bigint FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"""


async def written(server: Server, into: Path, told: Callable[[int, int], object]) -> None:
    """Write a new file (0600) of the version the server has. `told`: rows done, and of about how many.

    StorageError: the server can not be asked, is newer than this program, or the file does not give back what it got.
    """
    async with (
        session(server, default_transaction_read_only="on") as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        found = await versions.version(connection)
        if found not in known():
            raise StorageError(f"{server}: the database has version {found}, which this program does not know")
        make_empty(into, found)
        try:
            with closing(sqlite3.connect(into, isolation_level=None)) as copy:
                await _Written(connection, copy, into, server, told).whole()
        except sqlite3.Error as fault:
            raise fault_of(fault, into) from fault


class _Written:
    def __init__(
        self,
        connection: asyncpg.Connection,
        copy: sqlite3.Connection,
        into: Path,
        server: Server,
        told: Callable[[int, int], object],
    ) -> None:
        self._connection = connection
        self._copy = copy
        self._source = Source(copy, into)
        self._server = server
        self._told = told
        self._done = 0
        self._all = 0

    async def whole(self) -> None:
        self._copy.execute("PRAGMA journal_mode=OFF")
        self._copy.execute("PRAGMA synchronous=OFF")
        self._all = await self._connection.fetchval(_ROUGHLY)
        for table in self._source.tables():
            self._copy.execute("BEGIN")
            there = await self._fill(table)
            self._copy.execute("COMMIT")
            if there != self._read_back(table):
                raise StorageError(f"{self._server}: {table.name} came out otherwise: no backup was made; try again")
        self._copy.execute("PRAGMA journal_mode=DELETE")

    async def _fill(self, table: Table) -> tuple[int, int]:
        columns = ", ".join(table.columns)
        into = f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' for _ in table.columns)})"  # noqa: S608 - a table's own names
        cursor = await self._connection.cursor(f"SELECT {columns} FROM {table.name}")  # noqa: S608 - as above
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
