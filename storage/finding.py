"""By what hot cases are found (`finds`), brought to what their rows say: what is new comes, what was goes.

A move writes rows of `wraps` in the order of their ids; their blind indexes fall anywhere. So those are written apart,
in their own order: a page of the database takes dozens of them, where each would have cost four pages. Meanwhile a case
is found by the old ones, which stand until every new one does. Cut off anywhere, the next night begins with this.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.epochs import KEY_ID_SIZE
from storage.in_units import in_units
from storage.moves import spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.database import Database, Tx
    from storage.moves import Span

AT_ONCE: Final = 200
_ID: Final = 16

Place = tuple[bytes, bytes]
"""A row of `finds`: blind index and case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """`clock`: seconds that never go back."""

    database: Database
    clock: Callable[[], float] = time.monotonic

    async def settle(self) -> None:
        """What finds a case is what its row says, and nothing else does."""
        pages = list(_pages(await self.missing()))
        async for _ in in_units(self.database, pages, _restored, self.clock):
            pass
        async for _ in in_units(self.database, [(b"", b"")], _swept, self.clock):
            pass

    async def missing(self) -> list[bytes]:
        """What is not there of what rows say: each blind index with the id of its case behind it."""
        found: list[bytes] = []
        async for done in in_units(self.database, spans(), _missing, self.clock):
            for some in done:
                found += some
        return found


def _pages(found: list[bytes]) -> Iterator[list[bytes]]:
    """In the order of the table, sorted bit by bit: other work must not wait for it."""
    heaps: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for one in found:
        heaps[one[: KEY_ID_SIZE + 1]].append(one)
    for name in sorted(heaps):
        heap = sorted(heaps.pop(name))
        for first in range(0, len(heap), AT_ONCE):
            yield heap[first : first + AT_ONCE]


async def _missing(tx: Tx, window: Span) -> tuple[list[bytes], None]:
    rows = await tx.all("finds_missing", low=window.low, high=window.high)
    return [row["found"] + row["case_id"] for row in rows], None


async def _restored(tx: Tx, page: list[bytes]) -> tuple[None, None]:
    await tx.many("find_restore", [{"found": one[:-_ID], "case_id": one[-_ID:]} for one in page])
    return None, None


async def _swept(tx: Tx, behind: Place) -> tuple[None, Place | None]:
    blind, case_id = behind
    last = await tx.one("finds_page_ends", blind=blind, case_id=case_id, more=AT_ONCE - 1)
    if last is None:
        await tx.run("finds_sweep_rest", blind=blind, case_id=case_id)
        return None, None
    ends = last["blind"], last["case_id"]
    await tx.run("finds_sweep", blind=blind, case_id=case_id, last_blind=ends[0], last_case=ends[1])
    return None, ends
