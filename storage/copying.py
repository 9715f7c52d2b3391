"""A stopped installation's rows, from its SQLite file to an empty PostgreSQL database: all of them, or none.

One transaction on the server. Every row is read back and compared before it is committed; a cut anywhere leaves the
server as it was, and the file is only read.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.errors import StorageError
from storage.faults import fault_of
from storage.locking import hold
from storage.versions import require_current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.places import Server

PAGE: Final = 100
"""Rows in hand at once; one that is a piece of a kept picture has a megabyte."""
_VERSION: Final = "alembic_version"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file. `order`: the columns of its primary key, by which rows are compared in order."""

    name: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    rows: int


class Source:
    """The file, held and only read."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def tables(self) -> list[Table]:
        """Every table with rows of ours, those that others refer to first."""
        found = [self._table(name) for (name,) in self._ask(_TABLES) if name != _VERSION]
        return sorted(found, key=lambda table: self._refers(table.name))

    def pages(self, table: Table) -> Iterator[list[tuple[Any, ...]]]:
        """All rows of a table in the order of its key."""
        cursor = self._connection.execute(selected(table))
        while page := cursor.fetchmany(PAGE):
            yield page

    def _table(self, name: str) -> Table:
        columns = self._ask(f"PRAGMA table_info({name})")
        order = [column[1] for column in sorted(columns, key=lambda column: column[5]) if column[5]]
        ((rows,),) = self._ask(f"SELECT COUNT(*) FROM {name}")  # noqa: S608 - a table's own name
        return Table(name, tuple(column[1] for column in columns), tuple(order), rows)

    def _refers(self, name: str) -> bool:
        return bool(self._ask(f"PRAGMA foreign_key_list({name})"))

    def _ask(self, query: str) -> list[Any]:
        try:
            return self._connection.execute(query).fetchall()
        except sqlite3.Error as fault:
            raise fault_of(fault, self._path) from fault


_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


def selected(table: Table) -> str:
    """The query for all rows of a table, the same on both sides."""
    columns, order = (", ".join(names) for names in (table.columns, table.order))
    return f"SELECT {columns} FROM {table.name} ORDER BY {order}"  # noqa: S608 - names of our own tables


def same(left: Sequence[Any], right: Sequence[Any]) -> bool:
    """Whether two rows are equal, value by value and kind by kind."""
    return len(left) == len(right) and all(
        type(one) is type(other) and one == other for one, other in zip(left, right, strict=True)
    )


def copy(path: Path, server: Server, told: Callable[[int, int], None]) -> dict[str, int]:
    """Copy and verify; how many rows of each table. `told`: rows done, and of how many (each counts twice).

    StorageError, one line, and nothing is changed: the bot runs, the server has rows, a row came out otherwise.
    """
    from storage.postgres.copying import copied  # noqa: PLC0415 - a line on SQLite loads none of it
    from storage.postgres.session import finished  # noqa: PLC0415 - as above

    if not path.is_file():
        raise StorageError(f"{path}: is not there; nothing can be moved, or the data folder is another")
    held = hold(path)
    try:
        require_current(path)
        return finished(copied(path, server, told))
    finally:
        held.release()


def opened(path: Path) -> closing[sqlite3.Connection]:
    """The file, read-only."""
    return closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True))
