"""What a database says of itself: which it is, of which version, and whether it is sound."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.counted import counted
from bot.errors import StorageError
from bot.places import Place, Server
from storage.faults import fault_of
from storage.locking import hold
from storage.versions import known, version

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """`engine`: "SQLite 3.40.1", "PostgreSQL 15.14". `rows`: the version of the rows, None where there are none.

    `faults`: one sentence for each thing that is wrong with it; `in_use`: a process serves or changes it just now.
    """

    place: Place
    engine: str
    rows: str | None
    newest: str
    in_use: bool
    faults: tuple[str, ...] = ()


def about(place: Place, *, thorough: bool = False) -> About:
    """Ask a database, beside whoever uses it. `thorough`: read all of it, which takes a second for each gigabyte.

    StorageError: it can not be asked.
    """
    if isinstance(place, Server):
        from storage.postgres.about import about as of_server  # noqa: PLC0415 - a line on SQLite loads none of it
        from storage.postgres.session import finished  # noqa: PLC0415 - as above

        engine, rows, in_use, faults = finished(of_server(place, thorough=thorough))
    else:
        engine, rows, in_use = f"SQLite {sqlite3.sqlite_version}", version(place), _held(place)
        faults = _faults(place, thorough=thorough) if place.is_file() else ()
    return About(place=place, engine=engine, rows=rows, newest=known()[-1], in_use=in_use, faults=faults)


def in_use(place: Place) -> bool:
    """Whether a process serves or changes this database just now."""
    if isinstance(place, Server):
        from storage.postgres.holding import held_by_nobody  # noqa: PLC0415 - a line on SQLite loads none of it
        from storage.postgres.session import finished  # noqa: PLC0415 - as above

        return not finished(held_by_nobody(place))
    return _held(place)


def _held(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        hold(path).release()
    except StorageError:
        return True
    return False


def _faults(path: Path, *, thorough: bool) -> tuple[str, ...]:
    """SQLite's own words name pages and tables, never what stands in them."""
    asked = "PRAGMA integrity_check(10)" if thorough else "PRAGMA quick_check(10)"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = [str(row[0]) for row in connection.execute(asked)]
            astray = len(connection.execute("PRAGMA foreign_key_check").fetchall()) if thorough else 0
    except sqlite3.Error as fault:
        raise fault_of(fault, path) from fault
    faults = tuple(f"{path}: {words}" for words in found if words != "ok")
    return (*faults, f"{path}: {counted(astray, 'row')} without what it belongs to") if astray else faults
