"""The one door to the rows, wherever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.places import Place, Server
from bot.probes import Probe, unprobed
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from storage.database import Database
    from storage.postgres.crew import Member


async def open_database(place: Place, *, probe: Probe = unprobed, member: Member | None = None) -> Database:
    """Open a migrated database for this process alone. StorageError: held by another, not migrated, damaged.

    `member`: of those who share a server's database.
    """
    if isinstance(place, Server):
        from storage.postgres.database import open_postgres  # noqa: PLC0415 - a line on SQLite loads none of it

        return await open_postgres(place, probe=probe, member=member)
    return await open_sqlite(place, probe=probe)
