"""What was found in a text, remembered by its digest: several steps of the talk ask for it, none keeps the text."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_MOST: Final = 2_048
_DIGEST: Final = 20


class Remembered(Generic[T]):
    """Up to some thousands of answers, the oldest forgotten first. Any thread may ask: at worst it searches again."""

    def __init__(self) -> None:
        self._known: dict[bytes, T] = {}
        self._earlier: dict[bytes, T] = {}

    def of(self, text: str, search: Callable[[str], T]) -> T:
        """What was found in a text lately, or `search` finds now; it has one answer for a text."""
        name = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
        for known in (self._known, self._earlier):
            if name in known:
                return known[name]
        found = search(text)
        if len(self._known) >= _MOST:
            self._earlier, self._known = self._known, {}
        self._known[name] = found
        return found

    def clear(self) -> None:
        """Forget all, as a measurement wants."""
        self._known, self._earlier = {}, {}
