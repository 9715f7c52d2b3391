"""What is seen by its shape alone: points on a map, grid references, phone and personal numbers. Pure."""

# ruff: noqa: RUF001  Cyrillic is meant

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.flows import places

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mark(StrEnum):
    """What stands where something was taken out: the text `unasked-<mark>`."""

    UNIT = "unit"
    PLACE = "place"
    NAME = "name"
    NUMBER = "number"


Span = tuple[int, int, Mark]

_MOST_LATITUDE: Final = 90
_MOST_LONGITUDE: Final = 180
_LEAST_PHONE: Final = 10
_MOST_PHONE: Final = 15
_LEAST_GRID: Final = 4
_FREE: Final = ("8800", "0800", "7800")
"""Lines that cost nothing are nobody's own."""

_DECIMAL: Final = r"[+-]?\d{1,3}[.,]\d{3,8}\s{0,2}°?\s{0,2}[NSEWСЮВЗПнСшд]?"
_POINT: Final = re.compile(
    rf"(?<![\d.,])({_DECIMAL})[\s,;/|]{{1,4}}(?:[a-zа-яі]{{3,9}}\s?:?\s?)?({_DECIMAL})(?![\d.])", re.IGNORECASE
)
_DEGREES: Final = re.compile(
    r"(?<!\d)\d{1,3}\s?[°º]\s?\d{1,2}(?:[.,]\d+)?\s?['′’ʼ]\s?(?:\d{1,2}(?:[.,]\d+)?\s?(?:[\"″”“]|''|’’))?"
    r"\s?(?:(?:с|ю|пн|пд)\.?\s?ш\b\.?|(?:в|з|сх)\.?\s?д\b\.?|[NSEWСЮВЗ](?![^\W\d_]))?",
    re.IGNORECASE,
)
_TURNED: Final = re.compile(r"(?<!\d)\d{1,3}(?:[.,]\d+)?\s?[°º]\s?[NSEWСЮВЗ](?![^\W\d_])", re.IGNORECASE)
_GRID: Final = re.compile(
    r"(?<![^\W_])\d{1,2}[\s-]?[^\W\d_][\s-]?[^\W\d_]{2}[\s-]?(?:\d{5}[\s-]?\d{5}|\d{4}[\s-]?\d{4}|\d{3}[\s-]?\d{3}"
    r"|\d{2}[\s-]?\d{2})(?![^\W_])"
)
_NOTHING: Final = re.compile(r"[^\d/]*")
_WORD: Final = re.compile(r"\S+")
_MAP: Final = re.compile(
    r"maps\.|/maps|goo\.gl|osm\.org|openstreetmap|2gis\.|deepstatemap|what3words|geo:\d|^///\w+\.\w+\.\w+$",
    re.IGNORECASE,
)
_PERHAPS_A_MAP: Final = re.compile(r"map|goo\.gl|osm\.|2gis|what3words|geo:|///", re.IGNORECASE)
"""In each of the words above: most texts have none."""
_PHONE: Final = re.compile(r"(?<![\w.+])(?:\+\s?)?\(?\d[\d\s().–-]{7,20}\d(?![\w])")
_MOBILE: Final = re.compile(r"\(?9\d{2}\)?[\s-]?\d{3}[\s-]?\d{2}[\s-]?\d{2}")
_PERSONAL: Final = re.compile(
    r"(?<![^\W_])(?:[A-ZА-ЯЁІЇЄҐ]{2}[\s№]{0,2}\d{6,7}|[^\W\d_]{1,2}\s?[-–—№]\s?\d{6,7})(?![\w])"
    r"(?!\s?(?:[$₽€₴%]|руб|тыс|грн|тис|дол|чел|люд|кил|км|м\b))"
)
_PASSPORT: Final = re.compile(r"(?<!\d)\d{2}\s?\d{2}\s?(?:№\s?|N\s?|\s)\d{6}(?!\d)")
_INSURED: Final = re.compile(r"(?<!\d)\d{3}-\d{3}-\d{3}[\s-]\d{2}(?!\d)")


def spans(text: str) -> Iterator[Span]:
    """Yield where a text shows a place or a number by its shape; spans may overlap."""
    if _NOTHING.fullmatch(text):
        return
    yield from ((*found.span(), Mark.PLACE) for found in _POINT.finditer(text) if _on_earth(found))
    if _PERHAPS_A_MAP.search(text):
        yield from ((*found.span(), Mark.PLACE) for found in _WORD.finditer(text) if _MAP.search(found[0]))
    for shape in (_DEGREES, _TURNED):
        yield from ((*found.span(), Mark.PLACE) for found in shape.finditer(text))
    yield from ((*found.span(), Mark.PLACE) for found in _GRID.finditer(text) if _is_grid(found[0]))
    for shape in (_PERSONAL, _PASSPORT, _INSURED):
        yield from ((*found.span(), Mark.NUMBER) for found in shape.finditer(text))
    yield from ((*found.span(), Mark.NUMBER) for found in _PHONE.finditer(text) if _is_phone(found[0]))


def _on_earth(found: re.Match[str]) -> bool:
    north, east = (abs(float(re.sub(r"[^\d.]", "", half.replace(",", ".")))) for half in found.groups())
    return north <= _MOST_LATITUDE and east <= _MOST_LONGITUDE


def _is_grid(text: str) -> bool:
    return bool(places.read(text).read) and sum(map(str.isdigit, text)) > _LEAST_GRID


def _is_phone(text: str) -> bool:
    """A number with its country, or as it is dialled in Russia or Ukraine."""
    digits = re.sub(r"\D", "", text)
    if digits.startswith(_FREE):
        return False
    if text.lstrip("( ").startswith("+"):
        return _LEAST_PHONE <= len(digits) <= _MOST_PHONE
    russian = digits[0] in "78" and len(digits) == 11  # noqa: PLR2004  as numbers are there
    ukrainian = (digits[0] == "0" and len(digits) == 10) or (digits[:3] == "380" and len(digits) == 12)  # noqa: PLR2004
    abroad = digits.startswith("00") and _LEAST_PHONE < len(digits) <= _MOST_PHONE
    mobile = _MOBILE.fullmatch(text) is not None
    return russian or ukrainian or abroad or mobile
