"""One process per database: a lock file beside it, let go by the kernel when the process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StorageError


@dataclass(frozen=True, slots=True)
class Held:
    """The lock, for as long as `release` is not called."""

    descriptor: int

    def release(self) -> None:
        """Let go. The file stays: removing it would let two processes lock two files of one name."""
        os.close(self.descriptor)


def hold(path: Path) -> Held:
    """Lock the database at `path` for this process. StorageError if another holds it, or the folder is missing."""
    lock = path.with_name(path.name + ".lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as fault:
        message = f"{lock}: the lock can not be made ({fault.strerror}); check the folder's owner and mode"
        raise StorageError(message) from fault
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(descriptor)
        message = f"{path}: the database is held by another process; stop that one first"
        raise StorageError(message) from fault
    return Held(descriptor)


def held(path: Path) -> bool:
    """Whether a process of this machine holds the database at `path` now.

    Where the kernel lists its locks none is taken, so that this is in nobody's way; else one is tried for a moment.
    """
    lock, locks = path.with_name(path.name + ".lock"), Path("/proc/locks")
    if not lock.exists():
        return False
    if not locks.exists():
        return _refused(lock)
    inode = str(lock.stat().st_ino)
    lines = (line.split() for line in locks.read_text(encoding="ascii").splitlines())
    return any("FLOCK" in words and any(word.rpartition(":")[2] == inode for word in words) for words in lines)


def _refused(lock: Path) -> bool:
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Two who change the same folder's files wait for each other."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
