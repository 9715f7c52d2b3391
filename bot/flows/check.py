"""Every rule the content must keep, as pure functions over a Book: what is wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.flows.model import Book


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the content. Shown as `file: step: field: what`."""

    file: str
    step: str
    field: str
    what: str

    def __str__(self) -> str:
        """Return the one line an editor reads."""
        return ": ".join(part for part in (self.file, self.step, self.field, self.what) if part)


def inspect(book: Book) -> list[Fault]:
    """Return all faults of a book."""
    return []
