"""The named statements of storage/sql, read once a process: a statement is a text, and reading all takes 40 ms."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import aiosql

if TYPE_CHECKING:
    from aiosql.queries import Queries


@cache
def named_sql(driver: str = "sqlite3") -> Queries:
    """Every statement under its name, bound by the given driver's adapter of aiosql; shared, so never written to."""
    queries: Queries = aiosql.from_path(Path(__file__).parent / "sql", driver, mandatory_parameters=False)
    return queries
