"""One event being worked, and what a move is: where the person stands next, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.altering import changed
from bot.flows.search import SURE
from bot.flows.talk import Effect, Talk

if TYPE_CHECKING:
    from bot.flows.model import Book, Flow
    from bot.flows.talk import Form, Known

Move = tuple[Talk, tuple[Effect, ...]]


def but(talk: Talk, **changes: Any) -> Talk:
    """Return the talk with these changes; the same where they are none, for making another takes long."""
    same = all(getattr(talk, name) == value for name, value in changes.items())
    return talk if same else changed(talk, **changes)


@dataclass(frozen=True, slots=True)
class Turn:
    """One event being worked: the content, where the person stands, what is known of him."""

    book: Book
    talk: Talk
    known: Known

    @property
    def flow(self) -> Flow:
        """The flow of the open application."""
        return self.book.flows[self.form.flow]

    @property
    def form(self) -> Form:
        """The open application; screens without one offer no action that asks for it."""
        if self.talk.form is None:
            raise ValueError(f"no application is open at {self.talk.place}")
        return self.talk.form

    def look_up(self, question: str) -> tuple[str, ...]:
        """Return the keys of the answers nearest to a question."""
        index = self.book.indexes.get(self.known.language)
        return tuple(found.key for found in index.nearest(question)) if index else ()

    def look_up_surely(self, words: str) -> tuple[str, ...]:
        """Return the same for words that may be no question at all: nothing unless one answer is near."""
        index = self.book.indexes.get(self.known.language)
        found = index.nearest(words) if index else ()
        return tuple(one.key for one in found) if found and found[0].score >= SURE else ()
