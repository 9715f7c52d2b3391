"""Languages the bot itself does not speak: one approved line in each, then somebody writes or speaks; people read it.

Without an approved line the button is not there. Nothing of what is written is translated by a machine: the card tells
operators which language it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.buttons import WAY_OUT, button
from bot.flows.effects import SetTongue
from bot.flows.phrases import Option, Phrase, Screen
from bot.flows.talk import Place

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Known, Row, Talk

_IN_A_ROW: Final = 3


def door(book: Book) -> tuple[Row, ...]:
    """Return the row of the first screen that leads here, where a line was approved."""
    return ((button("tongues"),),) if book.spoken else ()


def show(book: Book, _talk: Talk, _known: Known) -> Screen:
    """Return every approved line, and a button for each language."""
    spoken = [(code, tongue) for code, tongue in book.tongues.items() if code in book.spoken]
    lines = tuple(Phrase.of("tongue-line", name=tongue.name, line=tongue.line) for _, tongue in spoken)
    names = [Option(Phrase.of("tongue-name", name=tongue.name), f"tongue:{code}") for code, tongue in spoken]
    rows = tuple(tuple(names[at : at + _IN_A_ROW]) for at in range(0, len(names), _IN_A_ROW))
    return Screen((Phrase.of("tongues"), *lines), (*rows, WAY_OUT))


def greeting(book: Book, talk: Talk) -> tuple[Phrase, ...]:
    """Return the line of the language he chose, above the question."""
    tongue = book.tongues.get(talk.tongue) if talk.tongue in book.spoken else None
    return (Phrase.of("tongue-line", name=tongue.name, line=tongue.line),) if tongue else ()


def choose(turn: Turn, code: str) -> Move:
    """Go on to the question; operators will see which language it is in."""
    return turn.talk.to(Place.ASK, tongue=code), (SetTongue(code),)
