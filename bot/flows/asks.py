"""Everything the flows ask, why, and who reads it: what an editor or a lawyer wants to see on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.flows.model import Need
from bot.flows.screens import label
from bot.flows.switches import asking, told
from bot.flows.talk import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.model import Book, Flow, Step


@dataclass(frozen=True, slots=True)
class Asked:
    """One datum: its short name, what kind of answer it takes, the reason the person is given, who reads it."""

    flow: str
    name: str
    kind: str
    why: str
    readers: str


def asked(book: Book, language: str) -> Iterator[Asked]:
    """Yield every datum of every flow, in the order it is asked."""
    for flow in book.flows.values():
        for step in flow.questions:
            yield _asked(book, flow, step, language)


def switched_off(book: Book) -> list[str]:
    """Return the switches of `project.toml` that are off: what is not asked."""
    return [need.value for need in Need if asking(book.project, need) is None]


def _asked(book: Book, flow: Flow, step: Step, language: str) -> Asked:
    key = f"flow-{flow.name}-{step.name}"
    args = told(book.project, step, language)
    why = label(book.texts, language, Phrase(f"{key}-why", args))
    readers = str(args.get("readers") or label(book.texts, language, Phrase.of("asks-readers")))
    return Asked(flow.name, label(book.texts, language, Phrase.of(f"{key}-short")), step.kind.value, why, readers)
