"""What a screen is made of: texts by their keys, buttons, rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text by its key. Arguments that are phrases are put into words first, without markup, then escaped."""

    key: str
    args: Mapping[str, Arg]

    @staticmethod
    def of(key: str, /, **args: Arg) -> Phrase:
        """Return the phrase with its arguments by name."""
        return Phrase(key, args)


Arg = str | int | Phrase | tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One button: what it says, and the action it stands for (ASCII, at most 24 bytes)."""

    label: Phrase
    action: str


Row = tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person sees: parts joined by blank lines, and rows of buttons."""

    parts: tuple[Phrase, ...]
    rows: tuple[Row, ...]

    @property
    def options(self) -> tuple[Option, ...]:
        """All buttons from top left to bottom right: typing 2 presses the second."""
        return tuple(option for row in self.rows for option in row)
