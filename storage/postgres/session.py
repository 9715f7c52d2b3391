"""A connection to the server as this program needs it: durable, with its clock and texts set, told who it is."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

import asyncpg

from bot.errors import StorageError
from storage.postgres.faults import LOST, fault_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from bot.places import Server

T = TypeVar("T")

OLDEST: Final = 15
"""The oldest release of PostgreSQL this was tried with."""

PATIENCE: Final = 10.0
"""Seconds to wait for a connection."""

STATEMENT_SECONDS: Final = 60.0
"""No statement of ours takes this long on a server that is well."""

_CACHED: Final = 1_024

_ALIVE: Final = {
    "application_name": "parley",
    "synchronous_commit": "on",
    "idle_in_transaction_session_timeout": "60s",
    # A worker whose machine went silent is given up within five seconds, and with it what it held.
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "2",
    "tcp_user_timeout": "4000",
}
_DURABLE: Final = ("fsync", "full_page_writes")


async def connected(server: Server, **settings: str) -> asyncpg.Connection:
    """A connection of its own. StorageError where there is none to be had."""
    try:
        return await asyncpg.connect(
            server.url,
            timeout=PATIENCE,
            command_timeout=STATEMENT_SECONDS,
            statement_cache_size=_CACHED,
            server_settings=_ALIVE | settings,
        )
    except (asyncpg.PostgresError, asyncpg.ClientConfigurationError, *LOST) as fault:
        raise fault_of(fault, server) from None
    except ValueError:
        raise StorageError(f"{server}: HOTLINE_DATABASE_URL can not be read; see .env.example") from None


@asynccontextmanager
async def session(server: Server, **settings: str) -> AsyncIterator[asyncpg.Connection]:
    """The same for as long as it is needed; the server's errors inside are named."""
    connection = await connected(server, **settings)
    try:
        yield connection
    except (asyncpg.PostgresError, *LOST) as fault:
        raise fault_of(fault, server) from fault
    finally:
        with suppress(asyncpg.PostgresError, *LOST):
            await connection.close(timeout=PATIENCE)


async def require_durable(connection: asyncpg.Connection, server: Server) -> None:
    """StorageError where a commit of this server could be lost, or it is too old, or texts are not UTF-8."""
    if connection.get_server_version().major < OLDEST:
        raise StorageError(f"{server}: PostgreSQL {OLDEST} or newer is needed")
    for name in _DURABLE:
        if await connection.fetchval(f"SHOW {name}") != "on":
            raise StorageError(f"{server}: the server has {name} switched off, and could lose what it said yes to")
    if await connection.fetchval("SHOW server_encoding") != "UTF8":
        raise StorageError(f"{server}: the database is not UTF-8; make it: createdb -E UTF8 -T template0 NAME")


def finished(work: Coroutine[Any, Any, T]) -> T:
    """The result of work with a loop of its own, for whoever waits for it in a plain call."""
    results: list[T] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            results.append(asyncio.run(work))
        except BaseException as fault:  # noqa: BLE001 - it is raised where it was waited for
            faults.append(fault)

    thread = threading.Thread(target=run, name="postgres")
    thread.start()
    thread.join()
    if faults:
        raise faults[0]
    return results[0]
