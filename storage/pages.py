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
    sizes = [_NOTHING if value is None else len(value) for value in values]
    head = struct.pack(f">{len(sizes) + 1}I", len(sizes), *sizes)
    return head + b"".join([value for value in values if value is not None])


def unpacked(page: bytes) -> list[bytes | None]:
    """Its values. ValueError: it is none."""
    try:
        (count,) = struct.unpack_from(">I", page)
        sizes = struct.unpack_from(f">{count}I", page, COUNT)
    except struct.error as fault:
        raise ValueError("no page of ours") from fault
    begin = COUNT * (count + 1)
    ends = accumulate((0 if size == _NOTHING else size for size in sizes), initial=begin)
    values = [
        None if size == _NOTHING else page[low:high] for size, (low, high) in zip(sizes, pairwise(ends), strict=True)
    ]
    if len(page) != begin + sum(size for size in sizes if size != _NOTHING):
        raise ValueError("no whole page of ours")
    return values


def framed(body: bytes) -> bytes:
    """A body with its length before it."""
    return len(body).to_bytes(COUNT, "big") + body


def next_frame(asked: BinaryIO) -> bytes:
    """The next body that was framed; empty: nothing more comes."""
    return asked.read(int.from_bytes(asked.read(COUNT), "big"))
