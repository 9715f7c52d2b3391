"""A setting of SQLite that a promise rests upon is set and looked at: a build that does not allow it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import StorageError

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


def require(connection: sqlite3.Connection, path: Path, **wanted: int | str) -> None:
    """Set these for a connection whose rows are tuples. StorageError: SQLite keeps another value."""
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name}={value}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != value:
            message = f"{path}: SQLite keeps {name} at {found}, {value} is needed; use a SQLite that allows it"
            raise StorageError(message)
