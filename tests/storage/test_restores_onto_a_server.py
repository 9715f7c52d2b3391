"""What a restore does on a server where its own end was not heard of."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.probes import unprobed
from storage.postgres.holding import Lock, held_to_its_end
from storage.postgres.restoring import ServerRows
from storage.postgres.session import session

if TYPE_CHECKING:
    from bot.places import Server

pytestmark = pytest.mark.slow
_WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"


async def test_a_commit_that_is_still_under_way_is_waited_for_and_taken_back(server: Server) -> None:
    """The process that brought the rows is gone, its commit is not; the next one must not find nothing and go."""
    async with session(server) as connection, session(server) as looking:
        going = connection.transaction()
        await going.start()
        await held_to_its_end(connection, Lock.RESTORING)
        await connection.execute("INSERT INTO hours (what, hour) VALUES ('clock', 7200)")
        await connection.execute("INSERT INTO restored (attempt) VALUES ('cut off')")
        clearing = asyncio.create_task(ServerRows(server, unprobed).clear("cut off"))
        async with asyncio.timeout(60):
            while not clearing.done() and not await looking.fetchval(_WAITS):
                pass
        await going.commit()
        await clearing
        assert await looking.fetchval("SELECT COUNT(*) FROM hours") == 0
        assert await looking.fetchval("SELECT COUNT(*) FROM restored") == 0
