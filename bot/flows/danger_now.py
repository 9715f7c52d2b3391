"""In danger now: one press calls an operator, one screen asks for one message. No form, no law, no advice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.buttons import HOME, button, read_row
from bot.flows.danger import Danger
from bot.flows.effects import Call, CallOff, Remove
from bot.flows.talk import Ask, Phrase, Place, Screen

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Known, Row, Talk
    from bot.flows.turns import Move, Turn
    from bot.messages import Media

DOOR: Final = "danger"
CRISIS_DOOR: Final = "crisis"
TOLD_STATES: Final = frozenset({"taken", "waiting"})
"""States of a case in which an operator already talks with the person."""


def press(turn: Turn, _value: str) -> Move:
    """Call an operator: the card goes out before he writes anything."""
    return turn.talk.to(Place.NOW, called=True), (Call(DOOR),)


def press_crisis(turn: Turn, value: str) -> Move:
    """The same for somebody who can not go on, or fears to harm others; the next screen asks plainly."""
    kind = Danger(value) if value else Danger.CRISIS
    there = turn.talk.to(Place.CRISIS, danger=kind, called=True, sent=turn.talk.sent or "question")
    return there, (Call(CRISIS_DOOR),)


def mistake(turn: Turn, _value: str) -> Move:
    """It was pressed by mistake: nothing is left of it but a line for the operators."""
    return turn.talk.to(Place.HOME, called=False, danger=None, hint="hint-called-off"), (CallOff(),)


def said(turn: Turn, words: str, media: Media | None = None) -> Move:
    """What he writes or says next joins the call. A place goes on only where an operator already talks with him."""
    if media is not None and media.kind == "location" and turn.known.case_state not in TOLD_STATES:
        if not words:
            return turn.talk.to(Place.NOW, hint="hint-no-place"), (Remove(),)
        media = None
    asked = Ask(door=DOOR, text=words, media=media, urgent=True)
    return turn.talk.to(Place.NOW, called=False, sent="question", hint="hint-passed-on"), (Remove(), asked)


def show(book: Book, talk: Talk, known: Known) -> Screen:
    """Return how the call stands, what to do, and the way out; nothing else."""
    parts = (*standing(known), Phrase.of("now-write"), *nobody(book, known), Phrase.of("now-not"))
    lost, pin = way_back(known)
    return Screen((*parts, *lost), (*read_row(known), *mistake_row(talk), *pin, (HOME,)))


def way_back(known: Known) -> tuple[tuple[Phrase, ...], tuple[Row, ...]]:
    """Say what Exit costs whoever has neither words nor PIN, and offer the PIN."""
    if known.keyed or not known.has_case:
        return (), ()
    return (Phrase.of("receipt-pin"),), ((button("pin"),),)


def standing(known: Known) -> tuple[Phrase, ...]:
    """Say who has the call: nobody yet, nobody although it was repeated, or an operator."""
    if known.unread:
        return (Phrase.of("status-unread"),)
    if known.case_state in TOLD_STATES:
        return (Phrase.of(f"status-{known.case_state}"),)
    return (Phrase.of("now-unheard" if known.unheard else "now-called"),)


def nobody(book: Book, known: Known) -> tuple[Phrase, ...]:
    """Say that nobody is on shift, where that is so, and how else the project is reached."""
    if known.on_shift or known.case_state in TOLD_STATES:
        return ()
    ways = book.project.desk.contacts
    return (
        Phrase.of("no-shift"),
        *(Phrase.of("no-shift-way", label=way.label.in_language(known.language), where=way.where) for way in ways),
    )


def mistake_row(talk: Talk) -> tuple[Row, ...]:
    """The row that takes a call back, until something was written."""
    return ((button("mistake"),),) if talk.called else ()
