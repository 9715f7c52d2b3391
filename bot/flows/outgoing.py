"""What may lead a person into death or a trap: a place, a point on a map, a time with a place. Pure.

An operator's words in which it is seen wait for a second one. The words of times and places are the editor's lists,
`locales/<language>/outgoing.txt`, written as `danger.txt` is; those of all languages count for every text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.flows import outgoing_shapes as shapes
from bot.flows.danger import Lists, forms_of, lists_of, read_lines
from bot.flows.unasked_shapes import Mark
from bot.flows.unasked_words import spans as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.flows.faults import Fault
    from bot.flows.model import Book
    from bot.messages import Media

FILE: Final = "outgoing.txt"


class Cue(StrEnum):
    """The sections of the lists. `no-place`: names that are no place one goes to; `point`: a point in words."""

    TIME = "time"
    NOW = "now"
    PLACE = "place"
    GO = "go"
    POINT = "point"
    NO_PLACE = "no-place"


class Why(StrEnum):
    """Why words wait; the operators read `desk-why-<why>`."""

    LOCATION = "location"
    MAP = "map"
    POINT = "point"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The lists of all languages, ready to search."""

    lists: Mapping[Cue, Lists] = field(default_factory=dict)

    def cues(self, text: str) -> frozenset[Cue]:
        """The sections of which a phrase stands in a text."""
        forms = forms_of(text)
        return frozenset(cue for cue, lists in self.lists.items() if lists.hold(forms))


@dataclass(frozen=True, slots=True)
class _Told:
    """What one text, or several together, tell."""

    time: bool = False
    now: bool = False
    place: bool = False
    go: bool = False

    def __or__(self, other: _Told) -> _Told:
        return _Told(self.time or other.time, self.now or other.now, self.place or other.place, self.go or other.go)

    @property
    def meeting(self) -> bool:
        return self.place and (self.time or (self.now and self.go))


def parse(sources: Mapping[str, str], faults: list[Fault]) -> Outgoing:
    """Return the lists in these texts, by the names of their files; a line that is none is added to the faults."""
    lines = [line for where, source in sources.items() for line in read_lines(where, source, faults, Cue)]
    return Outgoing({cue: lists_of([line for line in lines if line.kind is cue]) for cue in Cue})


def why(book: Book, text: str, *, media: Media | None = None, before: Sequence[str] = ()) -> tuple[Why, ...]:
    """Return every reason for which these words must wait; none where they may go.

    `before`: what the operators wrote last in this case: a place and its time may stand in two messages.
    """
    found: list[Why] = []
    if media is not None and media.kind == "location":
        found.append(Why.LOCATION)
    if shapes.has_map(text):
        found.append(Why.MAP)
    cues = book.outgoing.cues(text)
    if shapes.has_point(text) or Cue.POINT in cues:
        found.append(Why.POINT)
    if _meeting(book, text, before):
        found.append(Why.MEETING)
    return tuple(found)


def _meeting(book: Book, text: str, before: Sequence[str]) -> bool:
    here = _told(book, text)
    if here.meeting or here == _Told():
        return here.meeting
    both = here
    for earlier in before:
        both |= _told(book, earlier)
    # What was said before was looked at before: these words alone must add something.
    return both.meeting and (here.place or here.time or (here.now and here.go))


def _told(book: Book, text: str) -> _Told:
    cues = book.outgoing.cues(text)
    return _Told(
        time=Cue.TIME in cues or shapes.has_clock(text),
        now=Cue.NOW in cues,
        place=Cue.PLACE in cues or _has_place(book, text),
        go=Cue.GO in cues,
    )


def _has_place(book: Book, text: str) -> bool:
    return (
        shapes.has_way(text)
        or any(Cue.NO_PLACE not in book.outgoing.cues(name) for name in sorted(set(shapes.named(text))))
        or any(mark is Mark.PLACE for _, _, mark in words(book.unasked, text))
    )
