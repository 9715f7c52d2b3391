"""Danger words stop any script: they go to the operators at once, the person sees warm words, no form and no menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows import answers, danger_now, minors
from bot.flows.buttons import WAY_OUT, button, read_row
from bot.flows.danger import Danger
from bot.flows.effects import Remove
from bot.flows.talk import Ask, Phrase, Place, Screen

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Known, Row, Talk
    from bot.flows.turns import Move, Turn
    from bot.messages import Media

CALL: Row = (button("ask-now"),)
"""The one button of a crisis."""
RUSSIA: Final = "ru"
"""The country whose lines are the state's or a city's: there nobody should speak of this chat."""


def call(turn: Turn, kind: Danger, said: str, media: Media | None = None) -> Move:
    """Send words that can not wait, and stand where nothing else is asked. An open application stays as it is.

    A place is passed on only where operators already talk with the person. In danger now there is a screen of its own.
    """
    if kind is Danger.NOW:
        return danger_now.heard(turn, said, media)
    if media is not None and media.kind == "location" and turn.known.case_state not in danger_now.TOLD_STATES:
        media = None
    asked = Ask(door=turn.talk.door or "question", text=said, media=media, urgent=True, danger=kind)
    sent = turn.talk.sent or "question"
    there = turn.talk.to(Place.CRISIS, danger=kind, sent=sent, why=False, called=False, found=())
    return minors.marked(there, kind), (Remove(), asked)


def show(book: Book, talk: Talk, known: Known) -> Screen:
    """Return the answer for this danger, how the call stands, whom to call besides, and one button."""
    kind = talk.danger or Danger.CRISIS
    said = answers.body(book, kind.answer) if kind.answer in book.answers else ()
    passed = Phrase.of("crisis-called" if talk.called else "crisis-passed")
    parts = (*said, *_stands(known, passed), *danger_now.nobody(book, known), *_numbers(book, kind, known))
    lost, pin = danger_now.way_back(known)
    rows = (*read_row(known), CALL, *danger_now.mistake_row(talk), *minors.way_back(talk), *pin, WAY_OUT)
    return Screen((*parts, *lost), rows)


def _stands(known: Known, passed: Phrase) -> tuple[Phrase, ...]:
    """Where his words are: with the operators, called for twice, or read."""
    if known.unread or known.unheard or known.case_state in {"taken", "waiting"}:
        return danger_now.standing(known)
    return (passed,)


def _numbers(book: Book, kind: Danger, known: Known) -> tuple[Phrase, ...]:
    """The project's numbers, each with the day it was checked; those in Russia with a warning."""
    contacts = book.project.crisis.contacts if kind is Danger.CRISIS else ()
    shown = tuple(
        Phrase.of(
            "crisis-contact",
            label=contact.label.in_language(known.language),
            number=contact.number,
            date=contact.label.checked.strftime("%d.%m.%Y"),
        )
        for contact in contacts
    )
    watched = any(contact.country.casefold() == RUSSIA for contact in contacts)
    return (*shown, *((Phrase.of("crisis-watched"),) if watched else ()))
