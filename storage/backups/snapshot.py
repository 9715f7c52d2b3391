"""A copy of the database as it is at one moment, taken while the bot writes on."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.errors import BackupFault
from bot.places import Server
from storage.backups.parcel import Counts
from storage.clock import UNSAVED
from storage.faults import fault_of
from storage.pragmas import require

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.places import Place

_PAGES_AT_ONCE: Final = 2_000
_PATIENCE: Final = 60.0
_COPYING: Final = "copying"
_LOOKING: Final = "looking at each page"
_OF_WRITING: Final = ("SQLITE_FULL", "SQLITE_IOERR_WRITE")
"""The database is only read: it is the copy that found no room."""
_COUNTED: Final = """
SELECT
    (SELECT COUNT(*) FROM cases),
    (SELECT COUNT(*) FROM cases WHERE hot IS NOT NULL),
    (SELECT COUNT(*) FROM drafts),
    (SELECT COUNT(*) FROM inbox WHERE body IS NOT NULL),
    (SELECT COUNT(*) FROM outbox),
    (SELECT COUNT(*) FROM codes WHERE lookup IS NULL AND words IS NOT NULL),
    (SELECT COUNT(*) FROM sqlite_master WHERE name = 'audit')
"""
_AUDIT: Final = "SELECT COALESCE(MAX(turn), 0) FROM audit"
"""The first versions kept none."""


def snapshot(database: Place, into: Path, told: Callable[[str, int, int], object]) -> Counts:
    """Copy a database to a new file (0600) of SQLite, whole and checked; how much is in it.

    One read transaction spans the copy, so that no writer makes it begin again; nobody waits for it. `told`: the step,
    pages or rows done, and of how many. StorageError: it can not be read, or is damaged.
    """
    if isinstance(database, Server):
        return _of_server(database, into, told)
    return _of_file(database, into, told)


def _of_server(server: Server, into: Path, told: Callable[[str, int, int], object]) -> Counts:
    from storage.postgres.session import finished  # noqa: PLC0415 - a line on SQLite loads none of it
    from storage.postgres.snapshot import written  # noqa: PLC0415 - as above

    finished(written(server, into, partial(told, _COPYING)))
    try:
        with closing(sqlite3.connect(into)) as copy:
            told(_LOOKING, 0, 0)
            require_whole(copy, into)
            return counted(copy)
    except sqlite3.Error as fault:
        raise fault_of(fault, into) from fault


def _of_file(database: Path, into: Path, told: Callable[[str, int, int], object]) -> Counts:
    os.close(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)) as source,
            closing(sqlite3.connect(into, isolation_level=None)) as copy,
        ):
            copy.execute("PRAGMA journal_mode=OFF")
            copy.execute("PRAGMA synchronous=OFF")
            source.isolation_level = None
            source.execute("BEGIN")
            counts = counted(source)
            source.backup(copy, pages=_PAGES_AT_ONCE, progress=lambda _, left, all_: told(_COPYING, all_ - left, all_))
            source.execute("ROLLBACK")
            copy.execute("PRAGMA journal_mode=DELETE")
            told(_LOOKING, 0, 0)
            require_whole(copy, database)
    except sqlite3.Error as fault:
        written = getattr(fault, "sqlite_errorname", "") in _OF_WRITING
        raise fault_of(fault, into if written else database) from fault
    return counts


def counted(connection: sqlite3.Connection) -> Counts:
    """How much is in a database, of whatever version."""
    cases, hot, drafts, waiting, unsent, codes, kept = connection.execute(_COUNTED).fetchone()
    audit = connection.execute(_AUDIT).fetchone()[0] if kept else None
    return Counts(cases=cases, hot=hot, drafts=drafts, waiting=waiting, unsent=unsent, codes=codes, audit=audit)


def require_whole(connection: sqlite3.Connection, path: Path) -> None:
    """BackupFault unless each page is whole.

    Not each index against its rows: that reads a big file page by page in no order. A restore makes them anew.
    """
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise BackupFault(f"{path}: the database is damaged (quick_check says so); stop the bot and restore a backup")


def forget_unsaved(database: Path) -> None:
    """Of a copy that is put back: since when its server had no backup says nothing of this one."""
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            connection.execute("DELETE FROM hours WHERE what = ?", (UNSAVED,))
    except sqlite3.Error as fault:
        raise fault_of(fault, database) from fault


def mend_indexes(connection: sqlite3.Connection, path: Path) -> None:
    """Make every index anew from the rows of a copy that nobody uses yet: no page that is whole shows a lost entry.

    BackupFault: two rows have what only one may have; the copy is then good for nothing. StorageError: SQLite does not
    forget. What the old indexes held is overwritten, and nothing of it goes to another file.
    """
    require(connection, path, journal_mode="off", secure_delete=1, temp_store=2)
    try:
        connection.execute("REINDEX")
    except sqlite3.IntegrityError as fault:
        name = getattr(fault, "sqlite_errorname", type(fault).__name__)
        raise BackupFault(f"{path}: two rows have what only one may have ({name}); restore another backup") from fault
    connection.execute("PRAGMA journal_mode=DELETE")
