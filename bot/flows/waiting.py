"""What is said to somebody who waits: about how long others waited lately, and that it takes longer than hoped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.talk import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flows.talk import Known

_MINUTE, _HOUR = 60, 3_600
BUCKETS: Final[Mapping[str, int]] = {
    "ten-minutes": 20 * _MINUTE,
    "hour": 2 * _HOUR,
    "half-day": 24 * _HOUR,
    "longer": 0,
}
"""How long people waited, in words: each bucket up to so many seconds, the last without an end."""
ENOUGH: Final = 5
"""Of fewer cases nothing is said: one man's wait tells nobody anything."""


def bucket(seconds: int) -> str:
    """Return the bucket of one wait."""
    return next((name for name, most in BUCKETS.items() if seconds < most), "longer")


def usual(counts: Mapping[str, int]) -> str:
    """Return the bucket in whose middle people stand, the half of them waiting no longer; empty for too few."""
    total = sum(counts.get(name, 0) for name in BUCKETS)
    if total < ENOUGH:
        return ""
    so_far = 0
    for name in BUCKETS:
        so_far += counts.get(name, 0)
        if 2 * so_far >= total:
            return name
    return "longer"


def told(known: Known) -> tuple[Phrase, ...]:
    """Return what a person is told while nobody has read his case."""
    if known.case_state not in {"new", "reopened", "returned"}:
        return ()
    lately = (Phrase.of(f"waited-{known.waited}"),) if known.waited else ()
    return (*((Phrase.of("waits-longer"),) if known.late else ()), *lately)
