"""A look at what the bot has stored, from outside: its database opened read-only, a search through all its files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SQLITE_MAGIC = b"SQLite format 3\x00"
BUSY_SECONDS = 1.0
SHOWN_ROWS = 40
SHOWN_BYTES = 1024
SHOWN_LETTERS = 200
LARGEST_FILE = 256 * 1024 * 1024

Cell = int | float | str | dict[str, Any] | None


class StoreError(Exception):
    """There is nothing to look at; the sentence is shown on the page."""


@dataclass(frozen=True, slots=True)
class Found:
    """How often a word stands in clear in the files of a folder, and how much was read."""

    hits: int
    bytes: int
    files: int


@dataclass(frozen=True, slots=True)
class Store:
    """The data folder of a bot. Every method is blocking and short; call it in a thread."""

    folder: Path

    def version(self) -> tuple[tuple[int, int], ...]:
        """Something that changes whenever the database's files do; cheap, and takes no lock."""
        path = self.database()
        if path is None:
            return ()
        beside = (path, path.with_name(f"{path.name}-wal"))
        return tuple((stat.st_mtime_ns, stat.st_size) for stat in (one.stat() for one in beside if one.exists()))

    def database(self) -> Path | None:
        """The first SQLite file of the folder."""
        found = (path for path in sorted(self.folder.glob("*")) if path.is_file() and _starts(path, SQLITE_MAGIC))
        return next(found, None)

    def tables(self) -> list[dict[str, Any]]:
        """Every table with its number of rows: [{"name", "rows"}]; empty while there is no database."""
        path = self.database()
        if path is None:
            return []
        with closing(_open(path)) as base:
            return [{"name": name, "rows": _count(base, name)} for name in _names(base)]

    def rows(self, table: str) -> dict[str, Any]:
        """The newest rows: {"table", "columns", "rows"}; bytes become {"size", "hex"}. Raises StoreError."""
        path = self.database()
        if path is None:
            raise StoreError("There is no database yet")
        with closing(_open(path)) as base:
            if table not in _names(base):
                raise StoreError("There is no such table")
            cursor = base.execute(f'SELECT * FROM "{table}" LIMIT ? OFFSET ?', _newest(_count(base, table)))  # noqa: S608 - a name of the schema, checked above
            columns = [column[0] for column in cursor.description]
            return {
                "table": table,
                "columns": columns,
                "rows": [[_cell(v) for v in row] for row in reversed(cursor.fetchall())],
            }

    def look(self, word: str) -> Found:
        """Search every file of the folder for a word in clear, in the ways it could have been written."""
        needles = set(_spellings(word))
        contents = [path.read_bytes() for path in _files(self.folder)]
        hits = sum(content.count(needle) for content in contents for needle in needles)
        return Found(hits=hits, bytes=sum(map(len, contents)), files=len(contents))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def _names(base: sqlite3.Connection) -> list[str]:
    listed = base.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [row[0] for row in listed]


def _count(base: sqlite3.Connection, table: str) -> int:
    return int(base.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - a name of the schema


def _newest(count: int) -> tuple[int, int]:
    return SHOWN_ROWS, max(0, count - SHOWN_ROWS)


def _cell(value: object) -> Cell:
    match value:
        case bytes():
            return {"size": len(value), "hex": value[:SHOWN_BYTES].hex()}
        case str():
            return value[:SHOWN_LETTERS]
        case int() | float() | None:
            return value
        case _:
            raise TypeError(type(value).__name__)


def _starts(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST_FILE:
            yield path


def _spellings(word: str) -> Iterator[bytes]:
    for spelling in {word, word.lower(), word.upper(), word.capitalize()}:
        yield spelling.encode()
        yield spelling.encode("utf-16-le")
