"""One process per database: a lock file beside it, let go by the kernel when the process ends, however it ends."""

import fcntl
import os
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
