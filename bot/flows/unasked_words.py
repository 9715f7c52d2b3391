"""What is seen by the words beside it: units, places and people named behind a cue. Pure.

Only recognisable shapes count: a number beside a unit's name, a capital letter or a listed name behind a cue. The bare
name of a village, or of a man, is not seen.
"""

# ruff: noqa: RUF001, RUF002, RUF003  Cyrillic is meant

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.flows.unasked_lists import Cue
from bot.flows.unasked_shapes import Mark
from bot.flows.unasked_sight import FAMILY, FATHERS, JOINED, MOST_NAMES, SHORTEST_LONG, TIGHT, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flows.unasked_lists import Cues
    from bot.flows.unasked_shapes import Span

_ENDING: Final = re.compile(
    r"я|тя|й|ый|ий|ая|ої|ой|ою|го|ого|му|ому|ом|м|х|ша|га|та|ї|а|і|у|ю|th|st|nd|rd", re.IGNORECASE
)
_AND: Final = frozenset({"и", "й", "і", "та", "and", "или", "або"})
_CLOSING: Final = frozenset("\"»”'")
_COMMON: Final = frozenset({Cue.COMMANDER})
_NAMES_BEFORE: Final = 2
_MOST_EPITHETS: Final = 5
_MOST_TITLES: Final = 4
_MOST_PARTS: Final = 12
"""Words and numbers that are looked through behind one cue."""
_YEARS: Final = range(1900, 2100)
_CODE_DIGITS: Final = range(4, 7)
_UNIT_DIGITS: Final = range(1, 5)
_SURE_DIGITS: Final = 5
_GRID_DIGITS: Final = 3


def spans(cues: Cues, text: str) -> Iterator[Span]:
    """Yield what is named in a text; spans may overlap."""
    sight = Sight.of(cues, text)
    for at, here in enumerate(sight.cues):
        for cue, end in here:
            if (finder := _FINDERS.get(cue)) is not None:
                yield from finder(sight, at, end)
    yield from _by_father(sight)


def _by_father(sight: Sight) -> Iterator[Span]:
    """A patronymic with the names around it; in small letters only behind a first name that is listed."""
    for at, token in enumerate(sight.tokens):
        if token.number or len(token.said) < SHORTEST_LONG or not FATHERS.fullmatch(token.said):
            continue
        if not sight.titled(at) and not sight.is_a(at - 1, Cue.GIVEN):
            continue
        first = at
        while first and at - first < _NAMES_BEFORE and sight.near(first, JOINED) and _named(sight, first - 1):
            first -= 1
        last = at + 1 if sight.near(at + 1, JOINED) and _named(sight, at + 1) else at
        if last > first:
            yield sight.span(first, last, Mark.NAME)


def _named(sight: Sight, at: int) -> bool:
    """Whether a token is a name by its look or by the list; a small letter needs a first name or a surname's ending."""
    if at >= len(sight.tokens) or sight.tokens[at].number or at in sight.excused:
        return False
    said = sight.tokens[at].said
    return sight.titled(at) or sight.is_a(at, Cue.GIVEN) or (len(said) > SHORTEST_LONG and bool(FAMILY.fullmatch(said)))


def _code(sight: Sight, at: int, end: int) -> Iterator[Span]:
    """`в/ч 80123`, `80123 в/ч`, `військова частина А1234`."""
    behind = end
    if sight.beside(behind) and not sight.tokens[behind].number and len(sight.tokens[behind].said) == 1:
        behind += 1
    if sight.beside(behind) and _is_code(sight, behind) and not _people(sight, behind + 1):
        yield sight.span(at, behind, Mark.UNIT)
    if sight.near(at, TIGHT) and _is_code(sight, at - 1):
        yield sight.span(at - 1, end - 1, Mark.UNIT)


def _is_code(sight: Sight, at: int) -> bool:
    return sight.digits(at) in _CODE_DIGITS and not _is_year(sight.tokens[at].said)


