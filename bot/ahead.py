"""Content read before it is needed: reading it is most of what a start waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.flows.load import content_version
from bot.flows.search import ready

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.desk.codes.word_lists import WordLists
    from bot.flows.model import Book
    from bot.tuning import Content


@dataclass(slots=True, eq=False)
class Ahead:
    """Reads a folder ahead by `read`, and gives what it read once, if no file changed since."""

    read: Content
    _held: tuple[str, tuple[Book, WordLists]] | None = field(default=None, init=False)

    def prepare(self, root: Path, *, warm: bool) -> None:
        """Read now. `warm`: make the search in free words ready, too. ContentError: there is a fault in it."""
        version = content_version(root)
        found = self.read(root)
        for step in ready(found[0].indexes.values()) if warm else ():
            step()
        self._held = version, found

    def take(self, root: Path) -> tuple[Book, WordLists]:
        """What the folder holds now."""
        held, self._held = self._held, None
        return held[1] if held is not None and held[0] == content_version(root) else self.read(root)

    def held(self, root: Path) -> tuple[Book, WordLists]:
        """The same, kept for the one who takes it; read anew where a file changed."""
        if self._held is None or self._held[0] != content_version(root):
            self.prepare(root, warm=False)
        assert self._held is not None  # noqa: S101 - for the types: it was read just now
        return self._held[1]


@dataclass(slots=True, eq=False)
class Looked:
    """What is looked at before a start is what it serves with: each half is read once, unless a file changes."""

    read_book: Callable[[Path], Book]
    read_lists: Callable[[Path], WordLists]
    _version: str = field(default="", init=False)
    _book: Book | None = field(default=None, init=False)
    _lists: WordLists | None = field(default=None, init=False)

    def book(self, root: Path) -> Book:
        """The folder's flows, answers and texts. ContentError: there is a fault in them."""
        self._follow(root)
        if self._book is None:
            self._book = self.read_book(root)
        return self._book

    def lists(self, root: Path) -> WordLists:
        """Its lists of words. ContentError: there is a fault in them."""
        self._follow(root)
        if self._lists is None:
            self._lists = self.read_lists(root)
        return self._lists

    def take(self, root: Path) -> tuple[Book, WordLists]:
        """Both, as the folder holds them now; they are kept no longer."""
        found = self.book(root), self.lists(root)
        self._version, self._book, self._lists = "", None, None
        return found

    def _follow(self, root: Path) -> None:
        """A version is told before the reading: what changes during that is read anew."""
        if (version := content_version(root)) != self._version:
            self._version, self._book, self._lists = version, None, None
