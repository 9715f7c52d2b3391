"""The nearest answers to a question in free words: letters in threes and fours, whatever the spelling or the alphabet.

An answer is known by its title, by the ways people ask for it (`locales/<language>/asks.toml`) and, weaker, by its
text. Words are compared by their sounds (`spelling.heard`), so that Russian typed in Latin letters is found as well.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bot.flows.spelling import as_typed, heard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NEAREST: Final = 3
LIKELY: Final = 0.1
"""Below this nothing was found: the words have next to nothing in common with any question."""
SURE: Final = 0.3
"""From here on words are likely to be a question that is answered here."""
FILE: Final = "asks.toml"
_SIZES: Final = (3, 4, 5)
_TEXT_WEIGHT: Final = 0.3
"""How much an answer's whole text counts beside the one way of asking that is nearest."""
_COMMON: Final = 0.5
"""A piece that so many of the answers have tells nothing, and costs most."""
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
    """Every way of asking in one language, ready to be searched. `ways`: (key, words); `texts`: key to whole text."""

    ways: tuple[tuple[str, str], ...]
    texts: Mapping[str, str] = field(default_factory=dict)

    def warm(self) -> None:
        """Do now what the first question would wait for."""
        self.nearest("")

    def nearest(self, question: str, most: int = NEAREST) -> tuple[Found, ...]:
        """Return the answers nearest to a question, the nearest first; none where it is near to none."""
        weights = self._weighed(_pieces(question[:_LONGEST]))
        by_way = self._ways.compare(weights)
        by_text = self._texts.compare(weights)
        scores: dict[str, float] = defaultdict(float)
        for (key, _), score in zip(self.ways, by_way, strict=True):
            scores[key] = max(scores[key], score)
        for key, score in zip(self.texts, by_text, strict=True):
            scores[key] = scores[key] * (1 - _TEXT_WEIGHT) + score * _TEXT_WEIGHT
        best = sorted(scores, key=lambda key: -scores[key])[:most]
        return tuple(Found(key, scores[key]) for key in best if scores[key] >= LIKELY)

    @cached_property
    def _counted(self) -> list[tuple[str, Counter[str]]]:
        """The pieces of all ways, then of all texts. A word that comes again is not cut again."""
        known: dict[str, list[str]] = {}
        return [(key, _pieces(words, known)) for key, words in (*self.ways, *self.texts.items())]

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        """How much a piece tells: the fewer answers have it, the more."""
        having: dict[str, set[str]] = defaultdict(set)
        for key, pieces in self._counted:
            for piece in pieces:
                having[piece].add(key)
        total = len({key for key, _ in self.ways} | set(self.texts)) or 1
        return {
            piece: math.log(1 + total / len(keys)) if len(keys) <= total * _COMMON else 0.0
            for piece, keys in having.items()
        }

    @cached_property
    def _ways(self) -> _Vectors:
        return _Vectors(self._weighed(pieces) for _, pieces in self._counted[: len(self.ways)])

    @cached_property
    def _texts(self) -> _Vectors:
        return _Vectors(self._weighed(pieces) for _, pieces in self._counted[len(self.ways) :])

    def _weighed(self, pieces: Mapping[str, int]) -> dict[str, float]:
        """A vector of length 1; unknown pieces take their part of the length, so nonsense is near to nothing."""
        unknown = math.log(2)
        raw = {piece: (1 + math.log(times)) * self._rarity.get(piece, unknown) for piece, times in pieces.items()}
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1
        return {piece: weight / length for piece, weight in raw.items() if weight}


class _Vectors:
    """Vectors turned inside out: for each piece, who has it and how much."""

    def __init__(self, vectors: Iterable[Mapping[str, float]]) -> None:
        self._having: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._count = 0
        for number, vector in enumerate(vectors):
            self._count = number + 1
            for piece, weight in vector.items():
                self._having[piece].append((number, weight))

    def compare(self, vector: Mapping[str, float]) -> list[float]:
        """Return the cosine with each vector, in their order."""
        scores = [0.0] * self._count
        for piece, weight in vector.items():
            for number, other in self._having.get(piece, ()):
                scores[number] += weight * other
        return scores


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
