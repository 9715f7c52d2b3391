"""From counts to figures that may be shown. Pure.

A count under five, nought too, is not shown; nor can it be worked out of what is. So nothing small is left out beside a
total: it is joined to its neighbours, in an order that is the same whatever was counted, until the sum is large enough.
The sums are all there is. Who asks twice, or counts cards, can still subtract.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.desk.knowing.counting import MINUTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FEW: Final = 5
"""Fewer are not shown."""
ENOUGH_FOR_NINETY: Final = 10
"""Of fewer waits the ninetieth hundredth is one man's."""
HALF: Final = 50
NINETY: Final = 90
TEN: Final = 10
OTHERS: Final = ""
"""The name of whatever has none of the names asked for."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row, both ends included, and how many there were in all of them."""

    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class Share:
    """One name or several joined, and how many they have together."""

    names: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing counted over a period. `total` is None where it is under five; then nothing else of it is told."""

    total: int | None
    days: tuple[Span, ...] = ()
    shares: tuple[Share, ...] = ()


def measure(
    days: Mapping[int, Mapping[str, int]], names: Sequence[str], *, first: int, last: int, divided: bool = True
) -> Measure:
    """What may be told of counts by day and name. Not `divided`: by name alone."""
    told = {day: days.get(day, {}) for day in range(first, last + 1)}
    by_day = [sum(counts.values()) for counts in told.values()]
    if sum(by_day) < FEW:
        return Measure(None)
    by_name = [sum(counts.get(name, 0) for counts in told.values()) for name in names]
    by_name.append(sum(by_day) - sum(by_name))
    called = (*names, OTHERS)
    return Measure(
        sum(by_day),
        tuple(Span(first + begin, first + end, count) for begin, end, count in joined(by_day)) if divided else (),
        tuple(Share(called[begin : end + 1], count) for begin, end, count in joined(by_name)),
    )


def joined(counts: Sequence[int]) -> list[tuple[int, int, int]]:
    """Counts joined to the ones beside them until none is under five: first and last place, sum. All have five."""
    found: list[tuple[int, int, int]] = []
    begin, held = 0, 0
    for at, count in enumerate(counts):
        held += count
        if held >= FEW:
            found.append((begin, at, held))
            begin, held = at + 1, 0
    if begin == len(counts):
        return found
    while len(found) > 1 and found[-1][2] + held == FEW:
        # Of a sum of just five the end that was joined to it would be known to be nought.
        held += found.pop()[2]
    begin, _, count = found.pop()
    return [*found, (begin, len(counts) - 1, count + held)]


def within(waits: Mapping[str, int], hundredth: int) -> int | None:
    """The minutes within which so many of a hundred had their answer: a bucket's end, 0 for longer than any.

    None: of so few nothing is told.
    """
    total = sum(waits.values())
    if total < (FEW if hundredth <= HALF else ENOUGH_FOR_NINETY):
        return None
    so_far = 0
    for minutes in MINUTES:
        so_far += waits.get(str(minutes), 0)
        if so_far * 100 >= total * hundredth:
            return minutes
    return 0


def few(count: int) -> int | None:
    """A single count, or None where it is not shown."""
    return count if count >= FEW else None


def tens(count: int) -> int | None:
    """A count for the public: the nearest ten; None where it is under ten."""
    return (count + FEW) // TEN * TEN if count >= TEN else None
