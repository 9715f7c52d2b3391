"""Danger words stop any script: they go to the operators at once, the person sees warm words, no form and no menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flows import answers
from bot.flows.buttons import WAY_OUT, button
from bot.flows.danger import Danger
from bot.flows.talk import Ask, Phrase, Place, Remove, Screen

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Known, Row, Talk
    from bot.messages import Media

CALL: Row = (button("ask-now"),)
"""The one button of a crisis."""


def call(turn: Turn, kind: Danger, said: str, media: Media | None = None) -> Move:
    """Send words that can not wait, and stand where nothing else is asked. An open application stays as it is.

    A place is passed on only where operators already talk with the person.
    """
    if media is not None and media.kind == "location" and not turn.known.has_case:
        media = None
    asked = Ask(door=turn.talk.door or "question", text=said, media=media, urgent=True)
    there = turn.talk.to(Place.CRISIS, danger=kind, sent=turn.talk.sent or "question", why=False)
    return there, (Remove(), asked)


def show(book: Book, talk: Talk, known: Known) -> Screen:
    """Return the answer for this danger, where the words went, whom to call, and one button."""
    kind = talk.danger or Danger.CRISIS
    said = answers.body(book, kind.answer) if kind.answer in book.answers else ()
    numbers = tuple(
        Phrase.of("crisis-contact", label=contact.label.in_language(known.language), number=contact.number)
        for contact in (book.project.crisis.contacts if kind is Danger.CRISIS else ())
    )
    return Screen((*said, *numbers, Phrase.of("crisis-passed")), (CALL, WAY_OUT))
