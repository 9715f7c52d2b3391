"""When things end, as a person is told: dates and numbers out of the settings in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.phrases import Phrase
from bot.periods import day_of

if TYPE_CHECKING:
    from bot.flows.talk import Known

UNDATED: Final = "none"
"""Stands for a date where an earlier version set none."""


def day(until: int) -> str:
    """Return the last whole day before this second, as it is written in all three languages; or that there is none."""
    return day_of(until).strftime("%d.%m.%Y") if until else UNDATED


def words(known: Known) -> Phrase:
    """Return how long the five words work from now on."""
    until = known.periods.rests_until(known.now)
    return Phrase.of("receipt-until", date=day(until), days=known.periods.closed)


def kept(known: Known) -> Phrase:
    """Return how long what is kept."""
    periods = known.periods
    return Phrase.of(
        "privacy-kept",
        draft=periods.draft,
        rest=periods.rest,
        date=day(periods.rests_until(known.now)),
        closed=periods.closed,
        audit=periods.audit,
    )


def erasing(known: Known) -> Phrase:
    """Return what /delete erases, and how long a copy made before still opens with the server's keys."""
    return Phrase.of("privacy-erase", epoch=known.periods.epoch)


def closed(known: Known) -> Phrase:
    """Return that his case is over, and until when it can be opened again."""
    return Phrase.of("status-closed", date=day(known.ended_until))
