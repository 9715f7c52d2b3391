"""Danger words: the editor's lists of what nobody says lightly, and whether a written text holds any of them.

A list is `locales/<language>/danger.txt`: sections `[crisis] [harm] [torture] [minor]`, one phrase a line. In a phrase
`stem*` is any ending, `a|b` either word, `?a` a word that may be missing, `*` any word, `..` up to two words between.
A line that begins with `-` tells what is meant otherwise: a phrase that lies wholly inside it does not count.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.flows.faults import Fault
from bot.flows.spelling import as_typed, heard, latin, sounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.model import Book

FILE: Final = "danger.txt"
GAP: Final = ".."
_ANY_WORD: Final = "*"
_WORD: Final = re.compile(r"[^\W_]+\*?|\*")
_SAID: Final = re.compile("[^ .]+")
_SHORTEST_STEM: Final = 3
_GLUED: Final = {"не", "ne"}
"""Words people write as one with the next: `нехочу`."""


class Danger(StrEnum):
    """What a text speaks of, the most urgent first."""

    CRISIS = "crisis"
    HARM = "harm"
    TORTURE = "torture"
    MINOR = "minor"

    @property
    def answer(self) -> str:
        """The answer a person in this danger is shown."""
        return _ANSWERS[self]


_ANSWERS: Final = {
    Danger.CRISIS: "crisis",
    Danger.HARM: "harm-others",
    Danger.TORTURE: "was-tortured",
    Danger.MINOR: "under-18",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One phrase of a list; `excuse`: it tells what is not meant."""

    kind: StrEnum
    words: tuple[str, ...]
    excuse: bool = False


_Index = Mapping[str, re.Pattern[str]]
"""Phrases by the first two letters they can begin with: a text is tried against few of them at each word."""
_Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Lists:
    """The phrases of one kind: Latin ones as they are written, Cyrillic ones by their sounds."""

    phrases: tuple[_Index, _Index]
    excuses: tuple[_Index, _Index]

    def hold(self, forms: tuple[str, str]) -> bool:
        """Whether a phrase stands in a text that no excuse covers."""
        found = _spans(self.phrases, forms)
        excused = _spans(self.excuses, forms) if found else []
        return any(not any(left <= start and end <= right for left, right in excused) for start, end in found)


@dataclass(frozen=True, slots=True)
class Dangers:
    """The lists of all languages, ready to search: people mix their languages and borrow alphabets."""

    lists: Mapping[Danger, Lists] = field(default_factory=dict)
    latest: dict[str, Danger | None] = field(default_factory=dict, repr=False, compare=False)
    """The one text searched last: a step of the talk asks for it several times."""

    def find(self, text: str) -> Danger | None:
        """Return the most urgent danger a text speaks of."""
        if text not in self.latest:
            found = self._search(text)
            self.latest.clear()
            self.latest[text] = found
        return self.latest[text]

    def _search(self, text: str) -> Danger | None:
        forms = forms_of(text)
        return next((kind for kind in Danger if kind in self.lists and self.lists[kind].hold(forms)), None)


def forms_of(text: str) -> tuple[str, str]:
    """Return the words of a text as they are written and by their sounds, a space before and behind each."""
    tokens = as_typed(text)
    return f" {' '.join(tokens)} ", f" {' '.join(map(heard, tokens))} "


def danger(book: Book, text: str) -> Danger | None:
    """Return what danger a text speaks of, by the lists of all languages; None where it speaks of none."""
    return book.dangers.find(text)


def parse(sources: Mapping[str, str], faults: list[Fault]) -> Dangers:
    """Return the lists in these texts, by the names of their files; a line that is none is added to the faults."""
    lines = [line for where, source in sources.items() for line in read_lines(where, source, faults, Danger)]
    kinds = {line.kind for line in lines if not line.excuse}
    return Dangers({kind: lists_of([line for line in lines if line.kind is kind]) for kind in Danger if kind in kinds})


