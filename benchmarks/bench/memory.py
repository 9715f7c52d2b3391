"""Ourselves without storage: rows in this process's memory, nothing sealed, no thread and no disk between.

For `make bench` alone, to see what durability and sealing cost. The SQL is run all the same, by SQLite on `:memory:` in
one transaction that never ends.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from storage import batches, opening, sealing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.sealing import Field

_HEAD = 5
_NONCE = 12


class MemoryDatabase:
    """The port, over a copy of a migrated database."""

    def __init__(self, path: Path) -> None:
        self._statements = batches.Statements()
        self._connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
        with sqlite3.connect(path) as file:
            file.backup(self._connection)
        self._connection.execute("BEGIN")

    async def transact(self, unit: Callable[[Any], Awaitable[Any]]) -> Any:
        """Run it, here and now."""
        tx = batches._SqliteTx(self._connection, self._statements)  # noqa: SLF001 - the same calls, no more
        self._connection.execute("SAVEPOINT unit")
        try:
            value = await unit(tx)
        except BaseException:
            self._connection.execute("ROLLBACK TO unit")
            raise
        finally:
            self._connection.execute("RELEASE unit")
        for call in tx.calls:
            asyncio.get_running_loop().call_soon(call)
        return value

    def seals_with(self, call: Callable[[bytes], None]) -> None:
        """Nothing is sealed."""

    async def ping(self) -> None:
        """It is there."""

    async def tidy(self) -> bool:
        """There is no log."""
        return True

    async def close(self) -> None:
        """All is gone."""
        self._connection.close()


async def _opened(path: Path, *, probe: object = None) -> MemoryDatabase:
    del probe
    return MemoryDatabase(path)


def _unsealed(key: bytes, key_id: bytes, body: bytes, field: Field, *, nonce: bytes) -> bytes:
    del key, field, nonce
    return sealing.FORMAT + key_id + bytes(_NONCE) + body


def _taken_out(key: bytes, blob: bytes, field: Field) -> bytes:
    del key, field
    return blob[_HEAD + _NONCE :]


def without_storage() -> None:
    """Have the program run on this from now on; what the database file holds sealed already must be opened before."""
    patch.object(opening, "open_sqlite", _opened).start()
    patch.object(sealing, "seal_under", _unsealed).start()
    patch.object(sealing, "open_under", _taken_out).start()
