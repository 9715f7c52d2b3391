"""The screens about what stays in the chat: the timer a person chooses, and what no bot can take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.buttons import WAY_OUT, button
from bot.flows.talk import Option, Phrase, Screen

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Known, Talk

CHOICES: Final = (0, 1, 12, 24)
"""Hours a person may choose from; 0 is at once. Telegram deletes nothing after 48 hours, and an outage must fit in."""


def show(book: Book, _talk: Talk, known: Known) -> Screen:
    """Return the timer as it is, and the choices."""
    chosen = _hours(book, known)
    choices = tuple(
        Option(Phrase.of(f"button-trace-{hours}{'-chosen' if hours == chosen else ''}"), f"trace:{hours}")
        for hours in CHOICES
    )
    parts = (Phrase.of("traces"), timer(book, known), Phrase.of("traces-now"))
    return Screen(parts, (choices[:2], choices[2:], (button("checklist"),), WAY_OUT))


def timer(book: Book, known: Known) -> Phrase:
    """Return when messages leave this chat."""
    return Phrase.of("privacy-timer", hours=_hours(book, known))


def checklist(_book: Book, _talk: Talk, _known: Known) -> Screen:
    """Return what a bot can not delete, and what he can do by hand."""
    parts = (Phrase.of("checklist-bot"), Phrase.of("checklist-not"), Phrase.of("checklist-hand"))
    return Screen(parts, ((button("traces"),), WAY_OUT))


def _hours(book: Book, known: Known) -> int:
    return book.project.traces.hours if known.trace is None else known.trace
