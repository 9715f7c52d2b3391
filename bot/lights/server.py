"""What `check` says of a PostgreSQL server: whether it keeps what it says yes to, is whole, and has room. Only read."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from bot.counted import counted
from bot.errors import StorageError
from bot.lights.sizes import room, size
from bot.readiness import Finding, Light
from bot.setting_values import is_loopback
from storage.postgres.looking import look, promised, reached
from storage.postgres.session import finished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.places import Server
    from storage.postgres.looking import Log, Seen

_PAGE: Final = "docs/OPERATING.md, On PostgreSQL"
_SHOWN: Final = 5


def about_server(server: Server) -> Iterator[Finding]:
    """Nothing where no connection is to be had: another finding says so. What fails later is told here."""
    try:
        finished(reached(server))
    except StorageError:
        return
    yield _durable(server)
    try:
        seen = finished(look(server))
    except StorageError as fault:
        yield _unlooked("integrity", str(fault))
        return
    yield _integrity(server, seen)
    yield _log(seen)
    yield _disk(server, seen)


def _unlooked(name: str, why: str) -> Finding:
    return Finding(Light.YELLOW, name, f"not looked at: {why}")


def _durable(server: Server) -> Finding:
    try:
        engine, unsafe = finished(promised(server))
    except StorageError as fault:
        return _unlooked("durable", str(fault))
    if unsafe is not None:
        return Finding(Light.RED, "durable", unsafe)
    words = "fsync, full_page_writes and synchronous_commit are on: what is committed is on its disk"
    return Finding(Light.GREEN, "durable", f"{engine}: {words}")


def _integrity(server: Server, seen: Seen) -> Finding:
    if seen.damaged or seen.failures:
        what = f" ({_named(seen.damaged)})" if seen.damaged else f" ({counted(seen.failures, 'page')} by its checksums)"
        words = f"{server}: is damaged{what}; stop the bot, copy the server's data away, restore the last backup"
        return Finding(Light.RED, "integrity", words)
    if seen.invalid:
        words = f"{server}: {_named(seen.invalid)} was not made to its end; run: reindexdb"
        return Finding(Light.RED, "integrity", words)
    if seen.unread:
        return _unlooked("integrity", f"{_named(tuple(seen.unread))}: {next(iter(seen.unread.values()))}")
    if seen.unseen is not None:
        words = f"each row was read; indexes were not looked at: {seen.unseen} ({_PAGE})"
        return Finding(Light.YELLOW, "integrity", f"{server}: {size(seen.size)}, {words}")
    if not seen.checksums:
        words = (
            "the server keeps no checksums: damage on its disk may be read as if it were whole; pg_checksums --enable"
        )
        return Finding(Light.YELLOW, "integrity", f"{server}: {size(seen.size)}, tables and indexes are whole; {words}")
    return Finding(Light.GREEN, "integrity", f"{server}: {size(seen.size)}, every table and index is whole")


def _log(seen: Seen) -> Finding:
    log = seen.log
    if isinstance(log, str):
        return _unlooked("wal", log)
    if words := _held(log):
        return Finding(Light.YELLOW, "wal", words)
    if log.size is None:
        words = f"its size was not looked at: {seen.user} may not list it ({_PAGE}); nothing holds it back"
        return Finding(Light.YELLOW, "wal", words)
    if log.size > log.limit:
        words = f"{size(log.size)}, more than twice max_wal_size; the server's disk is slow, or something holds it back"
        return Finding(Light.YELLOW, "wal", words)
    return Finding(Light.GREEN, "wal", f"{size(log.size)}; nothing holds it back")


def _held(log: Log) -> str:
    """What holds it back, or was left behind by it; empty where nothing is."""
    if log.slots:
        return f"{_named(log.slots)} holds the log back; look at who fetches it, or drop the slot: else the disk fills"
    if log.lost:
        words = "holds nothing back, and what it needs of the log is gone: its copy must be made anew; drop the slot"
        return f"{_named(log.lost)} {words}"
    return "the server fails to archive its log, which grows; look at archive_command" if log.archiving else ""


def _disk(server: Server, seen: Seen) -> Finding:
    """Of a server on this machine that says where its files lie."""
    name = "server's disk"
    if not _here(server):
        return Finding(Light.YELLOW, name, "not looked at: it is another machine's; watch it there")
    if seen.folder is None:
        return Finding(Light.YELLOW, name, f"not looked at: {seen.user} may not know where its files lie ({_PAGE})")
    try:
        free = shutil.disk_usage(Path(seen.folder)).free
    except OSError as fault:
        words = f"not looked at: {seen.folder} is not to be seen from here ({fault.strerror}); watch it where it is"
        return Finding(Light.YELLOW, name, words)
    return room(name, free, seen.folder)


def _here(server: Server) -> bool:
    host = parse_qs(urlsplit(server.url).query).get("host", [""])[0]
    return host.startswith("/") or is_loopback(server.url)


def _named(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"
