"""Copies of a data folder, as a thief carries them away: the database by SQLite's own backup, the keys file by file."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from storage.keys import DATABASE

if TYPE_CHECKING:
    from pathlib import Path

SHOWN_BYTES: Final = 24
_MODE: Final = 0o700
_CASES: Final = """
SELECT alias, CASE WHEN hot IS NULL THEN state ELSE 'open' END, hour,
    (SELECT COALESCE(body, copy) FROM entries WHERE case_id = cases.id ORDER BY turn LIMIT 1)
FROM cases ORDER BY hour, alias
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What a copy shows of a case to anybody: its state, the hour it came, and the end of its first entry, in hex."""

    alias: str
    state: str
    hour: int
    cipher: str


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a data folder. `day`: counted from today; those of the past are negative."""

    day: int
    folder: Path

    @property
    def database(self) -> Path:
        """The database of that moment."""
        return self.folder / DATABASE

    @property
    def keys(self) -> Path:
        """The key folder of that moment."""
        return self.folder / "keys"


@cache
def rows_of(copy: Copy) -> tuple[Row, ...]:
    """Every case that a copy's database has, in the order they came. A copy never changes."""
    with closing(sqlite3.connect(f"{copy.database.resolve().as_uri()}?mode=ro", uri=True)) as base:
        return tuple(Row(alias, state, hour, _end(entry)) for alias, state, hour, entry in base.execute(_CASES))


def take(data: Path, into: Path, day: int) -> Copy:
    """Copy a data folder, also beside a running bot. OSError and sqlite3.Error where that fails."""
    into.mkdir(mode=_MODE, parents=True)
    shutil.copytree(data / "keys", into / "keys")
    copy = Copy(day, into)
    with closing(sqlite3.connect(data / DATABASE)) as source, closing(sqlite3.connect(copy.database)) as target:
        source.backup(target)
    return copy


def _end(entry: bytes | None) -> str:
    """Without any header: nothing of these bytes can be guessed."""
    return (entry or b"")[-SHOWN_BYTES:].hex(" ")
