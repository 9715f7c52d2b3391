"""Several processes of one line on one database: who they are, which lanes are whose, who is given up.

All share the lock SERVING, so that nobody else changes the rows; each has a number, locked for as long as its session
lives, and a row. A unit reads that row behind the turnstile: whoever's row was taken out alone keeps nothing more.
Shares of lanes, not lanes, are owned: a claim for each update would cost two commits. Nothing here outlives the
server's crash, nor needs to: who finds no row begins anew.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import asyncpg

from bot.errors import HeldElsewhere
from storage.postgres.faults import LOST, fault_of
from storage.postgres.holding import OURS, SURE_SECONDS, Lock, answers
from storage.postgres.session import PATIENCE, connected

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from bot.places import Server

SHARES: Final = 256
"""A lane's share is its first byte."""
SILENT_SECONDS: Final = 30
"""A process that said nothing for so long is given up, though its session lives. Who is still starting says nothing."""

_NUMBERS: Final = 0x7061726D
"""The first half of the lock of a number."""
_CHANNEL: Final = "parley_crew"
_TRIES: Final = 20
_BETWEEN: Final = 0.05

_MADE: Final = (
    "CREATE SCHEMA IF NOT EXISTS parley_crew",
    """CREATE UNLOGGED TABLE IF NOT EXISTS parley_crew.members (
        number INT PRIMARY KEY, leads BOOLEAN NOT NULL, sign TEXT NOT NULL,
        beat TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp())""",
    "CREATE UNLOGGED TABLE IF NOT EXISTS parley_crew.shares (share INT PRIMARY KEY, owner INT NOT NULL, heir INT)",
    """CREATE UNLOGGED TABLE IF NOT EXISTS parley_crew.handed (
        bot BIGINT NOT NULL, update_id BIGINT NOT NULL, PRIMARY KEY (bot, update_id))""",
)
_DEAD: Final = """
SELECT number FROM parley_crew.members WHERE number <> $1 AND (
    beat < clock_timestamp() - make_interval(secs => $3) OR NOT EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid::bigint = $2
        AND objid::bigint = number
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))"""
_ENDED: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = ANY($1) AND pid <> pg_backend_pid()"""
_ALONE: Final = "LOCK TABLE turnstile IN EXCLUSIVE MODE"
_ADOPTED: Final = """
UPDATE parley_crew.shares SET owner = $1, heir = NULL
WHERE owner NOT IN (SELECT number FROM parley_crew.members)"""
_UNINHERITED: Final = """
UPDATE parley_crew.shares SET heir = NULL
WHERE heir IS NOT NULL AND heir NOT IN (SELECT number FROM parley_crew.members)"""
_ORPHANS: Final = """
SELECT EXISTS (SELECT FROM parley_crew.shares
               WHERE owner NOT IN (SELECT number FROM parley_crew.members)
               OR heir IS NOT NULL AND heir NOT IN (SELECT number FROM parley_crew.members))"""
_BEAT: Final = """
UPDATE parley_crew.members SET beat = clock_timestamp(), sign = $2 WHERE number = $1
RETURNING (SELECT sign FROM parley_crew.members WHERE leads)"""
_TOLD: Final = "SELECT pg_notify('parley_crew', $1)"
_HANDED: Final = """
SELECT bot, update_id, lane, urgent FROM parley_crew.handed JOIN inbox USING (bot, update_id)
WHERE state = 0 ORDER BY bot, update_id"""
_HANDED_DONE: Final = """
DELETE FROM parley_crew.handed WHERE NOT EXISTS (
    SELECT FROM inbox WHERE inbox.bot = handed.bot AND inbox.update_id = handed.update_id AND state = 0)
