"""By what hot cases are found (`finds`), brought to what their rows say: what is new comes, what was goes.

A move writes rows of `wraps` in the order of their ids; their blind indexes fall anywhere. So those are written apart,
in their own order: a page of the database takes dozens of them, where each would have cost four pages. Meanwhile a case
is found by the old ones, which stand until every new one does. Cut off anywhere, the next night begins with this.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from storage.epochs import KEY_ID_SIZE
from storage.in_units import in_units
from storage.moves import spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.database import Database, Tx
    from storage.moves import Span

AT_ONCE: Final = 200
_SWEPT_AT_ONCE: Final = 1_000
"""Rows next to each other that go by one statement."""
_ID: Final = 16
_LAST: Final = b"\xff" * 21
"""Behind every blind index."""

Place = tuple[bytes, bytes]
"""A row of `finds`: blind index and case."""


@dataclass(frozen=True, slots=True)
class _Range:
    """Rows of `finds` behind a place, before a blind index. `some`: of those some may be what a case says of itself."""

    behind: Place
    end: bytes
    some: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """`clock`: seconds that never go back."""

    database: Database
    clock: Callable[[], float] = time.monotonic

    async def settle(self, *, quickly: bool = False) -> None:
        """What finds a case is what its row says, and nothing under an epoch of before does that no row says.

        Which epochs stand in `finds` is asked before the rows are: one that begins meanwhile is left alone. `quickly`:
        also one of which rows say something, which are all there are before a move.
        """
        old = await self._of_old_epochs()
        found, said = await self._looked()
        await self.restore(found)
        swept = [key_id for key_id in old if not (quickly and key_id in said)]
        ranges = [_Range((key_id, b""), _behind(key_id), some=key_id in said) for key_id in swept]
        async for _ in in_units(self.database, ranges, _swept, self.clock):
            pass

    async def restore(self, found: list[bytes]) -> None:
        """Write what is missing, each as `missing` gives it, unless its case is found by something else by now."""
        async for _ in in_units(self.database, list(_pages(found)), _restored, self.clock):
            pass

    async def missing(self) -> list[bytes]:
        """What is not there of what rows say: each blind index with the id of its case behind it."""
        return (await self._looked())[0]

    async def _looked(self) -> tuple[list[bytes], set[bytes]]:
        """What is missing, and under which epochs rows are found by what they say of themselves."""
        found, said = list[bytes](), set[bytes]()
        async for done in in_units(self.database, spans(), _missing, self.clock):
            for some, key_ids in done:
                found += some
                said |= key_ids
        return found, said

    async def _of_old_epochs(self) -> list[bytes]:
        """The first bytes of what stands in `finds`, without the epoch that seals: no row will say them from now on."""
        found: list[bytes] = []
        async for done in in_units(self.database, [b""], _old, self.clock):
            for some in done:
                found += some
        return found


def _behind(key_id: bytes) -> bytes:
    """The first behind all that begins so; fewer bytes than an epoch's id are damage, and stand for themselves."""
    if len(key_id) < KEY_ID_SIZE:
        return key_id + b"\0"
    after = int.from_bytes(key_id, "big") + 1
    return after.to_bytes(len(key_id), "big") if after >> 8 * len(key_id) == 0 else _LAST


def _pages(found: list[bytes]) -> Iterator[list[bytes]]:
    """In the order of the table, sorted bit by bit: other work must not wait for it."""
    heaps: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for one in found:
        heaps[one[: KEY_ID_SIZE + 1]].append(one)
    for name in sorted(heaps):
        heap = sorted(heaps.pop(name))
        for first in range(0, len(heap), AT_ONCE):
            yield heap[first : first + AT_ONCE]


async def _missing(tx: Tx, window: Span) -> tuple[tuple[list[bytes], set[bytes]], None]:
    rows = await tx.all("finds_missing", low=window.low, high=window.high)
    said = await tx.all("finds_said", low=window.low, high=window.high)
    return ([row["found"] + row["case_id"] for row in rows], {row["key_id"] for row in said}), None


async def _old(tx: Tx, behind: bytes) -> tuple[list[bytes], bytes | None]:
    """The next one: an index of an earlier version, which says no epoch, is one by itself."""
    row = await tx.one("finds_next", blind=behind)
    if row is None:
        return [], None
    key_id = bytes(row["blind"][:KEY_ID_SIZE])
    writing = await tx.one("epoch_writing")
    return [] if writing is not None and writing["key_id"] == key_id else [key_id], _behind(key_id)


async def _restored(tx: Tx, page: list[bytes]) -> tuple[None, None]:
    await tx.many("find_restore", [{"found": one[:-_ID], "case_id": one[-_ID:]} for one in page])
    return None, None


async def _swept(tx: Tx, left: _Range) -> tuple[None, _Range | None]:
    blind, case_id = left.behind
    more = AT_ONCE if left.some else _SWEPT_AT_ONCE
    last = await tx.one("finds_page_ends", blind=blind, case_id=case_id, end=left.end, more=more - 1)
    to = (left.end, b"") if last is None else (last["blind"], last["case_id"])
    sweep = "finds_sweep" if left.some else "finds_sweep_all"
    await tx.run(sweep, blind=blind, case_id=case_id, last_blind=to[0], last_case=to[1])
    return None, None if last is None else replace(left, behind=to)
