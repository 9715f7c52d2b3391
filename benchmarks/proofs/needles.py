"""A search for very many byte strings at once, in everything that bytes can hide in but encryption."""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WINDOW: Final = 8
"""Bytes that are compared first; shorter needles are searched one by one."""
_TABLE_BITS: Final = 24
_ODD: Final = 0x9E3779B97F4A7C15
_PACKED: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08")
_INFLATED: Final = 1 << 20
_GZIP_TOO: Final = zlib.MAX_WBITS | 32


@dataclass(frozen=True, slots=True)
class Found:
    """What stood where: the secret's name, the spelling, the place."""

    secret: str
    spelling: bytes
    where: str

    def __str__(self) -> str:
        return f"{self.secret!r} in {self.where} as {self.spelling[:60]!r}"


@dataclass(slots=True)
class Needles:
    """Spellings of secrets. `add` them all, then search."""

    names: dict[bytes, str] = field(default_factory=dict)
    _index: Index | None = None

    def __len__(self) -> int:
        return len(self.names)

    def add(self, secret: str, spellings: Iterable[bytes]) -> None:
        """Look for these as well; a spelling that another secret shares counts once."""
        for spelling in spellings:
            self.names.setdefault(spelling, secret)
        self._index = None

    def search(self, where: str, data: bytes) -> Iterator[Found]:
        """Every needle in these bytes, and in what they hold compressed."""
        self._index = self._index or Index.of(self.names)
        for spelling in self._index.found(data):
            yield Found(self.names[spelling], spelling, where)
        for inflated in unpacked(data):
            for spelling in self._index.found(inflated):
                yield Found(self.names[spelling], spelling, f"{where}, compressed")


@dataclass(frozen=True, slots=True)
class Index:
    """Long needles by their first eight bytes: a table that lets few windows pass, then the windows themselves."""

    table: Any
    windows: Any
    needles: dict[int, list[bytes]]
    short: tuple[bytes, ...]

    @classmethod
    def of(cls, spellings: Iterable[bytes]) -> Index:
        """An index of these."""
        needles: dict[int, list[bytes]] = defaultdict(list)
        short = []
        for one in spellings:
            if len(one) < WINDOW:
                short.append(one)
            else:
                needles[int.from_bytes(one[:WINDOW], "little")].append(one)
        windows = np.array(sorted(needles), dtype=np.uint64)
        table = np.zeros(1 << _TABLE_BITS, dtype=bool)
        table[_mixed(windows)] = True
        return cls(table, windows, dict(needles), tuple(short))

    def found(self, data: bytes) -> set[bytes]:
        """Which needles are in there."""
        return {one for one in self.short if one in data} | set(self._long(data))

    def _long(self, data: bytes) -> Iterator[bytes]:
        if not len(self.windows):
            return
        for shift in range(WINDOW):
            count = (len(data) - shift) // WINDOW
            seen = np.frombuffer(data, dtype="<u8", count=max(count, 0), offset=min(shift, len(data)))
            places = np.flatnonzero(self.table[_mixed(seen)])
            places = places[np.isin(seen[places], self.windows)]
            for place in places.tolist():
                start = place * WINDOW + shift
                for one in self.needles[int(seen[place])]:
                    if data.startswith(one, start):
                        yield one


def _mixed(windows: Any) -> Any:
    with np.errstate(over="ignore"):
        return (windows * np.uint64(_ODD)) >> np.uint64(64 - _TABLE_BITS)


def unpacked(data: bytes) -> Iterator[bytes]:
    """What zlib or gzip makes of every place that looks like their beginning."""
    for mark in _PACKED:
        start = data.find(mark)
        while start >= 0:
            if whole := _inflated(data[start : start + _INFLATED]):
                yield whole
            start = data.find(mark, start + 1)


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(_GZIP_TOO).decompress(data, _INFLATED)
    except zlib.error:
        return b""
