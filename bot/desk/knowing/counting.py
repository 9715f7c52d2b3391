"""What is counted of the desk's work: by UTC day, in coarse buckets, and nothing that names a case or a person.

These counts outlive the cases. Each is of one thing only; no two are crossed, so that none can be narrowed by another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.words.fates import ANSWERED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import Turn
    from storage.cases import Case, Entry

OPENED: Final = "cases-opened"
TAKEN: Final = "cases-taken"
CLOSED: Final = "cases-closed"
LANGUAGES: Final = "languages"
KINDS: Final = "kinds"
ANSWERS: Final = "first-answers"
UNDELIVERED: Final = "undelivered"
APPLICATION: Final = "application"
ALL: Final = "all"
"""The one bucket of what is not divided."""
MINUTES: Final = (5, 10, 15, 30, 60, 120, 240, 480, 1_440, 2_880)
"""Ends of the buckets of first answers; one more has no end."""
LONGER: Final = "longer"
ELSEWHERE: Final = "none"
"""Stands for a door or a language that nobody said."""


async def opened(turn: Turn, case: Case) -> None:
    """A case was opened. One that is given back waits again, and counts once all the same."""
    if case.returned:
        return
    await _one(turn, OPENED, case.door)
    await _one(turn, LANGUAGES, case.tongue or case.language)
    await _one(turn, KINDS, case.kind)


async def applied(turn: Turn) -> None:
    """A case that was a question became an application."""
    await _one(turn, KINDS, APPLICATION)


async def taken(turn: Turn, case: Case) -> None:
    """An operator took a case; the next who takes it counts no more."""
    if not case.opened:
        return
    await _one(turn, TAKEN, case.door)


async def closed(turn: Turn, case: Case) -> None:
    """A case was closed by an operator; why is not counted."""
    await _one(turn, CLOSED, case.door)


async def answered(turn: Turn, case: Case, entries: Sequence[Entry]) -> None:
    """Operators answer: the first time in a case, the wait is counted. `entries`: the case's, without this answer."""
    if case.opened and not any(entry.kind == ANSWERED for entry in entries):
        await _one(turn, ANSWERS, wait(turn.now - case.opened))


async def undelivered(turn: Turn) -> None:
    """An answer can never reach its person."""
    await _one(turn, UNDELIVERED, ALL)


def wait(seconds: int) -> str:
    """The bucket of a wait: its end in minutes."""
    return next((str(minutes) for minutes in MINUTES if seconds <= minutes * 60), LONGER)


async def _one(turn: Turn, name: str, bucket: str) -> None:
    await turn.house.tallies.add(turn.tx, name, bucket or ELSEWHERE, now=turn.now)
