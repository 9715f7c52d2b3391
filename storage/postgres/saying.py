"""The rows of hosts, for a process that stands by: a connection of its own that takes no lock and no turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import asyncpg

from bot.errors import NoHostsYet
from storage.postgres.faults import LOST, code_of, fault_of
from storage.postgres.session import connected, session
from storage.postgres.units import PostgresTx

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.places import Server
    from storage.database import Tx

T = TypeVar("T")
_ID: Final = """
    SELECT system_identifier::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())
    FROM pg_control_system()"""
_NO_TABLE: Final = "42P01"
_WAIT: Final = {"lock_timeout": "5s", "statement_timeout": "10s"}


class Saying:
    """Small units of an ordinary transaction: each writes one row, which no other process writes at that moment."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: asyncpg.Connection | None = None

    async def transact(self, unit: Callable[[Tx], Awaitable[T]]) -> T:
        """Run one unit. StorageError: the server does not answer, or its database has no such rows yet."""
        if self._connection is None or self._connection.is_closed():
            self._connection = await connected(self._server, **_WAIT)
        try:
            async with self._connection.transaction():
                return await unit(PostgresTx(self._connection, alone=False))
        except (asyncpg.PostgresError, *LOST) as fault:
            self._connection.terminate()
            named = fault_of(fault, self._server)
            raise (NoHostsYet(str(named)) if code_of(fault) == _NO_TABLE else named) from fault

    async def close(self) -> None:
        """Nothing is said any more."""
        if self._connection is not None:
            self._connection.terminate()


async def database_id(server: Server) -> bytes:
    """What tells this database from a copy of it on another server. StorageError: the server does not answer."""
    async with session(server) as connection:
        return str(await connection.fetchval(_ID)).encode("ascii")
