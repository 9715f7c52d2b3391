"""In danger now: a press, or the words for it, call an operator; one screen asks for one message. No form, no law."""

from __future__ import annotations

from dataclasses import replace
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
    return turn.talk.to(Place.NOW, called=True, danger=None, passed=0), (Call(DOOR, again=turn.talk.called),)


def press_crisis(turn: Turn, value: str) -> Move:
    """The same for somebody who can not go on, or fears to harm others; the next screen asks plainly."""
    kind = Danger(value) if value else Danger.CRISIS
    there = turn.talk.to(Place.CRISIS, danger=kind, called=True, sent=turn.talk.sent or "question")
    return there, (Call(CRISIS_DOOR, kind, again=turn.talk.called),)


def mistake(turn: Turn, _value: str) -> Move:
    """It was pressed by mistake: nothing is left of it but a line for the operators."""
    return turn.talk.to(Place.HOME, called=False, danger=None, passed=0, hint="hint-called-off"), (CallOff(),)


def heard(turn: Turn, words: str, media: Media | None = None) -> Move:
    """He wrote that he is in danger now: the same call. Should it have been a question, its answers are at hand."""
    begun = turn.talk.passed if turn.talk.place is Place.NOW else 0
    here = turn.talk.to(Place.NOW, danger=Danger.NOW, passed=begun, found=turn.look_up(words), why=False)
    return said(replace(turn, talk=here), words, media)


def only_asked(turn: Turn, _value: str) -> Move:
    """It was a question: the call is off, his words stay with the operators, and he sees the nearest answers."""
    there = Place.FOUND if turn.talk.found else Place.STATUS
    return turn.talk.to(there, called=False, danger=None, passed=0, answer=None, topic=None), (CallOff(),)


def said(turn: Turn, words: str, media: Media | None = None) -> Move:
    """What he writes or says next joins the call. A place goes on only where an operator already talks with him."""
    if media is not None and media.kind == "location" and turn.known.case_state not in TOLD_STATES:
        if not words:
            return turn.talk.to(Place.NOW, hint="hint-no-place"), (Remove(),)
        media = None
    asked = Ask(door=DOOR, text=words, media=media, urgent=True, danger=Danger.NOW)
    there = turn.talk.to(Place.NOW, called=False, sent="question", passed=turn.talk.passed + 1)
    return there, (Remove(), asked)


def show(book: Book, talk: Talk, known: Known) -> Screen:
    """Return how the call stands, what to do, and the way out; nothing else."""
    writing = (Phrase.of("now-write"), Phrase.of("voice-known"))
    parts = (*standing(known), *writing, *nobody(book, known), Phrase.of("now-not"))
    lost, pin = way_back(known)
    asked: tuple[Row, ...] = ((button("only-asked"),),) if talk.danger is Danger.NOW else ()
    return Screen((*parts, *lost, *_passed_on(talk)), (*read_row(known), *mistake_row(talk), *asked, *pin, (HOME,)))


def _passed_on(talk: Talk) -> tuple[Phrase, ...]:
    """Say that what he wrote last was passed on: the number tells one message from the next."""
    if talk.passed > 1:
        return (Phrase.of("now-passed", count=talk.passed),)
    return (Phrase.of("hint-passed-on"),) if talk.passed else ()


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
