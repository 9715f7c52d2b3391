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
_LIKELY: Final = ((3, 0.08), (5, 0.06))
"""How near is near, in questions of at most so many words: the shorter one is, the more a chance likeness weighs."""
_LIKELY_ELSE: Final = 0.04
_NEXT: Final = 0.03
"""So near the second and the third must be, beside a first that is near."""
_GRAVER: Final = 1.25
"""So much nearer must an answer on death or torture be: it frightens who asked for something else."""
SMALL_TALK: Final = "small_talk.txt"
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


def likely(question: str) -> float:
    """Return how near an answer must be to these words to be suggested at all."""
    count = sum(token.isalnum() for token in as_typed(question))
    return next((least for most, least in _LIKELY if count <= most), _LIKELY_ELSE)


def chatter(source: str) -> frozenset[str]:
    """Return the words of a list of small talk, by their sounds; a line that begins with # is a note."""
    lines = (line for line in source.splitlines() if not line.lstrip().startswith("#"))
    return frozenset(heard(token) for line in lines for token in as_typed(line))


@dataclass(frozen=True)
class Index:
    """What questions are compared with, by answer: `asked`, all ways of asking for it; `texts`, what it says.

    `known`: words of the content that were cut before, shared by languages. `grave`: answers suggested only where they
    are nearer than others need to be. `chatter`: words of small talk; who says nothing else asks for no answer.
    """

    asked: Mapping[str, str]
    texts: Mapping[str, str]
    grave: frozenset[str] = frozenset()
    chatter: frozenset[str] = frozenset()
    known: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def warm(self) -> None:
        """Do now what the first question would wait for."""
        len(self._having)

    def nearest(self, question: str, most: int = NEAREST) -> tuple[Found, ...]:
        """Return the answers nearest to a question, the nearest first; none where not even the first is near."""
        asked = question[:_LONGEST]
        if self._small_talk(asked):
            return ()
        scores, least = self._compare(self._weighed(_pieces(asked))), likely(asked)
        best = heapq.nlargest(most, range(len(scores)), key=scores.__getitem__)
        near = (Found(self._keys[at], scores[at]) for at in best if scores[at] >= _NEXT)
        found = tuple(one for one in near if one.key not in self.grave or one.score >= least * _GRAVER)
        return found if found and found[0].score >= least else ()

    def _small_talk(self, question: str) -> bool:
        return all(heard(token) in self.chatter for token in as_typed(question) if token.isalnum())

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
