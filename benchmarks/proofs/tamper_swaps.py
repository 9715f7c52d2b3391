"""For T3: values of two rows exchanged in the database itself, indexes too, and the stores asked what they then say."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from benchmarks.proofs.tamper_rows import ASKED, OWNERS
from bot.errors import HotlineError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.proofs.tamper_rows import Store
    from storage.database import Tx

REFUSED: Final = "refused"
Row = tuple[Any, ...]
"""What tells a row of its table from all others, whatever the column that is exchanged has."""
Pair = tuple[str, str, Row, Row]


class _Undone(Exception):
    """Carries an answer out of a unit that leaves no trace."""


async def exchanged(store: Store) -> AsyncIterator[tuple[str, bool]]:
    """Every column of bytes, between every two rows of its table: whether anybody was told what is another's."""
    honest = await _answers(store)
    assert REFUSED not in honest.values()  # noqa: S101 - the rows are ours
    for table, column, one, other in _pairs(store):
        if not _exchange(store, table, column, one, other):
            continue
        told = await _answers(store)
        _exchange(store, table, column, one, other)
        fooled = any(said not in {honest[asked], REFUSED, ""} for asked, said in told.items())
        yield "a row", fooled
    assert await _answers(store) == honest  # noqa: S101 - every exchange was undone


async def _answers(store: Store) -> dict[tuple[str, int], str]:
    return {(name, owner): await _asked(store, name, owner) for name in ASKED for owner in OWNERS}


async def _asked(store: Store, name: str, owner: int) -> str:
    async def unit(tx: Tx) -> None:
        raise _Undone(await ASKED[name](store, tx, owner))

    try:
        await store.database.transact(unit)
    except _Undone as told:
        return repr(told.args[0]) if told.args[0] else ""
    except (HotlineError, ValueError):
        return REFUSED
    raise AssertionError("a question was not answered")


def _pairs(store: Store) -> list[Pair]:
    with closing(sqlite3.connect(store.path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        told = [(table, row) for table in tables for row in raw.execute(f"PRAGMA table_info({table})")]
        columns = [(table, row[1]) for table, row in told if row[2] == "BLOB"]
        return [(table, column, *two) for table, column in columns for two in _different(raw, table, column)]


def _different(raw: sqlite3.Connection, table: str, column: str) -> list[tuple[Row, Row]]:
    names = ", ".join(_telling(raw, table, column))
    found = raw.execute(f"SELECT {column}, {names} FROM {table}").fetchall()  # noqa: S608 - names from the schema
    rows: dict[Row, Any] = {tuple(row): value for value, *row in found}
    return [(one, other) for one, other in combinations(rows, 2) if rows[one] != rows[other]]


def _telling(raw: sqlite3.Connection, table: str, column: str) -> list[str]:
    """Its number; where the table has none, all its other columns."""
    (bare,) = raw.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (table,)).fetchone()
    if not bare:
        return ["rowid"]
    return [row[1] for row in raw.execute(f"PRAGMA table_info({table})") if row[1] != column]


def _exchange(store: Store, table: str, column: str, one: Row, other: Row) -> bool:
    """By way of a random value: the column may be unique. False: the schema itself does not let it be."""
    with closing(sqlite3.connect(store.path)) as raw, suppress(sqlite3.IntegrityError), raw:
        where = " AND ".join(f"{name} IS ?" for name in _telling(raw, table, column))
        wanted = f"SELECT {column} FROM {table} WHERE {where}"  # noqa: S608 - names from the schema
        held = [raw.execute(wanted, row).fetchone()[0] for row in (one, other)]
        for row, value in ((one, os.urandom(16)), (other, held[0]), (one, held[1])):
            raw.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value, *row))  # noqa: S608 - as above
        return True
    return False
