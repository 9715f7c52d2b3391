"""Five words as they were heard over a telephone line: taken one by one or all at once, in any spelling near enough."""

# ruff: noqa: RUF001  Cyrillic is meant

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.desk.codes.word_lists import WORDS_IN_CODE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.codes.word_lists import WordLists

SUGGESTED: Final = 4
_FARTHEST: Final = 2
"""So many edits between sounds, or spellings, at most."""
_PART: Final = re.compile(r"(?P<place>[1-5](?!\d))?[\s.:)№-]*(?P<word>[^\W\d_]{2,})")
_ALIKE: Final = ("оёеэєаяoea", "иыійїyi", "юуu", "бпpb", "дтdt", "гґкхgkhcq", "вфvfw", "зсцzs", "жшщч")
"""Letters that a bad line makes one."""
_SAME: Final = str.maketrans({letter: one[0] for one in _ALIKE for letter in one} | {"ъ": "", "ь": ""})


@dataclass(frozen=True, slots=True)
class Heard:
    """The five places so far: a listed word, or nothing. `near`: what an unclear word may be, by its place from 0."""

    words: tuple[str, ...] = field(repr=False)
    near: dict[int, tuple[str, ...]] = field(repr=False)

    @property
    def whole(self) -> bool:
        """Whether all five are there."""
        return all(self.words)


def hear(lists: WordLists, text: str, before: Sequence[str] = ()) -> Heard:
    """Add what was typed to what was heard before. A number before a word says which of the five it is.

    Without numbers five words are all of them, in their order; fewer fill the places that are empty.
    """
    words = (*before, *("",) * WORDS_IN_CODE)[:WORDS_IN_CODE]
    parts = [(found["place"], found["word"]) for found in _PART.finditer(text)]
    if len(parts) >= WORDS_IN_CODE and not any(place for place, _ in parts):
        if (all_five := lists.read(text)) is not None:
            return Heard(all_five, {})
        words = ("",) * WORDS_IN_CODE
    return _placed(lists, list(words), parts)


def _placed(lists: WordLists, words: list[str], parts: Sequence[tuple[str | None, str]]) -> Heard:
    near: dict[int, tuple[str, ...]] = {}
    language = lists.language_of([*filter(None, words), *(word for _, word in parts)])
    empty = [at for at, word in enumerate(words) if not word]
    for place, word in parts:
        at = int(place) - 1 if place else next(iter(empty), None)
        if at is None:
            break
        empty = [other for other in empty if other != at]
        meant = lists.meant(language, word)
        words[at] = meant[0] if len(meant) == 1 else ""
        if len(meant) != 1:
            near[at] = meant or alike(lists.words_of(language), word)
    return Heard(tuple(words), near)


def alike(listed: Sequence[str], word: str) -> tuple[str, ...]:
    """The listed words that sound most like this one, the nearest first."""
    plain, sound = word.casefold(), sounds(word)
    near = [(edits(sound, sounds(one), _FARTHEST), edits(plain, one, _FARTHEST), one) for one in listed]
    return tuple(one for *far, one in sorted(near) if min(far) <= _FARTHEST)[:SUGGESTED]


@lru_cache(maxsize=20_000)
def sounds(word: str) -> str:
    """A word by what is left of it on a bad line: no soft signs, no doubled letters, near sounds the same."""
    heard = word.casefold().translate(_SAME)
    return "".join(letter for at, letter in enumerate(heard) if at == 0 or heard[at - 1] != letter)


def edits(one: str, other: str, most: int) -> int:
    """Count the letters to add, take out or change between two words; beyond `most`, one more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        above, row[0] = row[0], at
        for place, its in enumerate(other, start=1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (letter != its))
        if min(row) > most:
            return most + 1
    return row[-1]
