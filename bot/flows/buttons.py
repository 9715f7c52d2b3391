"""Buttons that stand on many screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.talk import Option, Phrase

if TYPE_CHECKING:
    from bot.flows.talk import Known, Row


def button(name: str, action: str | None = None) -> Option:
    """Return the button whose text is `button-<name>`; its action is the name unless another is given."""
    return Option(Phrase.of(f"button-{name}"), action or name)


def answer_button(key: str, action: str = "a") -> Option:
    """Return the button that opens an answer, under its title."""
    return Option(Phrase.of(f"answer-{key}-title"), f"{action}:{key}")


def read_row(known: Known) -> tuple[Row, ...]:
    """Return the row that shows what waits to be read, where something does."""
    return ((button("read"),),) if known.unread else ()


HOME: Final = button("home")
BACK: Final = button("back")
EXIT: Final = button("exit")
"""Quick exit: one tap, and the chat holds one line that says nothing."""
WAY_OUT: Final[Row] = (BACK, HOME)
