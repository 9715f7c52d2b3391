"""T13: a copy of the database each day, then all keys of the server handed to a thief.

A line is played for thirty days, for lives of 1, 2 and 8 days: cases are opened, closed, opened again, and each
midnight has its night, by the code that serves. What the thief reads (storage/readable.py) must be just the cases that
were hot when a copy was taken within a living epoch: by the plan that the play wrote down, not by any rule of the code.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks.night import DAY, Line, opened
from benchmarks.proofs import Figure, Proof, Scale
from storage.cases import Answer, Case, Cases, NewCase
from storage.epoch_keeping import EpochKeeper
from storage.moving import Moved, Mover
from storage.night import Night
from storage.readable import Loot, Way, loot_of, readable

if TYPE_CHECKING:
    from storage.database import Tx

START = 1_800_057_600
"""A midnight, UTC."""
HOUR = 3_600
LIVES = {Scale.FULL: (1, 2, 8), Scale.SMALL: (1, 2)}
DAYS = {Scale.FULL: 30, Scale.SMALL: 8}
A_DAY = 3
AGAIN_A_DAY = 0.5
OPEN_FOR = (0, 1, 2, 5, 40)
"""Days a case stays open, drawn."""
NOTHING_CLOSED_SINCE = 48
"""Hours: what the default promises."""
COPIED_AT = 20 * HOUR


@dataclass(slots=True)
class Lived:
    """One case as the play has it: when it was opened and closed, each in seconds since 1970."""

    alias: str
    spans: list[tuple[int, int]] = field(default_factory=list)

    def hot_at(self, second: int) -> bool:
        """Whether it was open then."""
        return any(first <= second < last for first, last in self.spans)

    def closed_by(self, second: int) -> int | None:
        """When it was last closed before; None: it is open."""
        return None if self.hot_at(second) else max(last for _first, last in self.spans if last <= second)


@dataclass(slots=True)
class Play:
    """Thirty days of one line. `copies`: each with the second it was taken at."""

    line: Line
    folder: Path
    life: int
    dice: random.Random
    cases: list[Lived] = field(default_factory=list)
    copies: list[tuple[int, Path]] = field(default_factory=list)
    _closing: list[tuple[int, Case, Lived]] = field(default_factory=list)

    async def days(self, count: int) -> None:
        """Each with its night, what is opened and closed in it, and a copy in the evening."""
        for day in range(count):
            midnight = START + day * DAY
            night = Night(
                keeper=self.line.keeper, mover=Mover(vault=self.line.vault), life=self.life, pick=self.dice.randrange
            )
            await night.run(now=midnight + 20)
            for hour in range(1, 24):
                await self._hour(midnight + hour * HOUR)
                if hour * HOUR == COPIED_AT:
                    await self._copy(midnight + COPIED_AT)

    async def _hour(self, now: int) -> None:
        for due, case, lived in [one for one in self._closing if one[0] <= now]:
            await self._close(case, lived, now)
            self._closing.remove((due, case, lived))
        if self.dice.random() < A_DAY / 23:
            await self._open(now)
        closed = [lived for lived in self.cases if not lived.hot_at(now)]
        if closed and self.dice.random() < AGAIN_A_DAY / 23:
            await self._open_again(self.dice.choice(closed), now)

    async def _open(self, now: int) -> None:
        chat = 1_000 + len(self.cases)
        new = NewCase(
            kind="application", door="soldier", language="ru", bot=1, chat=chat, answers=(Answer("q", "?", f"{chat}"),)
        )
        case = await self.line.database.transact(lambda tx: self.line.stores.cases.open(tx, new, now=now))
        lived = Lived(case.alias)
        self.cases.append(lived)
        self._stays(case, lived, now)

    async def _open_again(self, lived: Lived, now: int) -> None:
        key = (self.folder / "operator.key").read_text()
        case = await self.line.database.transact(lambda tx: self.line.stores.cases.revive(tx, lived.alias, key))
        assert case is not None  # noqa: S101 - it was opened and closed before
        self._stays(case, lived, now)

    def _stays(self, case: Case, lived: Lived, now: int) -> None:
        until = now + self.dice.choice(OPEN_FOR) * DAY + self.dice.randrange(1, 20) * HOUR
        lived.spans.append((now, until))
        self._closing.append((until, case, lived))

    async def _close(self, case: Case, lived: Lived, now: int) -> None:
        lived.spans[-1] = (lived.spans[-1][0], now)
        await self.line.database.transact(
            lambda tx: self.line.stores.cases.close(tx, case, reason="x", now=now, ends=now + 90 * DAY)
        )

    async def _copy(self, now: int) -> None:
        await self.line.database.ping()  # nothing is tidied behind this
        copy = self.folder / f"{now}.db"
        source = self.line.keeper.folder.with_name("parley.db")
        for name in ("", "-wal"):
            if (part := Path(f"{source}{name}")).exists():
                shutil.copy(part, f"{copy}{name}")
        self.copies.append((now, copy))

    def expected(self, newest: int) -> Iterator[tuple[Path, dict[str, bool]]]:
        """Of each copy, which cases a thief must read, and no other: it is of a living day, and they were open then."""
        for second, copy in self.copies:
            living = newest - second // DAY < self.life
            there = [lived for lived in self.cases if lived.spans[0][0] <= second]
            yield copy, {lived.alias: living and lived.hot_at(second) for lived in there}


@dataclass(slots=True)
class Count:
    """What came of one life."""

    life: int
    cases: int = 0
    tried: int = 0
    broken: int = 0
    read: set[str] = field(default_factory=set)
    oldest: float = 0.0

    def told(self) -> str:
        """For the table."""
        return f"{self.life} d: {len(self.read)} of {self.cases} read, closed {self.oldest:.0f} h ago"


async def one_life(folder: Path, life: int, days: int) -> Count:
    """Play, then steal: every copy with all keys that the server has left."""
    line = await opened(folder / "data", now=START)
    play = Play(line, folder, life, random.Random(life))  # noqa: S311 - dice of a play
    try:
        await play.days(days)
    finally:
        await line.database.close()
    now = START + days * DAY - HOUR
    loot = loot_of(line.keeper.folder, line.keeper.root)
    operator = Loot(identities=((folder / "operator.key").read_text(),))
    count = Count(life, len(play.cases))
    for copy, wanted in play.expected(now // DAY):
        found = readable(copy, loot)
        count.tried += len(wanted)
        count.broken += sum((found[alias] is Way.EPOCH) != hot for alias, hot in wanted.items())
        count.read |= {alias for alias, way in found.items() if way is Way.EPOCH}
    found = readable(play.copies[0][1], operator)
    count.broken += sum(way is not Way.OPERATOR for way in found.values())
    for lived in play.cases:
        closed = lived.closed_by(now)
        if lived.alias in count.read and closed is not None:
            hours = (now - closed) / HOUR
            count.oldest = max(count.oldest, hours)
            count.broken += hours >= max(NOTHING_CLOSED_SINCE, life * 24)
    return count


async def run(scale: Scale, lives: tuple[int, ...] = ()) -> Figure:
    """Every life, one after another."""
    counts = []
    for life in lives or LIVES[scale]:
        with tempfile.TemporaryDirectory() as folder:
            counts.append(await one_life(Path(folder), life, DAYS[scale]))
    words = "; ".join(count.told() for count in counts)
    return Figure(tried=sum(one.tried for one in counts), broken=sum(one.broken for one in counts), words=words)


async def _undestroyed(_self: EpochKeeper, _epoch: Any, **_: Any) -> bool:
    """Destruction that is only noted."""
    return True


async def _uncooled(_self: Cases, tx: Tx, case_id: bytes, **_: Any) -> None:
    """Closing that leaves the hot wraps where they are."""
    await tx.run("code_drop_words", case_id=case_id)


async def _unmoved(_self: Mover, *_: Any, **__: Any) -> Moved:
    """A move that does nothing."""
    return Moved()


async def _unverified(_self: Night) -> int:
    """A verification that sees nothing."""
    return 0


@contextmanager
def _replaced(*planted: tuple[type, str, Callable[..., Any]]) -> Iterator[None]:
    with ExitStack() as stack:
        for kind, name, instead in planted:
            stack.enter_context(patch.object(kind, name, instead))
        yield


FAULTS: tuple[tuple[tuple[type, str, Callable[..., Any]], ...], ...] = (
    ((EpochKeeper, "destroy", _undestroyed),),
    ((Cases, "cool", _uncooled),),
    ((Mover, "everything", _unmoved), (Night, "_left", _unverified), (Night, "_faults", _unverified)),
)
"""Destruction skipped; hot wraps not deleted; a move that moves nothing and is not verified."""


async def planted(scale: Scale) -> Figure:
    """Each fault by itself; one that is not found makes the whole not found."""
    figures = []
    for fault in FAULTS:
        with _replaced(*fault):
            figures.append(await run(scale, (2,)))
    return Figure(tried=sum(one.tried for one in figures), broken=min(one.broken for one in figures))


PROOF = Proof(
    name="T13 epoch shred",
    promise="Old copies with all keys of the server open just what was hot within a living epoch: by default nothing "
    "that was closed 48 hours ago.",
    run=run,
    planted=planted,
    seconds=30,
    slow=True,
)
