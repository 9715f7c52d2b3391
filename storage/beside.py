"""Reading beside a running program: a connection of its own that can change nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from bot.errors import StorageError
from bot.places import Place, Server
from storage.database import Tx
from storage.faults import fault_of
from storage.named_sql import named_sql
from storage.versions import require_current

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from storage.database import Row, Value

T = TypeVar("T")


class _Reading(Tx):
    """A transaction that only reads; every call completes at once."""

    def __init__(self, connection: sqlite3.Connection, queries: Any) -> None:
        self._connection = connection
        self._queries = queries

    async def one(self, query: str, /, **values: Value) -> Row | None:
        row: Row | None = getattr(self._queries, query)(self._connection, **values)
        return row

    async def all(self, query: str, /, **values: Value) -> list[Row]:
        return list(getattr(self._queries, query)(self._connection, **values))

    async def run(self, query: str, /, **_values: Value) -> None:
        _refuse(query)

    async def many(self, query: str, /, rows: Sequence[Mapping[str, Value]]) -> None:
        del rows
        _refuse(query)

    def after_commit(self, _call: Callable[[], object]) -> None:
        _refuse("after_commit")


def read_beside(place: Place, unit: Callable[[Tx], Coroutine[Any, Any, T]], *, of_any: bool = False) -> T:
    """What a unit reads of a migrated database. StorageError: there is none, it is damaged, or the unit writes.

    `of_any`: also of a database of another version, as a copy may be.
    """
    if isinstance(place, Server):
        from storage.postgres.beside import read_beside as of_server  # noqa: PLC0415 - a line on SQLite loads none of it
        from storage.postgres.session import finished  # noqa: PLC0415 - as above

        return finished(of_server(place, unit, of_any=of_any))
    if not of_any:
        require_current(place)
    return _read_file(place, unit)


def _read_file(path: Path, unit: Callable[[Tx], Coroutine[Any, Any, T]]) -> T:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return _driven(unit(_Reading(connection, named_sql())))
    except sqlite3.Error as fault:
        raise fault_of(fault, path) from fault


def _driven(unit: Coroutine[Any, Any, T]) -> T:
    value: T
    try:
        unit.send(None)
    except StopIteration as end:
        value = end.value
    else:
        _refuse("a wait")
    return value


def _refuse(what: str) -> NoReturn:
    message = f"{what}: beside a running program everything is only read"
    raise StorageError(message)
