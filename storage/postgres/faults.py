"""What PostgreSQL's errors mean to the one who runs the bot. Never its own words: they may hold rows or a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import asyncpg

from bot.errors import DiskRefuses, RefusedUnitError, StorageError

if TYPE_CHECKING:
    from bot.places import Server

_OF_THE_DISK: Final = frozenset({"53100", "58030"})
"""It is full, or it answers with errors."""

_MEANINGS: Final = {
    "28P01": "the user or the password is wrong; look at HOTLINE_DATABASE_URL",
    "28000": "the server lets this user not in from here; look at its pg_hba.conf",
    "3D000": "there is no such database; make it: createdb -O USER NAME",
    "42501": "this user lacks a right; make him the owner of the database",
    "42P01": "the database is not migrated; run: python -m bot migrate",
    "53100": "the server's disk is full; free some space, nothing was lost",
    "53200": "the server is out of memory; nothing was lost",
    "53300": "the server has no connection left; raise its max_connections",
    "25006": "the server only reads just now (a standby, or full); name the primary in HOTLINE_DATABASE_URL",
    "58030": "the server's disk answered with an error; check whether it is full or broken before going on",
    "57014": "the server broke a statement off; look at the statement_timeout of this user and of the server",
    "57P03": "the server is starting or stopping; wait for it",
}

_REFUSED: Final = ("22", "23", "42", "0A", "26", "25P")
"""Classes of what the same unit would meet again, whatever is done for the server."""

_NO_FAULT_OF_THE_UNIT: Final = frozenset({"25006", "42501", "42P01"})

AGAIN: Final = frozenset({"40001", "40P01"})
"""The unit met another that was under way: nothing of it was kept, and it is simply run once more."""

LATER: Final = frozenset({"23505"})
"""Perhaps the same: two units put in one key. Run once more, alone, it tells."""

LOST: Final = (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)
"""The way to the server broke, or it shuts down."""


def code_of(fault: BaseException) -> str:
    """The SQLSTATE of an error, or an empty text."""
    return getattr(fault, "sqlstate", None) or ""


def fault_of(fault: BaseException, server: Server) -> BaseException:
    """Name an error of the server in one line with place and remedy; any other exception is returned as it is."""
    known = isinstance(fault, asyncpg.PostgresError | asyncpg.InterfaceError | OSError)
    if not known or isinstance(fault, StorageError):
        return fault
    code = code_of(fault)
    refused = code.startswith(_REFUSED) and code not in _NO_FAULT_OF_THE_UNIT
    refused = refused or isinstance(fault, asyncpg.DataError)
    kind = RefusedUnitError if refused else DiskRefuses if code in _OF_THE_DISK else StorageError
    named = kind(f"{server}: {_meaning(fault, code)} ({code or type(fault).__name__})")
    named.__cause__ = fault
    return named


def _meaning(fault: BaseException, code: str) -> str:
    if code in _MEANINGS:
        return _MEANINGS[code]
    if isinstance(fault, LOST):
        return "the server does not answer; look whether it runs and can be reached from here"
    return "the server refused a statement"
