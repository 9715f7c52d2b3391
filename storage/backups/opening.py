"""A backup is opened as a stream: age in one thread, the tar of it in another, no second copy on any disk."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from bot.errors import BackupFault, HotlineError, SealError
from storage import age
from storage.age_stream import MAGIC

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 20


@contextmanager
def plain(source: IO[bytes], secret: str | None) -> Iterator[IO[bytes]]:
    """What is inside, to be read to its end; nothing of it counts unless the block ends without a fault.

    `source`: a sealed file, or one that `age` has opened already; then no secret is needed. BackupFault: it is sealed
    and there is none. SealError: it is for another key, was changed, or its end is missing.
    """
    head = source.read(len(MAGIC))
    whole = _After(head, source)
    if head != MAGIC:
        yield cast("IO[bytes]", whole)  # tarfile asks for no more than `read`
        return
    if secret is None:
        raise BackupFault("it is sealed to the operators' keys: give one, --identity FILE, or open it where one is")
    reader, writer = os.pipe()
    ended: list[Exception | None] = []
    thread = threading.Thread(target=_unseal, args=(whole, writer, secret, ended), name="age", daemon=True)
    thread.start()
    try:
        with os.fdopen(reader, "rb") as stream:
            yield stream
            while stream.read(_CHUNK):
                pass  # to the last piece, which alone says that it is the last
    except (HotlineError, OSError):
        thread.join()
        if (fault := _fault(ended)) is not None and not isinstance(fault, BrokenPipeError):
            raise fault from None
        raise
    thread.join()
    if (fault := _fault(ended)) is not None:
        raise fault


def _unseal(source: _After, writer: int, secret: str, ended: list[Exception | None]) -> None:
    """Note how it ended: what is not noted did not end well, whatever came between."""
    try:
        with os.fdopen(writer, "wb", buffering=_CHUNK) as into:
            age.unseal_stream(source, into, secret)
    except (HotlineError, OSError) as fault:
        ended.append(fault)
    except (ValueError, ArithmeticError, LookupError, TypeError, MemoryError) as fault:
        told = SealError(
            f"an age file does not open: it is not written as the format writes it ({type(fault).__name__})"
        )
        told.__cause__ = fault
        ended.append(told)
    else:
        ended.append(None)


def _fault(ended: list[Exception | None]) -> Exception | None:
    return ended[0] if ended else SealError("an age file does not open: it could not be read to its end")


class _After:
    """A stream of which the beginning was read already."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._rest.read(size)
        given, self._head = (self._head, b"") if size < 0 else (self._head[:size], self._head[size:])
        return given
