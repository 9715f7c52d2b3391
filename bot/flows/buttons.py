"""Buttons that stand on many screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.talk import Option, Phrase

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Known, Row, Talk


RELATIVE: Final = "relative"
"""The door of those who write about somebody else."""


def button(name: str, action: str | None = None) -> Option:
    """Return the button whose text is `button-<name>`; its action is the name unless another is given."""
    return Option(Phrase.of(f"button-{name}"), action or name)


def answer_button(book: Book, key: str, door: str | None, action: str = "a") -> Option:
    """Return the button that opens an answer, under its title behind this door."""
    return Option(Phrase.of(title(book, key, door)), f"{action}:{key}")


def title(book: Book, key: str, door: str | None) -> str:
    """Return the key of an answer's title: behind a door of `titles` one of its own."""
    return f"answer-{key}-title-{door}" if door in book.answers[key].titles else f"answer-{key}-title"


def door_of(talk: Talk, known: Known) -> str | None:
    """Return the door a person stands behind: the one he opened, or that of his open case."""
    return talk.door or (known.case_door if known.has_case else None)


def read_row(known: Known) -> tuple[Row, ...]:
    """Return the row that shows what waits to be read, where something does."""
    return ((button("read"),),) if known.unread else ()


HOME: Final = button("home")
BACK: Final = button("back")
EXIT: Final = button("exit")
"""Quick exit: one tap, and the chat holds one line that says nothing."""
WAY_OUT: Final[Row] = (BACK, HOME)
