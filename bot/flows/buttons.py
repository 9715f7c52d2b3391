"""Buttons that stand on many screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows.talk import Option, Phrase

if TYPE_CHECKING:
    from bot.flows.talk import Row


def button(name: str, action: str | None = None) -> Option:
    """Return the button whose text is `button-<name>`; its action is the name unless another is given."""
    return Option(Phrase.of(f"button-{name}"), action or name)


HOME: Final = button("home")
BACK: Final = button("back")
WAY_OUT: Final[Row] = (BACK, HOME)
