"""Until when an answer holds unless somebody looks at it again: law changes, and so does what a line can promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from bot.flows.model import Answer

_ANSWERS: Final = "answers/answers.toml"


def expired(answers: Mapping[str, Answer], today: date) -> frozenset[str]:
    """Return the keys of the answers whose last day has passed."""
    return frozenset(key for key, answer in answers.items() if answer.expires and answer.expires < today)


def inspect(answers: Mapping[str, Answer], today: date) -> Iterator[Fault]:
    """Yield a fault for each answer whose day has passed or stands in the wrong order. None of them stops a bot."""
    late = expired(answers, today)
    for key, answer in answers.items():
        what = ""
        if key in late:
            what = f"{answer.expires} has passed; look at the answer again, then set checked and expires"
        elif answer.expires and answer.expires <= answer.checked:
            what = f"{answer.expires} is not after the day it was checked; write a later day"
        if what:
            yield Fault(_ANSWERS, f"answer.{key}", "expires", what, style=True)
