"""What waits, how much of it, and what was given up: counts and row ids, never a content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.database import Tx

_HOUR: Final = 3_600
_MOST: Final = 1_000
DEAD_FOR: Final = 24 * _HOUR
"""So long a dead letter is news."""


@dataclass(frozen=True, slots=True)
class Vital:
    """`oldest`, `highest`: update numbers, of what waits and of all. `since`: the hour in which that oldest one came.

    `urgent`: rows of the outbox that go first. `letters`: dead letters of the last day.
    """

    updates: int
    oldest: int | None
    highest: int | None
    since: int | None
    sends: int
    urgent: frozenset[bytes]
    letters: int


async def look(tx: Tx, *, bot: int, now: int) -> Vital:
    """Count."""
    inbox = await tx.one("vital_inbox", bot=bot)
    outbox = await tx.one("vital_outbox", now=now)
    letters = await tx.one("vital_letters", since=(now - DEAD_FOR) // _HOUR * _HOUR)
    urgent = await tx.all("vital_urgent", now=now, limit=_MOST)
    return Vital(
        updates=inbox["waiting"] if inbox else 0,
        oldest=inbox["oldest"] if inbox else None,
        highest=inbox["highest"] if inbox else None,
        since=inbox["since"] if inbox else None,
        sends=outbox["waiting"] if outbox else 0,
        urgent=frozenset(bytes(row["id"]) for row in urgent),
        letters=letters["letters"] if letters else 0,
    )
