"""The folder of a rehearsal: closed to others, gone at its end, and swept away by the next one after a kill -9."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "parley-rehearsal-"
MARK = "alive"
_UNMARKED = ".alive"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder 0700 that is removed at the end.

    Its mark holds the process's number and start, for a reader, and is locked until the process ends, however it ends:
    the lock is what tells a living rehearsal from a dead one. A number can be another process's by now, or one of
    another container on the same /tmp; the lock can not.
    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        mark = _locked(folder / _UNMARKED)
        try:
            # Under its name the mark has never been seen unlocked.
            (folder / _UNMARKED).rename(folder / MARK)
            yield folder
        finally:
            os.close(mark)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> list[Path]:
    """Remove the folders that dead rehearsals of this user left, keys and all; return them."""
    found = sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))
    return [folder for folder in found if _swept(folder)]


def _locked(path: Path) -> int:
    """A descriptor of a new file that this process holds locked; not inherited by the bot it starts."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.write(descriptor, f"process {os.getpid()} since {time.strftime('%Y-%m-%d %H:%M:%S')}\n".encode("ascii"))
    return descriptor


def _swept(folder: Path) -> bool:
    """Whether this was a dead rehearsal's folder of this user, and is gone now. No link is followed."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            return _ours(opened) and _dead(opened) and _removed(folder)
        finally:
            os.close(opened)
    return False


def _ours(folder: int) -> bool:
    found = os.fstat(folder)
    return found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) == stat.S_IRWXU


def _dead(folder: int) -> bool:
    """Whether the mark is there and nobody holds it. Raises OSError where it is held, or there is none."""
    mark = os.open(MARK, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(mark)
    return True


def _removed(folder: Path) -> bool:
    shutil.rmtree(folder)
    return True
