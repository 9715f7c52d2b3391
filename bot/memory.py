"""Where this process's memory may not go: into a core dump, another process of its user, or the swap of the machine."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PROC: Final = Path("/proc")
_reading: Final = threading.Lock()
_readers: Final[list[bool]] = []
"""For each thread that reads content now, whether garbage was looked for when it came: of the first, as it was."""
_PR_SET_DUMPABLE: Final = 4
_CURRENT_FUTURE_ON_FAULT: Final = 1 | 2 | 4
_CAP_IPC_LOCK: Final = 14


def harden() -> bool:
    """Make new files private, leave no core, keep other processes out, lock memory; whether it could be locked.

    Call it before a secret is read. What is locked is not inherited by other programs that this one starts.
    """
    os.umask(0o077)
    shut()
    if sys.platform != "linux":
        return False
    return may_lock() and ctypes.CDLL(None, use_errno=True).mlockall(_CURRENT_FUTURE_ON_FAULT) == 0


def shut() -> None:
    """Leave no core and keep other processes out: for every command, as many hold a key for a moment."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def tidied() -> None:
    """Once all is read: what stays for good is looked through for garbage no more, what reading took is given back.

    A look through all of it takes a tenth of a second, in which nobody is served. What an earlier line of this process
    kept for good, and the keys in it, goes first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Nearly all that is made here stays: looking through it for garbage, again and again, would find nothing.

    Two threads may be here at once: the last that leaves turns it on again.
    """
    with _reading:
        _readers.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _reading:
            if _readers[0] and len(_readers) == 1:
                gc.enable()
            _readers.pop()


def untidied() -> None:
    """A line is over, and its process goes on: what stayed for good, and the keys in it, is garbage like any other."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()


def may_lock(proc: Path = PROC) -> bool:
    """Whether all memory may be locked, however much it becomes: a limit would turn the lock into a crash later."""
    if sys.platform != "linux":
        return False
    _, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if most == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
        return True
    return bool(_capabilities(proc) >> _CAP_IPC_LOCK & 1)


def swaps(proc: Path = PROC) -> bool | None:
    """Whether this machine swaps to a disk or file now; None where it does not tell."""
    try:
        return len((proc / "swaps").read_text(encoding="ascii").splitlines()) > 1
    except (OSError, ValueError):
        return None


def _capabilities(proc: Path) -> int:
    try:
        lines = (proc / "self" / "status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)
