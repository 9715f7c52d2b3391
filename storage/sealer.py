"""Seals the identities of cases to the operators in a process of its own: the age library holds Python's lock.

Run as a script, never imported by the bot. First a line with the recipients; then a number, and so many lines with an
identity each; the answer to each is its length, the first bytes of the identity's digest, and the age file.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import resource
import sys
from contextlib import suppress

import pyrage

_PR_SET_DUMPABLE = 4
_ALL_MEMORY = 1 | 2 | 4
_NICE = 10


def confine() -> None:
    """Give way to who serves; leave no core, keep others out, lock the memory where it may be, open nothing more."""
    with suppress(OSError):  # where the service may not, it is only less polite
        os.nice(_NICE)
    libc = ctypes.CDLL(None)
    if sys.platform == "linux":
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY:
            libc.mlockall(_ALL_MEMORY)
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, 3)):
        resource.setrlimit(limit, (most, most))


def main() -> None:
    """Answer until nothing more is asked."""
    confine()
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    recipients = [pyrage.x25519.Recipient.from_str(text) for text in asked.readline().decode("ascii").split()]
    while count := asked.readline():
        for _ in range(int(count)):
            identity = asked.readline()
            sealed = pyrage.encrypt(identity, recipients)
            answers.write(len(sealed).to_bytes(4, "big") + hashlib.sha256(identity).digest()[:8] + sealed)
        answers.flush()


if __name__ == "__main__":
    main()
