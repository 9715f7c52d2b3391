"""Pages of rows as they go through a pipe between two processes of ours: columns of bytes or nothing, and no names.

A page is the number of its values, the size of each (all bits set: nothing), and the values. What is not exactly that
is a ValueError.
"""

from __future__ import annotations

import struct
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

COUNT: Final = 4
"""Bytes of a number."""
_NOTHING: Final = 0xFFFFFFFF


def packed(values: Sequence[bytes | None]) -> bytes:
    """The bytes of a page."""
    there = [value for value in values if value is not None]
    if len(there) == len(values):
        sizes = list(map(len, there))
    else:
        sizes = [_NOTHING if value is None else len(value) for value in values]
    head = struct.pack(f">{len(sizes) + 1}I", len(sizes), *sizes)
    return head + b"".join(there)


def unpacked(page: bytes) -> list[bytes | None]:
    """Its values. ValueError: it is none."""
    try:
        (count,) = struct.unpack_from(">I", page)
        sizes = struct.unpack_from(f">{count}I", page, COUNT)
    except struct.error as fault:
        raise ValueError("no page of ours") from fault
    begin = COUNT * (count + 1)
    lengths = [0 if size == _NOTHING else size for size in sizes] if _NOTHING in sizes else sizes
    ends = list(accumulate(lengths, initial=begin))
    if len(page) != ends[-1]:
        raise ValueError("no whole page of ours")
    values = [page[low:high] for low, high in pairwise(ends)]
    if lengths is sizes:
        return [*values]
    return [None if size == _NOTHING else value for size, value in zip(sizes, values, strict=True)]


def framed(body: bytes) -> bytes:
    """A body with its length before it."""
    return len(body).to_bytes(COUNT, "big") + body


def next_frame(asked: BinaryIO) -> bytes:
    """The next body that was framed; empty: nothing more comes."""
    return asked.read(int.from_bytes(asked.read(COUNT), "big"))
