"""Where "Apply" may stand: under questions about surrendering, and never where a person came for something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.faults import Fault
from bot.flows.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.flows.model import Book, Door

ABOUT_SURRENDER: Final = frozenset({"1", "4", "5", "6", "9", "12", "30", "31", "33", "34", "35", "36"})
"""Rows of the facts sheet that ask how one surrenders."""
_ANSWERS: Final = "answers/answers.toml"
_REMEDY: Final = "set apply = false"


def inspect(book: Book) -> Iterator[Fault]:
    """Yield a fault for each answer that offers to apply where nobody asked for it."""
    reasons = {**_led_to(book), **_behind(book)}
    for key, answer in book.answers.items():
        if not answer.apply:
            continue
        why = reasons.get(key, "")
        if answer.source is Source.CARE:
            why = "it is an answer of care"
        elif not why and answer.facts not in ABOUT_SURRENDER:
            why = f"row {answer.facts} of the facts sheet does not ask how one surrenders"
        if why:
            yield Fault(_ANSWERS, f"answer.{key}", "apply", f"{why}; {_REMEDY}")


def _behind(book: Book) -> Mapping[str, str]:
    """The answers behind doors of people who do not surrender: relatives, and those who only ask."""
    return {
        key: f"it stands behind the door {name}, where nobody applies"
        for name, door in book.doors.items()
        if not door.apply
        for key in _read_there(book, door)
    }


def _read_there(book: Book, door: Door) -> Iterator[str]:
    for topic in door.topics:
        yield from book.topics[topic].answers if topic in book.topics else ()
    for name in door.plights:
        plight = book.plights.get(name)
        yield from (*filter(None, (plight.answer,)), *plight.answers) if plight else ()


def _led_to(book: Book) -> Mapping[str, str]:
    """The answers danger words lead to, among them that of people under 18."""
    return {kind.answer: f"danger words of [{kind}] lead to it" for kind in book.dangers.lists}
