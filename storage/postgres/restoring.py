"""An empty database of a server takes the rows of a backup: in one transaction, with the tables and a mark of whose.

The mark is the name of the attempt, which lies in the data folder before any row is here. So a restore that was cut off
after the commit finds its own rows again, and takes away those and nobody else's. Once all is in its place the mark
goes: a copy of that folder, kept from before, must not name a line that lives.
"""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from bot.errors import BackupFault, StorageError
from storage.copying import Source, opened
from storage.faults import fault_of
from storage.postgres.copying import Filling
from storage.postgres.holding import Holder, Lock, held_to_its_end
from storage.postgres.migrating import bring_up, require_ours
from storage.postgres.session import require_durable, session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    import asyncpg

    from bot.places import Server
    from bot.probes import Probe

_OUR_OWN: Final = ("alembic_version", "restored", "turnstile")
"""Tables that say nothing of a line."""
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> ALL($1)"
_MARKED: Final = "SELECT to_regclass('restored') IS NOT NULL"
_OURS: Final = "SELECT EXISTS (SELECT FROM restored WHERE attempt = $1)"


@asynccontextmanager
async def restoring(
    server: Server, probe: Probe, told: Callable[[int, int], object] = lambda _done, _of: None
) -> AsyncIterator[ServerRows]:
    """The server's database, held against all others. StorageError: one has it, or the server does not answer."""
    holder = Holder(server, Lock.SERVING)
    await holder.require()
    try:
        yield ServerRows(server, probe, told)
    finally:
        await holder.release()


class ServerRows:
    """See storage.backups.rows.Rows."""

    def __init__(
        self, server: Server, probe: Probe, told: Callable[[int, int], object] = lambda _done, _of: None
    ) -> None:
        self._server = server
        self.probe = probe
        self._tell = told

    async def require_empty(self) -> None:
        """BackupFault, StorageError: a line lives there, or something else, or the server is not fit."""
        async with session(self._server) as connection:
            await require_durable(connection, self._server)
            await require_ours(connection, self._server)
            for table in await _tables(connection):
                if await connection.fetchval(f'SELECT EXISTS (SELECT FROM "{table}")'):  # noqa: S608 - a table's own name
                    raise BackupFault(
                        f"{self._server}: a line lives there ({table}); nothing is restored over it: make an empty "
                        "database (createdb) and name that in HOTLINE_DATABASE_URL"
                    )

    async def clear(self, attempt: str) -> None:
        """Where the mark says that this attempt's rows are there, none stays.

        A commit of which nobody heard may still be under way: it is waited for.
        """
        if not attempt:
            return
        async with session(self._server) as connection, connection.transaction():
            await held_to_its_end(connection, Lock.RESTORING)
            if not await connection.fetchval(_MARKED) or not await connection.fetchval(_OURS, attempt):
                return
            named = ", ".join(f'"{table}"' for table in [*await _tables(connection), "restored"])
            await connection.execute(f"TRUNCATE {named}")

    async def send(self, staged: Path, attempt: str) -> None:
        """Tables, rows and mark in one transaction; each row is read back and compared before it is committed."""
        try:
            async with (
                session(self._server, idle_in_transaction_session_timeout="0") as connection,
                connection.transaction(isolation="serializable"),
            ):
                await held_to_its_end(connection, Lock.RESTORING)
                await bring_up(connection, self._server)
                with opened(staged) as raw:
                    await Filling(connection, Source(raw, staged), self._server, self._told).whole()
                await connection.execute("DELETE FROM restored")
                await connection.execute("INSERT INTO restored (attempt) VALUES ($1)", attempt)
        except sqlite3.Error as fault:
            raise fault_of(fault, staged) from fault
        self.probe("restore.sent")

    def place(self, staged: Path) -> None:
        """They are there."""
        staged.unlink()

    async def done(self) -> None:
        """Without its mark no restore takes these rows away. Where it can not be taken off now, they are whole too."""
        with suppress(StorageError):
            async with session(self._server) as connection:
                await connection.execute("DELETE FROM restored")

    def _told(self, done: int, of: int) -> None:
        self._tell(done, of)
        if done * 2 >= of:
            self.probe("restore.sending")


async def _tables(connection: asyncpg.Connection) -> list[str]:
    return [str(name) for (name,) in await connection.fetch(_TABLES, _OUR_OWN)]
