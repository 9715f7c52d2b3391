"""What `check` says of the machine: the disk, the database, the last backup. Nothing is changed."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Final

from bot.desk.alarming.levels import late
from bot.errors import BackupFault, StorageError
from bot.hourly import expected
from bot.lights.sizes import MB, room, size
from bot.places import Server
from bot.readiness import Finding, Light
from storage.backups.hold import held
from storage.backups.keeping import age_of_last, last_good
from storage.beside import read_beside
from storage.clock import UNSAVED, Hours
from storage.faults import fault_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.settings import Settings

_LONG_WAL: Final = 256 * MB
_HOUR: Final = 3_600
_LOST: Final = 48 * _HOUR
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def about_machine(settings: Settings, *, now: int) -> Iterator[Finding]:
    """Disk, integrity, the write-ahead log, the last backup; of a data folder that is not there, nothing."""
    if not settings.data_dir.is_dir():
        return
    yield _disk(settings.data_dir)
    here = settings.database.is_file() and settings.database.stat().st_size > 0
    if isinstance(settings.place, Server):
        from bot.lights.server import about_server  # noqa: PLC0415 - a line on SQLite loads none of it

        yield from about_server(settings.place)
    elif here:
        yield _integrity(settings.database)
        yield _log(settings.database)
    if here or settings.database_url is not None:
        yield _backup(settings, now)
        yield from _on_hold(settings)


_REFUSES = frozenset({errno.EROFS, errno.EIO, errno.ENOSPC, errno.EDQUOT})


def _disk(folder: Path) -> Finding:
    """Whether anything can be written, which a file without a name shows and leaves no trace of; then how much.

    A disk that met an error is read-only from then on, and looks as before to all that only read.
    """
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600))
    except OSError as fault:
        if fault.errno in _REFUSES:
            way = "mend the disk, then mount it anew" if fault.errno in {errno.EROFS, errno.EIO} else "make room"
            words = f"{folder} can not be written ({fault.strerror}): no message is taken in; {way}"
            return Finding(Light.RED, "disk", words)
    return room("disk", shutil.disk_usage(folder).free, folder)


def _integrity(path: Path) -> Finding:
    """Every page is read, by a connection that can not write."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as fault:
        if getattr(fault, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE:
            return Finding(Light.RED, "integrity", f"not looked at: {fault_of(fault, path)}")
        said = getattr(fault, "sqlite_errorname", type(fault).__name__)
    if said == "ok":
        return Finding(Light.GREEN, "integrity", f"{path}: {size(path.stat().st_size)}, every page is whole")
    words = f"{path}: is damaged; stop the bot, copy the data folder away, restore the last backup"
    return Finding(Light.RED, "integrity", words)


def _log(path: Path) -> Finding:
    log = path.with_name(f"{path.name}-wal")
    length = log.stat().st_size if log.exists() else 0
    if length <= _LONG_WAL:
        return Finding(Light.GREEN, "wal", f"{size(length)} beside the database")
    words = f"{log}: {size(length)}; somebody reads the database for hours, or the disk is slow; start the bot again"
    return Finding(Light.YELLOW, "wal", words)


def _backup(settings: Settings, now: int) -> Finding:
    """Yellow from where it is an alarm, red once it is two days old, too; where there is none, red once that is one.

    A rehearsal needs none: never red there.
    """
    age, every = age_of_last(settings.data_dir, now=now), expected(settings)
    begins = late(every or _HOUR).begins
    if age is not None and age < begins:
        return Finding(Light.GREEN, "backup", f"the last one is {age // _HOUR} h old and was opened again")
    lacked = _lacked(settings, now) if age is None else 0
    told = _unknown(settings.data_dir, lacked) if age is None else f"the last good one is {age // _HOUR} h old"
    lost = lacked >= begins if age is None else age >= max(_LOST, begins)
    itself = every is not None and settings.backup_minutes != 0
    words = f"{told}; {f'start the line, which makes one {_often(every)}, or ' * itself}run: python -m bot backup"
    return Finding(Light.RED if lost and not settings.rehearsed else Light.YELLOW, "backup", words)


def _lacked(settings: Settings, now: int) -> int:
    """Seconds since the serving line first saw that there is none, at least: it keeps the hour. 0: it never looked."""
    try:
        first = read_beside(settings.place, lambda tx: Hours.last(tx, UNSAVED))
    except StorageError:
        return 0  # another finding says what is wrong with the database
    return 0 if first is None else max(now - first - _HOUR, 0)


def _unknown(data_dir: Path, lacked: int) -> str:
    if last_good(data_dir) is not None:
        return "the last one is of a time to come; look at this machine's clock"
    return f"never made; missing for at least {lacked // _HOUR} h" if lacked >= _HOUR else "never made"


def _often(every: int | None) -> str:
    minutes = (every or 0) // 60
    return {1: "every minute", 60: "every hour"}.get(minutes, f"every {minutes} minutes")


def _on_hold(settings: Settings) -> Iterator[Finding]:
    """A line that was restored and not resumed serves nobody."""
    try:
        hold = held(settings.data_dir)
    except BackupFault as fault:
        yield Finding(Light.RED, "on hold", str(fault))
        return
    if hold is not None:
        when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(hold.made))
        words = f"restored from the backup of {when} UTC and serves nobody yet; once the old server is off, run"
        yield Finding(Light.RED, "on hold", f"{words}: python -m bot resume")
