"""The move of all that is needed to the epoch that seals now: in small units, resumable, counted anew afterwards.

A row that is moved twice is moved once: each unit looks for what is still under another epoch, so a move that was cut
off goes on where it was. What does not open stays as it lies and is counted.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from storage.anew import NO_ROW, Anew, Known
from storage.finding import Finder
from storage.in_units import OneAtATime, in_units
from storage.moves import MOVES, Move, spans
from storage.moving_beside import Beside
from storage.needed import over
from storage.sealing import FORMAT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

    from storage.database import Database, Row, Tx
    from storage.sealing import Vault

AT_ONCE: Final = 50
"""Rows that are read at once."""
_COUNTED_AT_ONCE: Final = 200
_SAMPLE: Final = 20
"""Rows of each table that are looked at before anything is destroyed, and one of each part of a long one."""
_NO_HEAD: Final = bytes(5)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a table: rows whose random id lies so, or all of them past the first few (`skip`)."""

    table: str
    low: bytes = b""
    high: bytes = b"\xff" * 17
    skip: int = 0

    def behind(self, rows: Sequence[Row], stuck: int) -> Window:
        """What is left of it past these rows, of which so many stay as they are."""
        move = MOVES[self.table]
        if move.windows > 1:
            return replace(self, low=rows[-1][move.keys[0]])
        return replace(self, skip=self.skip + stuck)


