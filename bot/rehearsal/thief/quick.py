"""A database for a simulated line: the port over one connection, without a writer's thread, never waiting for a disk.

What it holds is a copy that nobody misses; a night must be over in a moment.
"""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from storage.database import Database, Tx
from storage.named_sql import named_sql

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Row, Value

T = TypeVar("T")


class _QuickTx(Tx):
    """Every call completes at once."""

    def __init__(self, base: sqlite3.Connection, queries: Any) -> None:
        self._base = base
        self._queries = queries
        self.calls: list[Callable[[], object]] = []

    async def one(self, query: str, /, **values: Value) -> Row | None:
        row: Row | None = getattr(self._queries, query)(self._base, **values)
        return row

    async def all(self, query: str, /, **values: Value) -> list[Row]:
        return list(getattr(self._queries, query)(self._base, **values))

    async def run(self, query: str, /, **values: Value) -> None:
        getattr(self._queries, query)(self._base, **values)

    def after_commit(self, call: Callable[[], object]) -> None:
        self.calls.append(call)


class QuickDatabase(Database):
    """One unit at a time, in the event loop's own thread; others get their turn between two of them."""

    def __init__(self, path: Path) -> None:
        """Open a migrated database. sqlite3.Error where that fails."""
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.row_factory = _as_mapping
        for pragma in ("journal_mode=memory", "synchronous=0", "foreign_keys=1", "secure_delete=1"):
            self._base.execute(f"PRAGMA {pragma}")
        self._queries = named_sql()
        self._seal_with: list[Callable[[bytes], None]] = []

    async def transact(self, unit: Callable[[Tx], Awaitable[T]]) -> T:
        """See Database."""
        await asyncio.sleep(0)
        tx = _QuickTx(self._base, self._queries)
        self._base.execute("BEGIN IMMEDIATE")
        try:
            if self._seal_with and (row := await tx.one("epoch_writing")) is not None:
                for seal_with in self._seal_with:
                    seal_with(row["key_id"])
            value = await unit(tx)
            self._base.execute("COMMIT")
        finally:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
        for call in tx.calls:
            call()
        return value

    def seals_with(self, call: Callable[[bytes], None]) -> None:
        """See Database."""
        self._seal_with.append(call)

    async def ping(self) -> None:
        """See Database."""
        await self.transact(lambda tx: tx.one("ping"))

    async def tidy(self) -> bool:
        """See Database. There is no log beside it."""
        return True

    async def close(self) -> None:
        """See Database."""
        self._base.close()


def _as_mapping(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
