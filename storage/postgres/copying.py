"""The server's side of `migrate --to`: an empty database filled, compared row by row, and only then committed."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from bot.errors import StorageError
from storage.copying import Source, Table, opened, same, selected
from storage.faults import fault_of
from storage.postgres.holding import Holder, Lock
from storage.postgres.migrating import migrate
from storage.postgres.session import session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import asyncpg

    from bot.places import Server

_TURNS: Final = "SELECT setval('outbox_turns', (SELECT COALESCE(MAX(turn), 0) + 1 FROM outbox), false)"


async def copied(path: Path, server: Server, told: Callable[[int, int], None]) -> dict[str, int]:
    """See storage/copying.py."""
    await migrate(server)
    holder = Holder(server, Lock.SERVING)
    await holder.require()
    try:
        async with session(server) as connection, connection.transaction(isolation="serializable"):
            with opened(path) as raw:
                return await Filling(connection, Source(raw, path), server, told).whole()
    except sqlite3.Error as fault:
        raise fault_of(fault, path) from fault
    finally:
        await holder.release()


class Filling:
    """Brings the rows of a file into a server's empty tables, within the caller's transaction.

    `told`: rows done, and of how many; each counts twice, as it is read back and compared.
    """

    def __init__(
        self, connection: asyncpg.Connection, source: Source, server: Server, told: Callable[[int, int], None]
    ) -> None:
        self._connection = connection
        self._source = source
        self._server = server
        self._told = told
        self._done = 0
        self._all = 0

    async def whole(self) -> dict[str, int]:
        """How many rows of each table. StorageError: there are rows already, or one came out otherwise."""
        tables = self._source.tables()
        self._all = 2 * sum(table.rows for table in tables)
        for table in tables:
            await self._require_empty(table)
        for table in tables:
            await self._fill(table)
        for table in tables:
            await self._compare(table)
        await self._connection.execute(_TURNS)
        return {table.name: table.rows for table in tables}

    async def _require_empty(self, table: Table) -> None:
        if await self._connection.fetchval(f"SELECT EXISTS (SELECT FROM {table.name})"):  # noqa: S608 - a table's own name
            raise StorageError(f"{self._server}: has rows already; move into a database of its own: createdb NAME")

    async def _fill(self, table: Table) -> None:
        for page in self._source.pages(table):
            await self._connection.copy_records_to_table(table.name, records=page, columns=table.columns)
            self._tell(len(page))

    async def _compare(self, table: Table) -> None:
        """Both sides in the order of the key. A row that is not the same ends everything."""
        cursor = await self._connection.cursor(selected(table))
        for page in self._source.pages(table):
            there = await cursor.fetch(len(page))
            if len(there) != len(page) or not all(map(same, page, map(tuple, there))):
                raise self._otherwise(table)
            self._tell(len(page))
        if await cursor.fetch(1):
            raise self._otherwise(table)

    def _otherwise(self, table: Table) -> StorageError:
        return StorageError(f"{self._server}: a row of {table.name} came out otherwise; nothing was brought there")

    def _tell(self, rows: int) -> None:
        self._done += rows
        self._told(self._done, self._all)
