"""The nearest answers to a question in free words: pieces of three to five letters, whatever the spelling or alphabet.

An answer is known by its title and the ways people ask for it (`locales/<language>/asks.toml`), taken together, and a
little by its text. Words are compared by their sounds, so that Russian typed in Latin letters is found as well.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bot.flows.spelling import as_typed, heard

if TYPE_CHECKING:
    from collections.abc import Mapping

NEAREST: Final = 3
FILE: Final = "asks.toml"
MIXED: Final = {"ru": ("uk",), "uk": ("ru",)}
"""Languages whose speakers use each other's words in one sentence: their ways of asking count for both."""
LIKELY: Final = 0.03
"""Below this nothing was found: the words have next to nothing in common with any question."""
SURE: Final = 0.11
"""From here on words are likely to be a question that is answered here."""
_TEXT_WEIGHT: Final = 0.1
_SIZES: Final = (3, 4, 5)
_COMMON: Final = 0.5
"""A piece that more of the answers have tells nothing, and costs most."""
_SHORTEST: Final = 2
_LONGEST: Final = 300
"""Letters of a question that are looked at: nobody's question is longer, and no message may cost more."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer's key and how near it is, from 0 to 1."""

    key: str
    score: float


@dataclass(frozen=True)
class Index:
    """What questions are compared with, by answer: `asked`, all ways of asking for it; `texts`, what it says.

    `known`: words of the content that were cut before, shared by languages.
    """

    asked: Mapping[str, str]
    texts: Mapping[str, str]
    known: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def warm(self) -> None:
        """Do now what the first question would wait for."""
        len(self._having)

    def nearest(self, question: str, most: int = NEAREST) -> tuple[Found, ...]:
        """Return the answers nearest to a question, the nearest first; none where it is near to none."""
        scores = self._compare(self._weighed(_pieces(question[:_LONGEST])))
        best = heapq.nlargest(most, range(len(scores)), key=scores.__getitem__)
        return tuple(Found(self._keys[at], scores[at]) for at in best if scores[at] >= LIKELY)

    def _compare(self, vector: Mapping[str, float]) -> list[float]:
        """Return how near each answer is: the cosine with its ways of asking, and a little of that with its text."""
        scores = [0.0] * len(self._keys)
        for piece, weight in vector.items():
            for at, other in self._having.get(piece, ()):
                scores[at] += weight * other
        return scores

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.asked, *self.texts)))

    @cached_property
    def _having(self) -> Mapping[str, list[tuple[int, float]]]:
        """For each piece, which answers have it and how much: both vectors of an answer in one."""
        both: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for counted, share in zip(self._counted, (1 - _TEXT_WEIGHT, _TEXT_WEIGHT), strict=True):
            for at, key in enumerate(self._keys):
                for piece, weight in self._weighed(counted.get(key, {})).items():
                    both[piece][at] += share * weight
        return {piece: list(having.items()) for piece, having in both.items()}

    @cached_property
    def _counted(self) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
        """The pieces of both."""
        asked = {key: _pieces(words, self.known) for key, words in self.asked.items()}
        return asked, {key: _pieces(words, self.known) for key, words in self.texts.items()}

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        """How much a piece tells: the fewer answers have it, the more; one that most have, nothing."""
        having: dict[str, set[str]] = defaultdict(set)
        for counted in self._counted:
            for key, pieces in counted.items():
                for piece in pieces:
                    having[piece].add(key)
        total = len(self.asked.keys() | self.texts.keys())
        return {
            piece: 0.0 if len(keys) > max(1, total * _COMMON) else math.log(1 + total / len(keys))
            for piece, keys in having.items()
        }

    def _weighed(self, pieces: Mapping[str, int]) -> dict[str, float]:
        """A vector of length 1; unknown pieces take their part of the length, so nonsense is near to nothing."""
        unknown = math.log(2)
        raw = {piece: (1 + math.log(times)) * self._rarity.get(piece, unknown) for piece, times in pieces.items()}
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1
        return {piece: weight / length for piece, weight in raw.items() if weight}


def _pieces(text: str, known: dict[str, list[str]] | None = None) -> Counter[str]:
    """All pieces of a text's words. `known`: words cut before; not for what a person wrote: it would stay in memory."""
    known = {} if known is None else known
    pieces: list[str] = []
    for token in as_typed(text):
        if (cut := known.get(token)) is None:
            cut = known[token] = _cut(heard(token))
        pieces += cut
    return Counter(pieces)


def _cut(word: str) -> list[str]:
    """A word in pieces, its ends marked."""
    if len(word) < _SHORTEST:
        return []
    ended = f"<{word}>"
    return [ended[at : at + size] for size in _SIZES for at in range(len(ended) - size + 1)]