def _unit(sight: Sight, at: int, end: int) -> Iterator[Span]:
    """`58-я отдельная мотострелковая бригада`, `полк 136`, `батальон «Восток»`."""
    yield from _numbered(sight, at, end)
    if not sight.beside(end, TIGHT):
        return
    token = sight.tokens[end]
    numbered = "№" in sight.gap(end) or not (_people(sight, end + 1) or _is_year(token.said))
    if sight.digits(end) in _UNIT_DIGITS and numbered:
        yield sight.span(at, end, Mark.UNIT)
    elif sight.titled(end):
        start, behind, mark = sight.span(at, sight.run(end, 2) - 1, Mark.UNIT)
        yield start, behind + (sight.text[behind : behind + 1] in _CLOSING), mark


def _numbered(sight: Sight, at: int, end: int) -> Iterator[Span]:
    """A number before a unit's name, as digits or in words, adjectives between."""
    first = at
    while at - first < _MOST_EPITHETS and sight.near(first, TIGHT) and _epithet(sight, first - 1):
        first -= 1
    if not sight.near(first, TIGHT):
        return
    said = sight.tokens[first - 1].said
    if sight.digits(first - 1) in _UNIT_DIGITS and not _is_year(said):
        yield sight.span(first - 1, end - 1, Mark.UNIT)
    elif sight.is_a(first - 1, Cue.NUMERAL):
        while sight.near(first - 1, TIGHT) and sight.is_a(first - 2, Cue.NUMERAL):
            first -= 1
        yield sight.span(first - 1, end - 1, Mark.UNIT)


def _epithet(sight: Sight, at: int) -> bool:
    token = sight.tokens[at]
    ending = at > 0 and sight.digits(at - 1) > 0 and _ENDING.fullmatch(token.said) is not None
    return not token.number and (ending or sight.is_a(at, Cue.ADJECTIVE))


def _is_year(said: str) -> bool:
    return len(said) == 4 and said.isdecimal() and int(said) in _YEARS  # noqa: PLR2004  as years are written


def _people(sight: Sight, at: int) -> bool:
    return sight.is_a(at, Cue.PEOPLE) and sight.near(at)


def _place(sight: Sight, at: int, end: int) -> Iterator[Span]:
    """`под Бахмутом`, `село Великая Новосёлка`, `возле клещеевки` where the list knows it."""
    while True:
        yield from _in(sight, at, end)
        if not sight.beside(end):
            return
        if (behind := sight.run(end)) > end:
            yield sight.span(end, behind - 1, Mark.PLACE)
        behind = max([behind, *(last for cue, last in sight.cues[end] if cue is Cue.KNOWN)])
        if behind == end or not sight.near(behind) or sight.keys[behind] not in _AND:
            return
        at, end = behind, behind + 1


def _in(sight: Sight, _at: int, end: int) -> Iterator[Span]:
    """`в бахмуте`: behind so short a word only places that are listed."""
    if sight.beside(end):
        yield from (sight.span(end, behind - 1, Mark.PLACE) for cue, behind in sight.cues[end] if cue is Cue.KNOWN)


def _grid(sight: Sight, _at: int, end: int) -> Iterator[Span]:
    """`координаты 5378 4412`, `квадрат 3712`."""
    last, many = end, 0
    while last - end < _MOST_PARTS and sight.beside(last) and sight.digits(last):
        many += sight.digits(last)
        last += 1
    if many >= _GRID_DIGITS:
        yield sight.span(end, last - 1, Mark.PLACE)


def _commander(sight: Sight, _at: int, end: int) -> Iterator[Span]:
    """`командир роты капитан Иванов`, `комбата зовут Седой`."""
    first, called = end, False
    while first - end < _MOST_TITLES and sight.near(first) and _of_a_title(sight, first):
        called = called or sight.is_a(first, Cue.CALLED)
        first += 1
    # Behind a comma somebody is spoken to: `сержант, хочу домой`.
    if called or not sight.near(first) or "," not in sight.gap(first) or sight.surely(first):
        yield from _person(sight, first, sure=called)


def _of_a_title(sight: Sight, at: int) -> bool:
    number = sight.digits(at) in _UNIT_DIGITS or (
        sight.digits(at - 1) > 0 and bool(_ENDING.fullmatch(sight.tokens[at].said))
    )
    return number or sight.is_a(at, Cue.CALLED, Cue.RANK, Cue.UNIT, Cue.COMPANY, Cue.ADJECTIVE, Cue.CODE)


