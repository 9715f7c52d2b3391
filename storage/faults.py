"""What SQLite's errors mean to the one who runs the bot."""

import sqlite3
from pathlib import Path

from bot.errors import DiskRefuses, RefusedUnitError, StorageError

_MEANINGS = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space, nothing was lost",
    sqlite3.SQLITE_BUSY: "the database is held by another process; stop it first",
    sqlite3.SQLITE_LOCKED: "the database is held by another process; stop it first",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; stop the bot and restore a backup",
    sqlite3.SQLITE_NOTADB: "the file is no database; move it away or restore a backup",
    sqlite3.SQLITE_READONLY: "the database can not be written; check the folder's owner, mode and disk",
    sqlite3.SQLITE_CANTOPEN: "the database can not be opened; check the folder's owner, mode and disk",
    sqlite3.SQLITE_IOERR: "the disk answered with an error; check whether it is full or broken before going on",
}

_NO_FAULT_OF_THE_UNIT = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_ABORT,
    }
)
"""Any unit would have met these, and will not once they are mended. ABORT: the transaction was lost on the way."""


_OF_THE_DISK = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})


def fault_of(fault: BaseException, path: Path) -> BaseException:
    """Name an error of SQLite in one line with place and remedy; any other exception is returned as it is.

    DiskRefuses where it is the disk's; RefusedUnitError if the same unit would meet it again, whatever is done for it.
    """
    if not isinstance(fault, sqlite3.Error):
        return fault
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    name = getattr(fault, "sqlite_errorname", type(fault).__name__)
    of_the_line = DiskRefuses if code in _OF_THE_DISK else StorageError
    kind = of_the_line if code in _NO_FAULT_OF_THE_UNIT else RefusedUnitError
    named = kind(f"{path}: {_MEANINGS.get(code, 'the database refused a statement')} ({name})")
    named.__cause__ = fault
    return named
