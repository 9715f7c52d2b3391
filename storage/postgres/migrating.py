"""The same migrations as everywhere, written down by Alembic and said to the server in one transaction."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StorageError
from storage.postgres import versions
from storage.postgres.dialect import EXTRAS, schema
from storage.postgres.holding import Holder, Lock
from storage.postgres.session import require_durable, session
from storage.versions import known

if TYPE_CHECKING:
    import asyncpg

    from bot.places import Server

_MIGRATIONS = Path(__file__).parents[1] / "migrations"


async def version(server: Server) -> str | None:
    """The version of the rows there; None if there are none yet."""
    async with session(server) as connection:
        return await versions.version(connection)


async def migrate(server: Server) -> None:
    """Apply what is missing, all of it or nothing. StorageError: held by another process, or of a newer program."""
    holder = Holder(server, Lock.SERVING)
    await holder.require()
    try:
        async with session(server) as connection:
            await require_durable(connection, server)
            async with connection.transaction():
                await bring_up(connection, server)
    finally:
        await holder.release()


async def require_ours(connection: asyncpg.Connection, server: Server) -> str | None:
    """The version of the rows there, None where it has no table. StorageError: of a newer program, or not ours."""
    found = await versions.version(connection)
    if found is not None and found not in known():
        raise StorageError(f"{server}: the database has version {found}, newer than this program; start the newer one")
    if found is None and await _foreign(connection):
        raise StorageError(f"{server}: there are tables of something else in it; make a database of its own")
    return found


async def bring_up(connection: asyncpg.Connection, server: Server) -> None:
    """Apply what is missing, within the caller's transaction. StorageError: see `require_ours`."""
    found = await require_ours(connection, server)
    if found != known()[-1]:
        await connection.execute(script(found))
    for extra in EXTRAS:
        await connection.execute(extra)


async def _foreign(connection: asyncpg.Connection) -> bool:
    found = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema())"
    return bool(await connection.fetchval(found))


def script(after: str | None, wanted: str = "head") -> str:
    """Every migration behind a version (None: all), up to another, as one text of statements."""
    from alembic import command  # noqa: PLC0415 - see storage/migrate.py
    from alembic.config import Config  # noqa: PLC0415

    logging.getLogger("alembic").setLevel(logging.WARNING)
    written = io.StringIO()
    config = Config(output_buffer=written)
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, f"{after or 'base'}:{wanted}", sql=True)
    return schema(written.getvalue())