def _person(sight: Sight, first: int, *, sure: bool = True) -> Iterator[Span]:
    """Names that begin at a token; `sure`: in small letters too, where a first name stands among them."""
    short = sight.is_a(first - 1, Cue.RANK) and first < len(sight.tokens) and sight.gap(first).strip() == "."
    if not (short or sight.beside(first)):
        return
    if (behind := sight.run(first)) > first:
        yield sight.span(first, behind - 1, Mark.NAME)
    elif sure and (many := _small_names(sight, first)):
        yield sight.span(first, first + many - 1, Mark.NAME)


def _small_names(sight: Sight, first: int) -> int:
    """How many names in small letters stand in a row: at least one of them a first name, or the first a surname."""
    end, known = first, False
    while end - first < MOST_NAMES and (end == first or sight.near(end, JOINED)) and end < len(sight.tokens):
        said = sight.tokens[end].said
        given = sight.is_a(end, Cue.GIVEN) or bool(FATHERS.fullmatch(said))
        if not given and not FAMILY.fullmatch(said):
            break
        known = known or given
        end += 1
    return end - first if known else 0


def _callsign(sight: Sight, _at: int, end: int) -> Iterator[Span]:
    """`позывной Седой`; in small letters only where the sentence ends behind it."""
    if not sight.beside(end) or sight.excused.get(end, _COMMON) - _COMMON or sight.tokens[end].number:
        return
    last = sight.run(end, 2) - 1
    behind = sight.text[sight.tokens[end].end :].lstrip(" \"'»”")
    quoted = any(mark in sight.gap(end) for mark in '«"“„:')
    # Any common word may be a callsign: `позывной Дрон`.
    large = sight.near(end) and sight.tokens[end].said[0].isupper() and not (sight.shouted or sight.headed)
    if last >= end or large or quoted or not behind or behind[0] in ".,;!\n)":
        yield sight.span(end, max(last, end), Mark.NAME)


def _self(sight: Sight, _at: int, end: int) -> Iterator[Span]:
    """`я Иванов Иван`: at least one of the words is a first name or a patronymic."""
    if not sight.beside(end):
        return
    behind = sight.run(end)
    if any(_certain(sight, at) for at in range(end, behind)):
        yield sight.span(end, behind - 1, Mark.NAME)


def _certain(sight: Sight, at: int) -> bool:
    said = sight.tokens[at].said
    return sight.is_a(at, Cue.GIVEN) or bool(FATHERS.fullmatch(said))


def _document(sight: Sight, _at: int, end: int) -> Iterator[Span]:
    """`личный номер 123456`, `паспорт серия 4508 номер 123456`."""
    first = end
    while first - end < 3 and sight.beside(first) and not sight.tokens[first].number:  # noqa: PLR2004  серия АВ номер
        if len(sight.tokens[first].said) > 2 and not sight.is_a(first, Cue.DOCUMENT, Cue.NUMERAL, Cue.CALLED):  # noqa: PLR2004
            return
        first += 1
    last, many = first, 0
    while last - end < _MOST_PARTS and sight.beside(last) and (sight.digits(last) or sight.is_a(last, Cue.DOCUMENT)):
        many += sight.digits(last)
        last += 1
    while last > first and not sight.digits(last - 1):
        last -= 1
    if many >= _SURE_DIGITS:
        start = first - 1 if first > end and len(sight.tokens[first - 1].said) <= 2 else first  # noqa: PLR2004
        yield sight.span(start, last - 1, Mark.NUMBER)


_FINDERS: Final = {
    Cue.CODE: _code,
    Cue.UNIT: _unit,
    Cue.COMPANY: _numbered,
    Cue.PLACE: _place,
    Cue.IN: _in,
    Cue.GRID: _grid,
    Cue.COMMANDER: _commander,
    Cue.RANK: _commander,
    Cue.CALLED: lambda sight, _, end: _person(sight, end),
    Cue.CALLSIGN: _callsign,
    Cue.SELF: _self,
    Cue.KIN: _self,
    Cue.DOCUMENT: _document,
}
