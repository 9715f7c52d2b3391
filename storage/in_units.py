"""Long work in short units: each ends when its turn is over, so that whoever writes meanwhile has his."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from storage.database import Tx, Units

T = TypeVar("T")
Part = TypeVar("Part")
Done = TypeVar("Done")

TURN: Final = 0.008
"""Seconds of work after which the first unit ends."""
_SHORTEST, _LONGEST = 0.003, 0.012
_QUICK, _SLOW = 0.012, 0.025
"""Seconds a unit may take in all, its commit and whoever waited with it included."""


@dataclass(frozen=True, slots=True)
class OneAtATime:
    """Units of one long work, of which never two wait for the writer: who writes meanwhile waits for one at most."""

    database: Units
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def transact(self, unit: Callable[[Tx], Awaitable[T]]) -> T:
        """See Units; the units run in the order in which they were given."""
        async with self._turn:
            return await self.database.transact(unit)


async def in_units(
    database: Units,
    parts: Iterable[Part],
    work: Callable[[Tx, Part], Awaitable[tuple[Done, Part | None]]],
    clock: Callable[[], float],
) -> AsyncIterator[list[Done]]:
    """Do all parts; after each unit, what its work gave. `work` gives that and the rest of its part, None: it is done.

    `clock`: seconds that never go back.
    """
    left, turn = tuple(parts), TURN
    while left:
        began = clock()
        done, left, worked = await database.transact(partial(_for_a_turn, left, work, turn, clock))
        turn = fitting(turn, worked, clock() - began - worked)
        yield done


async def _for_a_turn(
    left: tuple[Part, ...],
    work: Callable[[Tx, Part], Awaitable[tuple[Done, Part | None]]],
    turn: float,
    clock: Callable[[], float],
    tx: Tx,
) -> tuple[list[Done], tuple[Part, ...], float]:
    """Work through parts until the turn is over; what is left then, and the seconds worked."""
    began, done, waiting = clock(), list[Done](), deque(left)
    worked = 0.0
    while waiting:
        more, rest = await work(tx, waiting.popleft())
        done.append(more)
        if rest is not None:
            waiting.appendleft(rest)
        worked = clock() - began
        if worked >= turn:
            break
    return done, tuple(waiting), worked


def fitting(turn: float, worked: float, waited: float) -> float:
    """How long the next unit works, after one worked and waited (for its commit, and for others) so long.

    People come first, but a disk that is slow costs them the same whatever is written: a turn of half of what was
    waited for takes them little, and a shorter one would move nearly nothing.
    """
    least = min(max(_SHORTEST, waited / 2), _LONGEST)
    if worked + waited > _SLOW:
        return max(least, turn / 2)
    return min(_LONGEST, turn * 1.25) if worked + waited < _QUICK else turn
