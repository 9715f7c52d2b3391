"""Content read before it is needed: reading it is most of what a start waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.flows.load import content_version

if TYPE_CHECKING:
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
        for index in found[0].indexes.values() if warm else ():
            index.warm()
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
