"""The nearest answers to a question in free words: pieces of three to five letters, whatever the spelling or alphabet.

An answer is known by its title and the ways people ask for it (`locales/<language>/asks.toml`), taken together, and a
little by its text. Words are compared by their sounds, so that Russian typed in Latin letters is found as well.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from bot.flows.spelling import as_typed, heard

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

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
_UNKNOWN: Final = math.log(2)
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

    def nearest(self, question: str, most: int = NEAREST) -> tuple[Found, ...]:
        """Return the answers nearest to a question, the nearest first; none where not even the first is near."""
        asked = question[:_LONGEST]
        if self._small_talk(asked):
            return ()
        scores, least = self._compare(_weighed(_pieces(asked, {}), self.table.told)), likely(asked)
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
            for at, other in self.table.having(piece):
                scores[at] += weight * other
        return scores

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.asked, *self.texts)))

    @cached_property
    def table(self) -> _Table:
        """Both vectors of each answer in one, by their pieces; made by whoever asks first."""
        parts = [[_pieces(words.get(key, ""), self.known) for key in self._keys] for words in (self.asked, self.texts)]
        common = max(1, len(self._keys) * _COMMON)
        times = Counter(piece for both in zip(*parts, strict=True) for piece in set().union(*both))
        table = _Table(
            {piece: at for at, piece in enumerate(times)},
            array("d", (_rarity(times[piece], len(self._keys), common) for piece in times)),
        )
        table.fill([_merged(both, table.told) for both in zip(*parts, strict=True)])
        return table


def ready(indexes: Collection[Index]) -> Iterator[Callable[[], object]]:
    """Steps that do now what the first question would wait for, a language each; then what only that needs goes."""
    yield from (partial(getattr, index, "table") for index in indexes)
    yield from (index.known.clear for index in indexes)


@dataclass(frozen=True, slots=True)
class _Table:
    """For each piece how much it tells, and which answers have it and how much.

    The numbers lie side by side: as lists of pairs in a dictionary they take ten times the room.
    """

    places: Mapping[str, int]
    rarity: array[float]
    _ends: array[int] = field(default_factory=lambda: array("L", [0]))
    _answers: array[int] = field(default_factory=lambda: array("H"))
    _weights: array[float] = field(default_factory=lambda: array("d"))

    def fill(self, vectors: Sequence[Mapping[str, float]]) -> None:
        """Take the vector of each answer, once."""
        having: list[array[int]] = [array("H") for _ in self.rarity]
        for answer, vector in enumerate(vectors):
            for piece in vector:
                having[self.places[piece]].append(answer)
        for piece, answers in zip(self.places, having, strict=True):
            self._answers.extend(answers)
            self._weights.extend(vectors[answer][piece] for answer in answers)
            self._ends.append(len(self._answers))

    def told(self, piece: str) -> float:
        """How much a piece tells; one that no answer has takes its part too, so nonsense is near to nothing."""
        at = self.places.get(piece)
        return _UNKNOWN if at is None else self.rarity[at]

    def having(self, piece: str) -> Iterable[tuple[int, float]]:
        """The answers that have a piece, by their number, and how much."""
        at = self.places.get(piece)
        if at is None:
            return ()
        low, high = self._ends[at], self._ends[at + 1]
        return zip(self._answers[low:high], self._weights[low:high], strict=True)


def _rarity(times: int, answers: int, common: float) -> float:
    """How much a piece tells: the fewer answers have it, the more; one that most have, nothing."""
    return 0.0 if times > common else math.log(1 + answers / times)


def _merged(both: tuple[Counter[str], ...], told: Callable[[str], float]) -> dict[str, float]:
    """The vector of an answer, of its ways of asking and a little of its text."""
    found: dict[str, float] = {}
    for pieces, share in zip(both, (1 - _TEXT_WEIGHT, _TEXT_WEIGHT), strict=True):
        for piece, weight in _weighed(pieces, told).items():
            found[piece] = found.get(piece, 0.0) + share * weight
    return found


def _weighed(pieces: Mapping[str, int], told: Callable[[str], float]) -> dict[str, float]:
    """A vector of length 1."""
    raw = {piece: (1 + math.log(times)) * told(piece) for piece, times in pieces.items()}
    length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1
    return {piece: weight / length for piece, weight in raw.items() if weight}


def _pieces(text: str, known: dict[str, list[str]]) -> Counter[str]:
    """All pieces of a text's words. `known`: words cut before."""
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
