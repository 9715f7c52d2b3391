"""One slip in a long word: a letter too many, one missing, another one, or two changed about. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TURNED, _MISSED, _OTHER = 6, 7, 8
"""Letters a word must have for two changed about, one too many or missing, one other: shorter words are too near."""
_ENDING: Final = 2
"""Letters at the end that must be right: they tell what was done from what may be done."""


@dataclass(frozen=True, slots=True)
class Slips:
    """The words in whose spelling others are read."""

    words: frozenset[str] = frozenset()
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Words by what is left of them without one letter, and whole."""

    @staticmethod
    def of(words: Iterable[str]) -> Slips:
        """Return the slips of these words."""
        near: dict[str, list[str]] = defaultdict(list)
        known = sorted(words)
        for word in (word for word in known if len(word) >= _TURNED):
            for left in _without_one(word):
                near[left].append(word)
        return Slips(frozenset(known), {left: tuple(found) for left, found in near.items()})

    def mend(self, word: str) -> str:
        """Return the word that was meant, where one is a single slip away; else the word itself."""
        if len(word) < _TURNED or word in self.words:
            return word
        return next((one for left in _without_one(word) for one in self.near.get(left, ()) if _slip(word, one)), word)


def _without_one(word: str) -> tuple[str, ...]:
    """The word, and the word without each of its letters but the first: nobody misses that."""
    return (word, *(word[:at] + word[at + 1 :] for at in range(1, len(word))))


def _slip(typed: str, meant: str) -> bool:
    """Whether words that are alike without one letter each are one slip apart."""
    if len(typed) != len(meant):
        return len(meant) >= _MISSED and typed[-_ENDING:] == meant[-_ENDING:]
    apart = [at for at, (left, right) in enumerate(zip(typed, meant, strict=True)) if left != right]
    if len(apart) == 1:
        return len(meant) >= _OTHER and apart[0] < len(meant) - _ENDING
    first, last = apart[0], apart[-1]
    return last - first == 1 and (typed[first], typed[last]) == (meant[last], meant[first])
