"""What a server says of itself and of the rows that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg

from bot.errors import StorageError
from storage.postgres import versions
from storage.postgres.holding import held_by_nobody
from storage.postgres.session import require_durable, session

if TYPE_CHECKING:
    from bot.places import Server

_BROKEN = "SELECT COUNT(*) FROM pg_index WHERE NOT indisvalid"


async def about(server: Server, *, thorough: bool) -> tuple[str, str | None, bool, tuple[str, ...]]:
    """Engine, version of the rows, whether it is in use, and its faults; see storage/about.py."""
    async with session(server) as connection:
        found = connection.get_server_version()
        faults = await _faults(connection, server, thorough=thorough)
        rows = await versions.version(connection)
    return f"PostgreSQL {found.major}.{found.minor}", rows, not await held_by_nobody(server), faults


async def _faults(connection: asyncpg.Connection, server: Server, *, thorough: bool) -> tuple[str, ...]:
    faults = []
    try:
        await require_durable(connection, server)
    except StorageError as fault:
        faults.append(str(fault))
    if broken := await connection.fetchval(_BROKEN):
        faults.append(f"{server}: {broken} index(es) are not valid; run: reindexdb")
    if thorough:
        faults += [f"{server}: {table} can not be read whole" for table in await _unreadable(connection)]
    return tuple(faults)


async def _unreadable(connection: asyncpg.Connection) -> list[str]:
    """Tables of which a page does not open: each row is read once, as `pg_dump` does."""
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    unreadable = []
    for (table,) in tables:
        try:
            await connection.fetchval(f'SELECT COUNT(t.*) FROM "{table}" AS t')  # noqa: S608 - a table's own name
        except asyncpg.PostgresError:
            unreadable.append(str(table))
    return unreadable
