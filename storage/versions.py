"""Which version a database file has, and which one this program needs; read without alembic."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import StorageError
from bot.places import Place, Server
from storage.faults import fault_of

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def known() -> list[str]:
    """The versions this program knows, oldest first: migrations/versions/0001_first.py is version 0001."""
    return sorted(path.name[:4] for path in VERSIONS.glob("[0-9]*_*.py"))


def version(place: Place) -> str | None:
    """The version of the database there; None if there is none yet."""
    if isinstance(place, Server):
        from storage.postgres.migrating import version as of_server  # noqa: PLC0415 - a line on SQLite loads none of it
        from storage.postgres.session import finished  # noqa: PLC0415 - as above

        return finished(of_server(place))
    return _version(place)


def _version(path: Path) -> str | None:
    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchall()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if rows else None
    except sqlite3.Error as fault:
        raise fault_of(fault, path) from fault
    return str(row[0]) if row else None


def behind(path: Place) -> bool:
    """Whether the database must be migrated. A version this program does not know is a StorageError."""
    found = version(path)
    if found is not None and found not in known():
        message = f"{path}: the database has version {found}, newer than this program; start the newer program"
        raise StorageError(message)
    return found != known()[-1]


def require_current(path: Place) -> None:
    """StorageError unless the database has just the version this program needs."""
    if behind(path):
        message = f"{path}: the database is not migrated; run: python -m bot migrate"
        raise StorageError(message)
