"""Danger words: the editor's lists of what nobody says lightly, and whether a written text holds any of them.

A list is `locales/<language>/danger.txt`: its sections are the kinds of danger, one phrase a line. In a
phrase `stem*` is any ending, `a|b` either word, `?a` a word that may be missing, `*` any word, `..` up to two words
between, `...` up to five. A line that begins with `-` tells what is meant otherwise: a phrase that lies wholly inside
it does not count; it may end with `...`. Words may be run together, and a slip in a long word is mended.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.flows.faults import Fault
from bot.flows.remembered import Remembered
from bot.flows.slips import Slips
from bot.flows.spelling import BLURRED_FROM, as_typed, blur, blurred, heard, latin, sounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.model import Book

FILE: Final = "danger.txt"
GAP: Final = ".."
REACH: Final = "..."
_BETWEEN: Final = {GAP: "(?: [^ .]+(?= )){0,2}", REACH: "(?: [^ .]+(?= )){0,5}"}
_ANY_WORD: Final = "*"
_WORD: Final = re.compile(r"[^\W_]+\*?|\*")
_SAID: Final = re.compile("[^ .]+")
_SHORTEST_STEM: Final = 3


class Danger(StrEnum):
    """What a text speaks of, the most urgent first."""

    CRISIS = "crisis"
    NOW = "now"
    HARM = "harm"
    TORTURE = "torture"
    MINOR = "minor"

    @property
    def answer(self) -> str:
        """The answer a person in this danger is shown; empty: he is shown how the call stands, and nothing else."""
        return _ANSWERS[self]


_ANSWERS: Final = {
    Danger.CRISIS: "crisis",
    Danger.NOW: "",
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


_Spans = list[tuple[int, int]]
_Index = Mapping[str, tuple[tuple[str, ...], ...]]
"""Phrases by the first letters they can begin with, up to five: few are tried at each word."""
_PREFIXES: Final = range(2, 6)


@dataclass(frozen=True, slots=True)
class Lists:
    """The phrases of one kind: Latin ones as they are written, Cyrillic ones by their sounds."""

    phrases: tuple[_Index, _Index]
    excuses: tuple[_Index, _Index]
    reaching: tuple[_Index, _Index]
    """Excuses that end with `...`: they hold in their own spelling only, one of their words may stand in any other."""

    def hold(self, forms: tuple[str, str]) -> bool:
        """Whether a phrase stands in a text that no excuse covers."""
        return any(self._holds(form, spans, forms) for form, spans in enumerate(_spans(self.phrases, forms)))

    def _holds(self, form: int, found: _Spans, forms: tuple[str, str]) -> bool:
        if not found:
            return False
        reaching = _in_words(self.reaching[form], forms[form], as_is=not form)
        excused = [*(span for spans in _spans(self.excuses, forms) for span in spans), *reaching]
        return any(not any(left <= start and end <= right for left, right in excused) for start, end in found)


@dataclass(frozen=True, slots=True)
class Dangers:
    """The lists of all languages, ready to search: people mix their languages and borrow alphabets."""

    lists: Mapping[Danger, Lists] = field(default_factory=dict)
    slips: tuple[Slips, Slips] = field(default=(Slips(), Slips()), repr=False)
    lately: Remembered[Danger | None] = field(default_factory=Remembered, repr=False, compare=False)
    """The intake asks first, then each step that shows an answer."""

    def find(self, text: str) -> Danger | None:
        """Return the most urgent danger a text speaks of."""
        return self.lately.of(text, self._search)

    def _search(self, text: str) -> Danger | None:
        forms = forms_of(text, self.slips)
        return next((kind for kind in Danger if kind in self.lists and self.lists[kind].hold(forms)), None)


def forms_of(text: str, slips: tuple[Slips, Slips] = (Slips(), Slips())) -> tuple[str, str]:
    """Return the words of a text as they are written and by their sounds, a space before and behind each."""
    tokens = as_typed(text)
    written, by_sound = slips
    said = map(written.mend, tokens), (by_sound.mend(blurred(heard(token))) for token in tokens)
    first, second = (f" {' '.join(words)} " for words in said)
    return first, second


def danger(book: Book, text: str) -> Danger | None:
    """Return what danger a text speaks of, by the lists of all languages; None where it speaks of none."""
    return book.dangers.find(text)


def parse(sources: Mapping[str, str], faults: list[Fault]) -> Dangers:
    """Return the lists in these texts, by the names of their files; a line that is none is added to the faults."""
    lines = [line for where, source in sources.items() for line in read_lines(where, source, faults, Danger)]
    kinds = {line.kind for line in lines if not line.excuse}
    lists = {kind: lists_of([line for line in lines if line.kind is kind]) for kind in Danger if kind in kinds}
    return Dangers(lists, _slips(lines))


def _slips(lines: list[Line]) -> tuple[Slips, Slips]:
    """The words of all lists, in whose spelling slips are mended: Latin ones, and the others by their sounds."""
    words = {word.removeprefix("?") for line in lines for word in line.words if word not in {*_BETWEEN, _ANY_WORD}}
    said = {one for word in words for one in word.split("|")}
    by_sound = {_spellings(word, as_is=False)[0] for word in said if not latin(word)}
    return Slips.of({_spellings(word, as_is=True)[0] for word in said if latin(word)}), Slips.of(by_sound)


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
    if said.startswith("-") and words[-1:] == [REACH]:
        words.pop()
    if not words or {words[0], words[-1]} & {*_BETWEEN, _ANY_WORD} or words[0].startswith("?"):
        return "a phrase begins and ends with a word"
    return next(filter(None, (_wrong_word(word) for word in words if word not in _BETWEEN)), "")


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

    def pair(*, excuse: bool, reaches: bool = False) -> tuple[_Index, _Index]:
        said = [line.words for line in lines if line.excuse is excuse and (line.words[-1] == REACH) is reaches]
        written = [words for words in said if any(map(latin, words))]
        return _index(written, as_is=True), _index([words for words in said if words not in written], as_is=False)

    return Lists(pair(excuse=False), pair(excuse=True), pair(excuse=True, reaches=True))


def _index(phrases: list[tuple[str, ...]], *, as_is: bool) -> _Index:
    sorted_: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in phrases:
        spellings = (spelled for one in words[0].split("|") for spelled in _spellings(one, as_is=as_is))
        for first in {spelled[: _PREFIXES[-1]] for spelled in spellings}:
            sorted_[first].append(words)
    return {first: tuple(some) for first, some in sorted_.items()}


def _spans(indexes: tuple[_Index, _Index], forms: tuple[str, str]) -> list[_Spans]:
    """The same for both forms of a text."""
    return [_in_words(indexes[form], text, as_is=not form) for form, text in enumerate(forms)]


def _in_words(index: _Index, text: str, *, as_is: bool) -> _Spans:
    """Where phrases stand, from which word to which."""
    found = (
        _compiled(words, as_is=as_is).match(text, said.start())
        for said in (_SAID.finditer(text) if index else ())
        for first in _beginnings(said[0])
        for words in index.get(first, ())
    )
    return [(text.count(" ", 0, match.start()), text.count(" ", 0, match.end())) for match in found if match]


def _beginnings(word: str) -> list[str]:
    """What the phrases may be found by that begin at a word. One of a single letter is a word by itself."""
    return [word[:size] for size in _PREFIXES if size <= len(word)] if len(word) > 1 else [word]


@cache
def _compiled(words: tuple[str, ...], *, as_is: bool) -> re.Pattern[str]:
    """One phrase, compiled when a text first comes near it: most never are."""
    return re.compile(f"(?:{_pattern(words, as_is=as_is)})(?= )")


def _pattern(words: tuple[str, ...], *, as_is: bool) -> str:
    """One phrase over words with a space between, or run together; a full stop is a word of its own."""
    said, between = "", ""
    for word in words:
        if word in _BETWEEN:
            said += _BETWEEN[word]
            continue
        ones = word.removeprefix("?").split("|")
        apart = "|".join(_said(one, as_is=as_is) for one in ones)
        joined = "|".join(dict.fromkeys(way for one in ones for way in _joined(one, as_is=as_is)))
        choice = f"(?:{between}(?:{apart})|(?:{joined}))" if between else f"(?:{apart})"
        said += f"{choice}?" if word.startswith("?") else choice
        between = r" (?:\. )?"
    return said


def _said(word: str, *, as_is: bool) -> str:
    """A word of a phrase. A short one is blurred only where the next is run together with it."""
    if word == _ANY_WORD:
        return "[^ .]+(?= )"
    first, *blurry = map(re.escape, _spellings(word, as_is=as_is))
    if word.endswith("*"):
        return f"(?:{'|'.join((first, *blurry))})[^ ]*(?= )"
    return "|".join((first, *(f"{one}(?! )" for one in blurry)))


def _joined(word: str, *, as_is: bool) -> Iterator[str]:
    """A word run together with the one before; a letter that both have there is written once."""
    if word == _ANY_WORD:
        return
    ending = "[^ ]*(?= )" if word.endswith("*") else ""
    for spelled in _spellings(word, as_is=as_is):
        yield re.escape(spelled) + ending
        # `он` and `ни` are no `они`.
        if len(spelled) > (1 if as_is else 2):
            yield f"(?<={re.escape(spelled[0])}){re.escape(spelled[1:])}{ending}"


@cache
def _spellings(word: str, *, as_is: bool) -> tuple[str, ...]:
    """The letters a word may have in a text, the likeliest first."""
    plain = "".join(as_typed(word.rstrip("*")))
    if as_is:
        return (plain,)
    clear = sounds(plain)
    both = (clear, blur(clear)) if len(clear) < BLURRED_FROM or word.endswith("*") else ()
    return tuple(dict.fromkeys((blurred(clear), *both)))