@dataclass(slots=True)
class Moved:
    """What a move did: rows moved, rows that were over and went, rows that did not open; or rows found, by epoch.

    `given_up`: a process beside failed, and this one did its part.
    """

    moved: int = 0
    over: int = 0
    stuck: int = 0
    given_up: bool = False
    under: Counter[bytes] = field(default_factory=Counter)

    @classmethod
    def of(cls, parts: Iterable[Moved]) -> Moved:
        """All of these."""
        total = cls()
        for part in parts:
            total.add(part)
        return total

    def add(self, other: Moved) -> None:
        """Count these too."""
        self.moved, self.over, self.stuck = self.moved + other.moved, self.over + other.over, self.stuck + other.stuck
        self.under.update(other.under)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Moves rows with this vault. `clock`: seconds that never go back.

    `reunite(tx, one, other, now)` makes what two rows of `people` say one, in the row `other`: they are the same
    person's, one made while the other's epoch was missing. Without it such a row stays as it lies.
    """

    vault: Vault
    known: Known = field(default_factory=Known)
    clock: Callable[[], float] = time.monotonic
    reunite: Callable[[Tx, bytes, bytes, int], Awaitable[None]] | None = None
    anew: Anew = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "anew", Anew(vault=self.vault, known=self.known))

    async def everything(
        self, database: Database, *, now: int, pause: Callable[[int], Awaitable[object]] | None = None
    ) -> Moved:
        """Move every table. `pause` is awaited between units, with the number of rows done since the last."""
        one = OneAtATime(database)
        finder = Finder(database=one, clock=self.clock)
        alone = tuple(window for window in windows() if MOVES[window.table].beside)
        beside = Beside(database=one, anew=self.anew, read=self.rows, left=alone, told=pause, finds=finder.restore)
        total = Moved(moved=await beside.run(), given_up=beside.given_up)
        work = partial(self.some, now=now, limit=AT_ONCE)
        async for some in in_units(database, windows(), work, self.clock):
            done = Moved.of(some)
            total.add(done)
            if pause is not None:
                await pause(done.moved + done.over)
        await finder.settle()
        return total

    async def some(self, tx: Tx, window: Window, *, now: int, limit: int = AT_ONCE) -> tuple[Moved, Window | None]:
        """Move the next rows of a window; what is left of the window then, None where nothing is."""
        rows = await self.rows(tx, window, limit)
        done, together = Moved(), not MOVES[window.table].twin
        anew: list[Mapping[str, Any]] = []
        for row in rows:
            try:
                new = await self._anew(tx, window.table, row, now)
            except NO_ROW:
                done.stuck += 1
                continue
            if new is None:
                done.over += 1
                continue
            anew.append(new)
            done.moved += 1
            if not together:  # whether the next row is another one's twin is seen by this one
                await tx.run(f"{window.table}_move", **anew.pop())
        if anew:
            await tx.many(f"{window.table}_move", anew)
        return done, window.behind(rows, done.stuck) if len(rows) == limit else None

    async def left(self, database: Database) -> Counter[bytes]:
        """How many rows are under each epoch that does not seal, by its id, counted from the rows themselves."""
        found: Counter[bytes] = Counter()
        async for some in in_units(database, windows(), self._count, self.clock):
            found.update(Moved.of(some).under)
        return found

    async def faults(self, database: Database, pick: Callable[[int], int]) -> int:
        """How many rows of a sample of every table do not open, or are not found by what they say of themselves.

        Rows under an epoch that is not held are not looked at. `pick(n)` draws below n: from which window of each table
        on it is looked, and from where on in each of its windows.
        """
        found = len(await Finder(database=database, clock=self.clock).missing())
        for table, move in MOVES.items():
            at = bytes([pick(move.windows)]) if move.windows > 1 else b""
            left = _SAMPLE
            for window in (Window(table, at), Window(table, b"", at)):
                rows, faults = await database.transact(partial(self.faults_of, window=window, limit=left))
                found, left = found + faults, left - rows
                if not at or not left:
                    break
        async for some in in_units(database, _anywhere(pick), self._one, self.clock):
            found += sum(some)
        return found

    async def _one(self, tx: Tx, window: Window) -> tuple[int, None]:
        _, faults = await self.faults_of(tx, window, limit=1)
        return faults, None

    async def faults_of(self, tx: Tx, window: Window, *, limit: int) -> tuple[int, int]:
        """So many rows of a window, under whichever epoch: how many there are, and how many are faulty."""
        rows = await self.rows(tx, window, limit, head=_NO_HEAD)
        sealed = MOVES[window.table].sealed[0]
        return len(rows), sum(not self.anew.whole(window.table, row) for row in rows if self.vault.holds(row[sealed]))

    async def rows(self, tx: Tx, window: Window, limit: int, *, head: bytes | None = None) -> list[Row]:
        """Rows of a window that are not under the epoch that seals (or not under `head`)."""
        sealing = FORMAT + self.vault.sealing.key_id if head is None else head
        bounds = {"low": window.low, "high": window.high} if MOVES[window.table].windows > 1 else {}
        return await tx.all(f"{window.table}_behind", head=sealing, limit=limit, skip=window.skip, **bounds)

    async def _count(self, tx: Tx, window: Window) -> tuple[Moved, Window | None]:
        rows = await self.rows(tx, window, _COUNTED_AT_ONCE)
        under = Counter(_other_head(row, MOVES[window.table], self.vault.sealing.key_id) for row in rows)
        return Moved(under=under), window.behind(rows, len(rows)) if len(rows) == _COUNTED_AT_ONCE else None

    async def _anew(self, tx: Tx, table: str, row: Row, now: int) -> Mapping[str, Any] | None:
        """The row as it must be under the epoch that seals. None: nobody needs it, and it is gone."""
        move = MOVES[table]
        sealed, content = self.anew.sealed(table, row)
        if content is None or await over(tx, self.vault, table, content, now):
            await tx.run(f"{table}_over", id=row["id"])
            return None
        blinds = self.anew.blinds(table, row, content)
        if move.twin and (twin := await self._twin(tx, move, row, blinds)) is not None:
            if table == "people":
                await self._reunited(tx, row["id"], twin, now)
            await tx.run(f"{table}_over", id=row["id"])
            return None
        return self.anew.values(table, row, sealed, blinds)

    async def _twin(self, tx: Tx, move: Move, row: Row, blinds: Mapping[str, bytes | None]) -> bytes | None:
        """The row that stands where this one is to stand: one of them was made while the other's epoch was missing."""
        found = await tx.one(move.twin, blind=blinds["blind"])
        return None if found is None or found["id"] == row["id"] else found["id"]

    async def _reunited(self, tx: Tx, row: bytes, twin: bytes, now: int) -> None:
        if self.reunite is None:
            raise ValueError("two rows of one person; whoever moves them here can not make them one")
        await self.reunite(tx, row, twin, now)


def windows() -> Iterator[Window]:
    """Every table, in parts."""
    for table, move in MOVES.items():
        if move.windows == 1:
            yield Window(table)
        else:
            yield from (Window(table, span.low, span.high) for span in spans())


def _anywhere(pick: Callable[[int], int]) -> Iterator[Window]:
    """A place in every part of each long table; what stands behind it there is drawn."""
    for window in windows():
        if MOVES[window.table].windows > 1:
            yield replace(window, low=(window.low or b"\0") + bytes([pick(256)]))


def _other_head(row: Row, move: Move, sealing: bytes) -> bytes:
    """The first key id of a row that is not the one that seals."""
    return next(bytes(row[column][1:5]) for column in move.sealed if row[column][1:5] != sealing)
