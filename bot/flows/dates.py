"""A day of a calendar in words or numbers, day before month. Nothing is guessed: a year alone is no day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import dateparser

from bot.flows.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

LANGUAGES: Final = ("ru", "uk", "en")
UNREAD: Final = "hint-date-unread"
YEAR_ALONE: Final = "hint-date-year"
NO_SUCH_DAY: Final = "hint-date-no-such-day"
TO_COME: Final = "hint-date-to-come"
OLDEST: Final = 1900

_LONGEST: Final = 60
_STEP: Final = r"\s*[.,/\\\-\s]\s*"
_TAIL: Final = r"\s*(?:г|год|года|р|року|y)?\.?"  # noqa: RUF001  Cyrillic is meant
_DAY_FIRST: Final = re.compile(rf"(\d{{1,2}}){_STEP}(\d{{1,2}}){_STEP}(\d{{4}}|\d{{2}}){_TAIL}")
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}}){_STEP}(\d{{1,2}}){_STEP}(\d{{1,2}})")
_BARE: Final = re.compile(r"(\d{2})(\d{2})(\d{4})")
_YEAR: Final = re.compile(rf"(\d{{4}}){_TAIL}", re.IGNORECASE)
_DAY_MONTH: Final = re.compile(rf"\d{{1,2}}[\s.]*([^\W\d_]+)[\s.,]*\d{{2,4}}{_TAIL}")
_ENDING: Final = re.compile(r"(?<=\d)\s?-\s?(?:[ое]?го|[оы]?[ей])\b")  # noqa: RUF001  as above
_SETTINGS: Final = {
    # Without REQUIRE_PARTS "1998" becomes today's day in 1998; without PARSERS "yesterday" becomes a date.
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
    "DATE_ORDER": "DMY",
    "PREFER_DATES_FROM": "past",
}


def read(text: str, *, now: int, year_alone: bool = False) -> Value:
    """Read a past day as `03.05.1990`, or where `year_alone` allows a bare year. `now`: unix seconds, 0 if unknown."""
    said = _ENDING.sub("", " ".join(text.split()).strip(" ."))
    today = datetime.fromtimestamp(now, UTC).date() if now else date.max
    if (alone := _YEAR.fullmatch(said)) is not None:
        fits = year_alone and OLDEST <= int(alone[1]) <= today.year
        return Value(alone[1]) if fits else Value(hint=YEAR_ALONE)
    if (numbers := _numbers(said, today)) is not None:
        return _checked(numbers, today)
    found = _in_words(said, today) if len(said) <= _LONGEST else None
    return _checked(found, today) if found is not None else Value(hint=_why(said))


def _numbers(said: str, today: date) -> tuple[int, int, int] | None:
    """Year, month, day, where all three stand there as numbers."""
    if (found := _YEAR_FIRST.fullmatch(said)) is not None:
        return int(found[1]), int(found[2]), int(found[3])
    if (found := _DAY_FIRST.fullmatch(said) or _BARE.fullmatch(said)) is not None:
        return _century(found[3], today), int(found[2]), int(found[1])
    return None


def _century(year: str, today: date) -> int:
    """Two digits mean the latest such year that has begun."""
    if len(year) > len("88"):
        return int(year)
    newest = today.year if today is not date.max else OLDEST + 199
    return newest - (newest - int(year)) % 100


def _in_words(said: str, today: date) -> tuple[int, int, int] | None:
    found = dateparser.parse(said, languages=list(LANGUAGES), settings=_SETTINGS)
    if found is None:
        return None
    # A year that does not stand there was guessed.
    written = next((digits for digits in re.findall(r"\d+", said)[::-1] if _ends(found.year, digits)), None)
    return None if written is None else (_century(written, today), found.month, found.day)


def _ends(year: int, digits: str) -> bool:
    return len(digits) in {2, 4} and str(year).endswith(digits)


def _checked(parts: Iterable[int], today: date) -> Value:
    try:
        day = date(*parts)
    except ValueError:
        return Value(hint=NO_SUCH_DAY)
    if day.year < OLDEST:
        return Value(hint=NO_SUCH_DAY)
    return Value(day.strftime("%d.%m.%Y")) if day <= today else Value(hint=TO_COME)


def _why(said: str) -> str:
    """A day, a month's name and a year that fit no calendar are a slip; anything else is just words."""
    found = _DAY_MONTH.fullmatch(said)
    a_month = found is not None and _in_words(f"1 {found[1]} 2000", date.max) is not None
    return NO_SUCH_DAY if a_month else UNREAD
