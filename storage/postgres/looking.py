"""What `check` looks at on a server: beside whoever serves, by a session that can change nothing.

Not every user may see everything: what he may not see is None, or is named in `unseen`, with the words that let him.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import asyncpg

from bot.errors import StorageError
from storage.postgres.faults import code_of, fault_of
from storage.postgres.holding import OURS, Lock
from storage.postgres.session import require_durable, session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.places import Server

_LONG: Final = 3_600.0
"""Seconds for one table or index: a big one is read whole."""
_DAMAGE: Final = ("XX", "58P01", "58030")
"""PostgreSQL's errors that tell of damage: a class of its own, a file that is gone, a disk that can not be read."""
_NO_FILE: Final = "58P01"
_INVALID: Final = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisvalid AND indisready) ORDER BY 1"
_CHECKSUMS: Final = """
    SELECT current_setting('data_checksums') = 'on', COALESCE(checksum_failures, 0), pg_database_size(datid)
    FROM pg_stat_database WHERE datname = current_database()"""
_AMCHECK: Final = """
    SELECT quote_ident(n.nspname) FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'amcheck'"""
_MAY_CHECK: Final = """
    SELECT BOOL_AND(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_proc AS p
    JOIN pg_depend AS d ON d.objid = p.oid AND d.deptype = 'e' AND d.classid = 'pg_proc'::regclass
    JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'amcheck'
    WHERE p.proname = 'verify_heapam' OR (p.proname = 'bt_index_check' AND p.pronargs = 2)"""
_LOADS: Final = "SELECT {where}.bt_index_check((SELECT NULL::regclass), true)"
"""Looks at nothing: but the server must open amcheck's library for it."""
_OF_KIND: Final = """
    SELECT c.oid, c.relname FROM pg_class AS c LEFT JOIN pg_am AS a ON a.oid = c.relam
    LEFT JOIN pg_index AS i ON i.indexrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = $1
      AND (c.relkind = 'r' OR (a.amname = 'btree' AND i.indisvalid)) ORDER BY 2"""
_LIMIT: Final = """
    SELECT 2 * pg_size_bytes(current_setting('max_wal_size')) + pg_size_bytes(current_setting('wal_keep_size'))"""
_SLOTS: Final = "SELECT slot_name FROM pg_replication_slots WHERE wal_status IN ('extended', 'unreserved')"
_LOST: Final = "SELECT slot_name FROM pg_replication_slots WHERE wal_status = 'lost'"
_ARCHIVING: Final = """
    SELECT current_setting('archive_mode') <> 'off' AND last_failed_time IS NOT NULL
      AND last_failed_time > COALESCE(last_archived_time, '-infinity') FROM pg_stat_archiver"""
_HOLDER: Final = """
    SELECT COALESCE(host(a.client_addr), '') FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = $1::bigint::oid AND l.objid = $2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The write-ahead log. `size`: its bytes, None where this user may not list it; `limit`: what is usual at most.

    `slots`: those that hold it back; `lost`: those whose part of it is gone, which hold nothing;
    `archiving`: whether the server fails to archive it.
    """

    size: int | None
    limit: int
    slots: tuple[str, ...]
    lost: tuple[str, ...]
    archiving: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One look.

    `checksums`: whether the server knows a damaged page when it reads it; `failures`: how many it has met. `invalid`:
    indexes that were not made to their end; `damaged`: tables and indexes that are not whole; `unread`: those of which
    that is not known, and why; `unseen`: why no index was looked at, None where they were. `log` is a text where it
    could not be asked for: why. `folder`: where its files lie, None where this user may not know.
    """

    size: int
    checksums: bool
    failures: int
    invalid: tuple[str, ...]
    damaged: tuple[str, ...]
    unread: dict[str, str]
    unseen: str | None
    log: Log | str
    folder: str | None
    user: str


async def reached(server: Server) -> None:
    """StorageError: no connection is to be had."""
    async with session(server):
        pass


async def promised(server: Server) -> tuple[str, str | None]:
    """The engine's name, and why a commit could be lost: None where it could not. StorageError: it can not be asked."""
    async with session(server, default_transaction_read_only="on") as connection:
        found = connection.get_server_version()
        return f"PostgreSQL {found.major}.{found.minor}", await _unsafe(connection, server)


