"""The editor's cue words for what nobody asked: `locales/<language>/unasked.txt`, one section a kind of cue.

A line is one cue of one or several words: `stem*` is any ending, `a|b` either word; a Cyrillic cue is also found typed
in Latin letters. A line that begins with `-` holds words that are no place or name even behind such a cue.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.flows.danger import GAP, read_lines
from bot.flows.faults import Fault
from bot.flows.remembered import Remembered
from bot.flows.spelling import heard, latin, sounds, word_as_typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.flows.danger import Line
    from bot.flows.unasked_shapes import Span

FILE: Final = "unasked.txt"


class Cue(StrEnum):
    """What a cue word tells of the words beside it."""

    CODE = "code"
    UNIT = "unit"
    COMPANY = "company"
    ADJECTIVE = "adjective"
    NUMERAL = "numeral"
    PEOPLE = "people"
    PLACE = "place"
    IN = "in"
    KNOWN = "known-place"
    GRID = "grid"
    COMMANDER = "commander"
    RANK = "rank"
    CALLED = "called"
    CALLSIGN = "callsign"
    SELF = "self"
    KIN = "kin"
    GIVEN = "given-name"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a cue: these spellings, or these beginnings."""

    exact: frozenset[str]
    stems: tuple[str, ...]

    def fits(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.stems)


@dataclass(frozen=True, slots=True)
class _Phrase:
    cue: Cue
    words: tuple[_Word, ...]
    excuse: bool

    def fits(self, words: Sequence[str]) -> bool:
        return all(map(_Word.fits, self.words, words))


@dataclass(frozen=True, slots=True)
class _Index:
    """Phrases by their first word: as it is, or by the first two letters of its beginning."""

    exact: dict[str, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))
    stems: dict[str, list[tuple[str, _Phrase]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, phrase: _Phrase) -> None:
        for one in phrase.words[0].exact:
            self.exact[one].append(phrase)
        for stem in phrase.words[0].stems:
            self.stems[stem[:2]].append((stem, phrase))

    def at(self, word: str) -> list[_Phrase]:
        begun = [phrase for stem, phrase in self.stems.get(word[:2], ()) if word.startswith(stem)]
        return begun + self.exact[word] if word in self.exact else begun


@dataclass(frozen=True, slots=True)
class Cues:
    """The lists of all languages, ready to search: Cyrillic words as they are written, Latin ones by their sounds."""

    written: _Index = field(default_factory=_Index)
    sounded: _Index = field(default_factory=_Index)
    lately: Remembered[tuple[Span, ...]] = field(default_factory=Remembered, repr=False, compare=False)

    def at(self, words: Sequence[str], place: int) -> Iterator[tuple[Cue, int, bool]]:
        """Yield each cue that begins at a word, the place behind it, and whether it is an excuse.

        `words`: as `key` returns them.
        """
        first = words[place]
        index = self.sounded if latin(first) else self.written
        for phrase in index.at(first):
            end = place + len(phrase.words)
            if end == place + 1 or (end <= len(words) and phrase.fits(words[place:end])):
                yield phrase.cue, end, phrase.excuse


def key(word: str) -> str:
    """Return a word as cues are looked up: by its spelling in Cyrillic letters, by its sound in Latin ones."""
    plain = word_as_typed(word)
    return heard(plain) if latin(plain) else plain


def parse(sources: Mapping[str, str], faults: list[Fault]) -> Cues:
    """Return the lists in these texts, by the names of their files; a line that is none is added to the faults."""
    lines: list[Line] = []
    for where, source in sources.items():
        for line in read_lines(where, source, faults, Cue):
            if GAP in line.words or any(word.startswith("?") for word in line.words):
                what = f"here every word of a line must stand: {' '.join(line.words)[:50]}"
                faults.append(Fault(where, line.kind, "", what))
            else:
                lines.append(line)
    return Cues(_index(lines, sounded=False), _index(lines, sounded=True))


def _index(lines: Iterable[Line], *, sounded: bool) -> _Index:
    index = _Index()
    for line in lines:
        words = tuple(_word(word, sounded=sounded) for word in line.words)
        if all(word.exact or word.stems for word in words):
            index.add(_Phrase(Cue(line.kind), words, line.excuse))
    return index


def _word(written: str, *, sounded: bool) -> _Word:
    exact, stems = set[str](), list[str]()
    for one in written.split("|"):
        spelt = word_as_typed(one.rstrip("*"))
        if sounded:
            spelt = heard(spelt) if latin(spelt) else sounds(spelt)
        elif latin(spelt):
            continue
        if one.endswith("*"):
            stems.append(spelt)
        else:
            exact.add(spelt)
    return _Word(frozenset(exact), tuple(stems))
