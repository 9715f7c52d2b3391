"""By what hot cases are found (`finds`), brought to what their rows say: what is new comes, what was goes.

A move writes rows of `wraps` in the order of their ids; their blind indexes fall anywhere. So those are written apart,
in their own order: a page of the database takes dozens of them, where each would have cost four pages. Meanwhile a case
is found by the old ones, which stand until every new one does. Cut off anywhere, the next night ends with this.
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

    from storage.database import Tx, Units
    from storage.moves import Span

AT_ONCE: Final = 200
_SWEPT_AT_ONCE: Final = 1_000
"""Rows next to each other that go by one statement."""
_ID: Final = 16
_LAST: Final = b"\xff" * 64
"""Behind every blind index, and behind damage that is three times as long."""

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

    database: Units
    clock: Callable[[], float] = time.monotonic

    async def settle(self) -> None:
        """What finds a case is what its row says, and nothing under an epoch of before does that no row says.

        Which epochs seal no more is asked before the rows are: of one that begins meanwhile each row is asked, and what
        ceases to seal meanwhile is left alone.
        """
        epochs = await self.database.transact(_living)
        found, said = await self._looked()
        await self.restore(found)
        ranges = _ranges(epochs, said)
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


async def _living(tx: Tx) -> list[tuple[bytes, str]]:
    """The epochs that are not gone, in the order of their key ids, each with its state."""
    rows = await tx.all("epochs_listed")
    return sorted((bytes(row["key_id"]), row["state"]) for row in rows if row["state"] != "gone")


def _ranges(epochs: list[tuple[bytes, str]], said: set[bytes]) -> Iterator[_Range]:
    """All of the table but for what the epoch that seals has there.

    Between the epochs stands what says none: indexes of an earlier version, damage, an epoch that begins meanwhile.
    """
    behind = b""
    for key_id, state in epochs:
        yield _Range((behind, b""), key_id, some=True)
        behind = _behind(key_id)
        if state == "reading":
            yield _Range((key_id, b""), behind, some=key_id in said)
    yield _Range((behind, b""), _LAST, some=True)


def _behind(key_id: bytes) -> bytes:
    """The first behind all that begins so."""
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
