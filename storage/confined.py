"""How a process of ours that works beside the bot begins: it keeps to itself, and opens nothing more."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from contextlib import suppress
from typing import Final

_PR_SET_DUMPABLE: Final = 4
_ALL_MEMORY: Final = 1 | 2 | 4
_NICE: Final = 10


def confine() -> None:
    """Give way to who serves; leave no core, keep others out, lock the memory where it may be, open nothing more."""
    os.umask(0o077)
    with suppress(OSError):  # where the service may not, it is only less polite
        os.nice(_NICE)
    libc = ctypes.CDLL(None)
    if sys.platform == "linux":
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY:
            libc.mlockall(_ALL_MEMORY)
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, 3)):
        resource.setrlimit(limit, (most, most))