async def look(server: Server) -> Seen:
    """Read every row, and every index where that is allowed. StorageError: the server can not be asked.

    The rows come last: what is found in them is not lost by a fault of another question.
    """
    async with session(server, default_transaction_read_only="on") as connection:
        checksums, failures, size = await connection.fetchrow(_CHECKSUMS)
        invalid = tuple(row[0] for row in await connection.fetch(_INVALID))
        folder = await _allowed(connection, "SELECT current_setting('data_directory')")
        user = await connection.fetchval("SELECT current_user")
        log = await _log(connection, server)
        unseen = await _unseen(connection)
        asked = [*await _tables(connection, checked=unseen is None)]
        if unseen is None:
            asked += await _indexes(connection)
        damaged, unread = await _looked(connection, server, asked)
        return Seen(
            size=size,
            checksums=checksums,
            failures=failures,
            invalid=invalid,
            damaged=tuple(damaged),
            unread=unread,
            unseen=unseen,
            log=log,
            folder=folder,
            user=user,
        )


async def holder(server: Server) -> str | None:
    """From where the process is connected that serves or changes the database; "" by a socket, None: there is none.

    No lock is tried: this is in nobody's way.
    """
    async with session(server, default_transaction_read_only="on") as connection:
        found: str | None = await connection.fetchval(_HOLDER, OURS, int(Lock.SERVING))
        return found


async def _unsafe(connection: asyncpg.Connection, server: Server) -> str | None:
    try:
        await require_durable(connection, server)
    except StorageError as fault:
        return str(fault)
    kept = await connection.fetchval("SHOW synchronous_commit")
    if kept in {"off", "local"}:
        return f"{server}: synchronous_commit is {kept}, though we ask for on: a pooler drops that; connect past it"
    return None


async def _unseen(connection: asyncpg.Connection) -> str | None:
    """Why amcheck can not be used here."""
    where = await connection.fetchval(_AMCHECK)
    if where is None:
        return "the extension amcheck is not in this database"
    if not await connection.fetchval(_MAY_CHECK):
        return "this user may not use amcheck"
    try:
        await connection.fetchval(_LOADS.format(where=where))
    except asyncpg.PostgresError as fault:
        if code_of(fault) != _NO_FILE:
            raise
        return "amcheck's library is not on the server; install its package of contributed extensions"
    return None


async def _tables(connection: asyncpg.Connection, *, checked: bool) -> list[tuple[str, str]]:
    """Their names, and what finds a page that does not open: each row is read once, as `pg_dump` does, or amcheck."""
    where = await connection.fetchval(_AMCHECK) if checked else ""
    asked = []
    for oid, name in await connection.fetch(_OF_KIND, b"r"):
        amcheck = f"SELECT COUNT(*) FROM {where}.verify_heapam({oid}::regclass, check_toast := true)"  # noqa: S608 - catalogue's
        read = f'SELECT 0 * COUNT(t.*) FROM "{name}" AS t'  # noqa: S608 - a table's own name
        asked.append((str(name), amcheck if checked else read))
    return asked


async def _indexes(connection: asyncpg.Connection) -> list[tuple[str, str]]:
    """Their names, and what finds one that is not in order, or lacks a row of its table."""
    where = await connection.fetchval(_AMCHECK)
    found = await connection.fetch(_OF_KIND, b"i")
    return [
        (str(name), f"SELECT 0 * COUNT({where}.bt_index_check({oid}::regclass, true)::text)") for oid, name in found
    ]


async def _looked(
    connection: asyncpg.Connection, server: Server, asked: Iterable[tuple[str, str]]
) -> tuple[list[str], dict[str, str]]:
    """What is damaged; and where a look met another error, of which nothing is concluded, which one."""
    damaged, unread = [], {}
    for name, statement in asked:
        try:
            if await connection.fetchval(statement, timeout=_LONG):
                damaged.append(name)
        except asyncpg.PostgresError as fault:
            if code_of(fault).startswith(_DAMAGE):
                damaged.append(name)
            else:
                unread[name] = str(fault_of(fault, server))
    return damaged, unread


async def _log(connection: asyncpg.Connection, server: Server) -> Log | str:
    try:
        size = await _allowed(connection, "SELECT SUM(size)::bigint::text FROM pg_ls_waldir()")
        return Log(
            size=None if size is None else int(size),
            limit=await connection.fetchval(_LIMIT),
            slots=tuple(row[0] for row in await connection.fetch(_SLOTS)),
            lost=tuple(row[0] for row in await connection.fetch(_LOST)),
            archiving=bool(await connection.fetchval(_ARCHIVING)),
        )
    except asyncpg.PostgresError as fault:
        return str(fault_of(fault, server))


async def _allowed(connection: asyncpg.Connection, asked: str) -> str | None:
    """What this user may know."""
    try:
        said: str | None = await connection.fetchval(asked)
    except asyncpg.InsufficientPrivilegeError:
        return None
    return said