def read_lines(where: str, source: str, faults: list[Fault], kinds: type[StrEnum]) -> Iterator[Line]:
    """Yield the phrases of one file, whose sections are these kinds; a line that is none is added to the faults."""
    kind: StrEnum | None = None
    for number, raw in enumerate(source.splitlines(), 1):
        said = raw.partition("#")[0].strip()
        if said.startswith("[") and said.strip("[]") in set(kinds):
            kind = kinds(said.strip("[]"))
        elif said and (wrong := _wrong(kind, said, kinds)):
            faults.append(Fault(where, f"line {number}", "", f"{wrong}: {said[:50]}"))
        elif said and kind:
            yield Line(kind, tuple(said.removeprefix("-").split()), excuse=said.startswith("-"))


def _wrong(kind: StrEnum | None, said: str, kinds: type[StrEnum]) -> str:
    """Say what is wrong with a line; empty when nothing."""
    if said.startswith("["):
        return f"no such section; there are {', '.join(f'[{known}]' for known in kinds)}"
    if kind is None:
        return "a phrase before the first section"
    words = said.removeprefix("-").split()
    if not words or {words[0], words[-1]} & {GAP, _ANY_WORD} or words[0].startswith("?"):
        return "a phrase begins and ends with a word"
    return next(filter(None, (_wrong_word(word) for word in words if word != GAP)), "")


def _wrong_word(word: str) -> str:
    for one in word.removeprefix("?").split("|"):
        bare = re.sub("['\u2019\u02bc]", "", one)
        if not _WORD.fullmatch(bare):
            return f"{one or word} is no word, and no stem with * behind it"
        if bare.endswith("*") and 1 < len(bare) <= _SHORTEST_STEM:
            return f"{one}: so short a stem is in too many words"
    return ""


def lists_of(lines: list[Line]) -> Lists:
    """Return the phrases of one kind, ready to search."""

    def pair(*, excuse: bool) -> tuple[_Index, _Index]:
        said = [line.words for line in lines if line.excuse is excuse]
        written = [words for words in said if any(map(latin, words))]
        return _index(written, as_is=True), _index([words for words in said if words not in written], as_is=False)

    return Lists(pair(excuse=False), pair(excuse=True))


def _index(phrases: list[tuple[str, ...]], *, as_is: bool) -> _Index:
    sorted_: dict[str, list[str]] = defaultdict(list)
    for words in phrases:
        pattern = _pattern(words, as_is=as_is)
        for first in {_letters(one, as_is=as_is)[:2] for one in words[0].split("|")}:
            sorted_[first].append(pattern)
    return {first: re.compile(f"(?:{'|'.join(patterns)})(?= )") for first, patterns in sorted_.items()}


def _spans(indexes: tuple[_Index, _Index], forms: tuple[str, str]) -> _Spans:
    """Where phrases stand, counted in words: both forms of a text have the same ones."""
    return [span for index, text in zip(indexes, forms, strict=True) for span in _in_words(index, text)]


def _in_words(index: _Index, text: str) -> Iterator[tuple[int, int]]:
    for word in _SAID.finditer(text):
        pattern = index.get(word[0][:2])
        if pattern and (match := pattern.match(text, word.start())):
            yield text.count(" ", 0, match.start()), text.count(" ", 0, match.end())


def _pattern(words: tuple[str, ...], *, as_is: bool) -> str:
    """One phrase over words with a space between, a full stop being a word of its own."""
    said, between = "", ""
    for word in words:
        if word == GAP:
            said += "(?: [^ .]+){0,2}"
            continue
        choice = "|".join(_stem(one, as_is=as_is) for one in word.removeprefix("?").split("|"))
        said += f"(?:{between}(?:{choice})){'?' if word.startswith('?') else ''}"
        between = " ?" if word in _GLUED else r" (?:\. )?"
    return said


def _stem(word: str, *, as_is: bool) -> str:
    if word == _ANY_WORD:
        return "[^ .]+"
    letters = re.escape(_letters(word, as_is=as_is))
    return f"{letters}[^ ]*" if word.endswith("*") else letters


def _letters(word: str, *, as_is: bool) -> str:
    plain = "".join(as_typed(word.rstrip("*")))
    return plain if as_is else sounds(plain)
