"""Which version a database on a server has, and the migrations, said in PostgreSQL's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import StorageError
from storage.versions import known

if TYPE_CHECKING:
    import asyncpg

    from bot.places import Server


async def version(connection: asyncpg.Connection) -> str | None:
    """The version of the rows there; None if there are none yet."""
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    found = await connection.fetchval("SELECT version_num FROM alembic_version")
    return None if found is None else str(found)


async def require_current(connection: asyncpg.Connection, server: Server) -> None:
    """StorageError unless the database has just the version this program needs."""
    if await version(connection) != known()[-1]:
        raise StorageError(f"{server}: the database is not migrated; run: python -m bot migrate")