RETURNING bot"""
_STILL: Final = """
SELECT bot, update_id FROM inbox JOIN unnest($1::bigint[], $2::bigint[]) AS asked (b, u)
ON bot = b AND update_id = u WHERE state = 0"""
_GIVEN_UP: Final = "this process was given up by the others; it begins anew by itself"


@dataclass(frozen=True, slots=True)
class Owned:
    """Which shares are whose: `mine` to work, `leaving` to be given over, and every owner and heir by share."""

    mine: frozenset[int]
    leaving: frozenset[int]
    owners: Mapping[int, tuple[int, int | None]]


class Member:
    """This process among the others: a connection that holds its locks and over which they talk."""

    def __init__(self, server: Server, *, leads: bool) -> None:
        """`leads`: it sends, and does whatever only one may."""
        self.number = secrets.randbelow(2**31 - 1) + 1
        self.leads = leads
        self.server = server
        self._connection: asyncpg.Connection | None = None
        self._asking = asyncio.Lock()
        self._sure = float("-inf")

    @property
    def name(self) -> str:
        """How its sessions are called at the server."""
        return named(self.number)

    async def join(self, hear: Callable[[str], None], sign: str = "") -> None:
        """Take the locks and the row; `hear` gets what others tell. HeldElsewhere: somebody has the rows alone."""
        connection = await connected(self.server, application_name=self.name, synchronous_commit="off")
        try:
            await self._locked(connection)
            await connection.add_listener(_CHANNEL, lambda *heard: hear(heard[-1]))
            async with connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1, 0)", _NUMBERS)
                for statement in _MADE:
                    await connection.execute(statement)
            self._connection = connection
            await (self._lead(connection, sign) if self.leads else _entered(connection, self.number, sign))
        except (asyncpg.PostgresError, *LOST) as fault:
            connection.terminate()
            raise fault_of(fault, self.server) from fault
        except BaseException:
            connection.terminate()
            raise

    async def require(self) -> None:
        """Return while the session lives, as Holder does. HeldElsewhere: it is gone, and with it all that was held."""
        clock = asyncio.get_running_loop().time
        if clock() >= self._sure:
            async with self._asking:
                asked = clock()
                if asked >= self._sure and await answers(self._alive()):
                    self._sure = asked + SURE_SECONDS
        self._alive()

    async def release(self) -> None:
        """Leave: the row goes, whoever leads takes the shares."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with suppress(asyncpg.PostgresError, asyncpg.InternalClientError, *LOST):  # its end may just be on the way here
            async with self._asking:
                if not connection.is_closed():
                    await connection.execute("DELETE FROM parley_crew.members WHERE number = $1", self.number)
                    await connection.execute(_TOLD, "0 s")
                await connection.close(timeout=PATIENCE)

    async def beat(self, sign: str) -> str | None:
        """Say that it lives, and its sign; the sign of the one who leads, None: nobody. HeldElsewhere: given up."""
        found = await self._fetch(_BEAT, self.number, sign)
        if not found:
            raise HeldElsewhere(f"{self.server}: {_GIVEN_UP}")
        said = found[0]["sign"]
        return None if said is None else str(said)

    async def owned(self) -> Owned:
        """Which shares are whose now."""
        rows = await self._fetch("SELECT share, owner, heir FROM parley_crew.shares")
        owners = {row["share"]: (row["owner"], row["heir"]) for row in rows}
        own = {share: heir for share, (owner, heir) in owners.items() if owner == self.number}
        leaving = frozenset(share for share, heir in own.items() if heir not in {None, self.number})
        return Owned(frozenset(own) - leaving, leaving, owners)

    async def give_over(self, shares: Collection[int]) -> None:
        """These are worked here no more: their heirs have them now."""
        await self._fetch(
            "UPDATE parley_crew.shares SET owner = heir, heir = NULL "
            "WHERE share = ANY($1) AND owner = $2 AND heir IS NOT NULL",
            list(shares),
            self.number,
        )

    async def will(self, heirs: Mapping[int, int]) -> None:
        """Name who is to have each of these shares. Only who leads."""
        for heir in set(heirs.values()):
            shares = [share for share, wanted in heirs.items() if wanted == heir]
            await self._fetch(
                "UPDATE parley_crew.shares SET heir = NULLIF($2::int, owner) WHERE share = ANY($1)", shares, heir
            )

    async def workers(self) -> list[int]:
        """The numbers of all who do not lead and have begun."""
        rows = await self._fetch(
            "SELECT number FROM parley_crew.members WHERE NOT leads AND beat < 'infinity' ORDER BY number"
        )
        return [row["number"] for row in rows]

    async def bury(self) -> list[int]:
        """Give up who is dead or silent, and take what has no owner. Only who leads. Their numbers."""
        async with self._asking:
            connection = self._alive()
            try:
                dead = await _dead(connection, self.number)
                if not dead and not await connection.fetchval(_ORPHANS):
                    return []
                await connection.execute(_ENDED, [named(number) for number in dead])
                async with connection.transaction():
                    await connection.execute(_ALONE)
                    await connection.execute("DELETE FROM parley_crew.members WHERE number = ANY($1)", dead)
                    await _adopt(connection, self.number)
            except (asyncpg.PostgresError, *LOST) as fault:
                raise fault_of(fault, self.server) from fault
            return dead

    async def tell(self, words: str) -> None:
        """Tell all others; what is told may be lost, the rows are the truth."""
        await self._fetch(_TOLD, f"{self.number} {words}")

    async def hand_up(self, bot: int, update_id: int) -> None:
        """Ask who leads to work one update."""
        await self._fetch(
            "INSERT INTO parley_crew.handed (bot, update_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", bot, update_id
        )

    async def handed(self) -> list[tuple[int, int, bytes, bool]]:
        """What was handed up and waits: bot, number, lane, urgent. What is worked is forgotten."""
        rows = await self._fetch(_HANDED)
        return [(row["bot"], row["update_id"], bytes(row["lane"]), bool(row["urgent"])) for row in rows]

    async def clear_handed(self) -> int:
        """Forget what was handed up and is worked; how many."""
        return len(await self._fetch(_HANDED_DONE))

    async def still_waiting(self, updates: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Those of these updates that are not worked yet."""
        asked = list(updates)
        rows = await self._fetch(_STILL, [bot for bot, _ in asked], [number for _, number in asked])
        return {(row["bot"], row["update_id"]) for row in rows}

    async def gone(self, held: Collection[bytes]) -> list[bytes]:
        """Those of these epochs that are destroyed."""
        rows = await self._fetch("SELECT key_id FROM epochs WHERE state = 'gone' AND key_id = ANY($1)", list(held))
        return [bytes(row["key_id"]) for row in rows]

    async def _fetch(self, sql: str, *values: object) -> list[Any]:
        async with self._asking:
            try:
                return list(await self._alive().fetch(sql, *values))
            except (asyncpg.PostgresError, *LOST) as fault:
                if self._connection is None or self._connection.is_closed():
                    raise HeldElsewhere(f"{self.server}: {_GIVEN_UP}") from fault
                raise fault_of(fault, self.server) from fault

    def _alive(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            raise HeldElsewhere(f"{self.server}: {_GIVEN_UP}")
        return self._connection

    async def _locked(self, connection: asyncpg.Connection) -> None:
        """Whoever only looks whether somebody serves has the lock for a moment: so it is tried some times."""
        for _ in range(_TRIES):
            if await connection.fetchval("SELECT pg_try_advisory_lock_shared($1, $2)", OURS, int(Lock.SERVING)):
                await connection.execute("SELECT pg_advisory_lock($1, $2)", _NUMBERS, self.number)
                return
            await asyncio.sleep(_BETWEEN)
        raise HeldElsewhere(f"{self.server}: the database is held by another process; stop that one first")

    async def _lead(self, connection: asyncpg.Connection, sign: str) -> None:
        """Whoever led before, and whoever is dead, keeps nothing from now on."""
        former = await connection.fetch("SELECT number FROM parley_crew.members WHERE leads")
        over = [*await _dead(connection, self.number), *(row["number"] for row in former)]
        await connection.execute(_ENDED, [named(number) for number in over])
        async with connection.transaction():
            await connection.execute(_ALONE)
            await connection.execute("DELETE FROM parley_crew.members WHERE leads OR number = ANY($1)", over)
            await connection.execute(
                "INSERT INTO parley_crew.members VALUES ($1, true, $2, 'infinity')", self.number, sign
            )
            await connection.execute(
                "INSERT INTO parley_crew.shares SELECT share, $1 FROM generate_series(0, $2::int) AS share "
                "ON CONFLICT DO NOTHING",
                self.number,
                SHARES - 1,
            )
            await _adopt(connection, self.number)


def named(number: int) -> str:
    """How the sessions of a process with this number are called."""
    return f"parley {number}"


async def _entered(connection: asyncpg.Connection, number: int, sign: str) -> None:
    await connection.execute("INSERT INTO parley_crew.members VALUES ($1, false, $2, 'infinity')", number, sign)
    await connection.execute(_TOLD, "0 s")


async def _dead(connection: asyncpg.Connection, number: int) -> list[int]:
    rows = await connection.fetch(_DEAD, number, _NUMBERS, SILENT_SECONDS)
    return [row["number"] for row in rows]


async def _adopt(connection: asyncpg.Connection, number: int) -> None:
    await connection.execute(_ADOPTED, number)
    await connection.execute(_UNINHERITED)
