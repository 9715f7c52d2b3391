"""What stands in the tables of a store, asked beside it, on either database."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    from .conftest import Store

_BYTES = re.compile(r"\bx'([0-9a-f]*)'")


async def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    """The rows of one statement; bytes stand in it as SQLite writes them, x'00ff'."""
    if isinstance(store.place, Path):
        with closing(sqlite3.connect(store.place)) as raw, raw:
            return raw.execute(query).fetchall()
    said = _BYTES.sub(r"'\\x\1'::bytea", query).replace("AS BLOB", "AS bytea")
    connection = await asyncpg.connect(store.place.url)
    try:
        return [tuple(row) for row in await connection.fetch(said)]
    finally:
        await connection.close()
