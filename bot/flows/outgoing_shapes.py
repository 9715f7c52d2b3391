"""Points on a map and times of day by their shape alone, as whoever tells a way to go would write them. Pure.

Wider than what is taken out of people's own words: a false alarm costs an operator one press, a miss a life.
"""

# ruff: noqa: RUF001  Cyrillic is meant

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.flows.unasked_shapes import Mark, spans

_MAP: Final = re.compile(
    r"(?:maps?\.[a-z]|goo\.gl|osm\.|openstreetmap|2gis\.|deepstate|what3words|w3w\.co|wikimapia|waze\.|ge0\.me"
    r"|omaps\.|organicmaps|mapy\.|liveuamap|visicom|alpinequest|kropyva|geohack|mapcarta|zoom\.earth|caltopo|locusmap"
    r"|here\.com|yandex\.[a-z]+/(?:maps|navi)|plus\.codes|share\.here|bing\.com/maps)|/maps?(?:[/?]|\b)|\bgeo:\s?-?\d"
    r"|///\s?[^\W\d_]+[.·][^\W\d_]+[.·][^\W\d_]+",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(
    r"\b(?:bit\.ly|tinyurl\.com|clck\.ru|is\.gd|t\.co|cutt\.ly|vk\.cc|shorturl\.\w+|rb\.gy|u\.to)/", re.IGNORECASE
)
"""Links that hide where they lead."""
_PLUS: Final = re.compile(
    r"(?<![\w+])(?:[23456789CFGHJMPQRVWX]{8}|[23456789CFGHJMPQRVWX]{4,6})\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)"
)
_PAIR: Final = re.compile(
    r"(?<![\d.,])(\d{2})[.,](\d{2,8})\s?°?[^\w\d]{1,5}(?:[^\W\d_]{1,9}[\s:.]{0,2})?(\d{2,3})[.,](\d{2,8})(?![\d.])"
)
_LONG: Final = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{4,8}(?![\d.,])")
_DEGREES: Final = re.compile(
    r"\d\s?(?:°|º|град|deg)\w*\.?\s?\d{1,2}(?:[.,]\d+)?\s?(?:['′’ʼ`]|мин|хв|min|\d)"
    r"|\b[NSEWСЮВЗ]\s?\d{1,3}[°º\s-]\s?\d{1,2}[.,'′\s-]\s?\d{1,5}"
    r"|\b\d{1,3}[\s-]\d{1,2}[\s-]\d{1,2}(?:[.,]\d+)?\s?[NSEWСЮВЗ]\b",
    re.IGNORECASE,
)
_HALF: Final = re.compile(
    r"(?:\b(?:lat|lon|lng|latitude|longitude)\b|широт\w*|долгот\w*|довгот\w*)\W{0,4}-?\d"
    r"|\d\s?°?\s?(?:с|ю|пн|пд|північн\w*|північ\w*|северн\w*)\.?\s?ш(?:ир\w*)?\b|\d\s?°?\s?(?:в|з|сх|зх)\.?\s?д(?:олг\w*|овг\w*)?\b\.",
    re.IGNORECASE,
)
_SQUARE: Final = re.compile(
    r"(?<![^\W_])[A-ZА-ЯІ]{2}[\s-]?(?:\d{5}[\s-]?\d{5}|\d{4}[\s-]?\d{4}|\d{3}\s\d{3})(?![^\W_])", re.IGNORECASE
)
_METRES: Final = re.compile(r"(?<!\d)[4-8]\d{6}(?:[.,]\d+)?\D{1,14}\d{6,8}(?!\d)|(?<!\d)\d{6}\D{1,6}[4-8]\d{6}(?!\d)")
"""Rectangular coordinates of army maps, and UTM."""
_IN_GRID: Final = re.compile(
    r"\b(?:квадрат\w*|кв\.|улитк\w*|равлик\w*|grid(?: square)?|square|sector)\s?(?:№|no\.?|#|по|за)?\s?"
    r"(?:[A-ZА-ЯІЇЄ]{1,2}[\s-]?)?\d{1,8}(?![^\W_]|\s?(?:м\b|метр|km|км|m\b))",
    re.IGNORECASE,
)
_BEARING: Final = re.compile(r"\b(?:азимут\w*|пеленг\w*|bearing|azimuth)\W{0,4}(?:of\s)?\d", re.IGNORECASE)
_POINTS: Final = (_PLUS, _LONG, _DEGREES, _HALF, _SQUARE, _METRES, _IN_GRID, _BEARING)
_HOME: Final = range(43, 73), range(19, 181)
"""Where two short numbers may be a point: Ukraine and Russia."""

_YEARS: Final = r"(?:г\b|год|рок|р\b)"
_CLOCK: Final = re.compile(
    r"(?<![\d.,])(?:[01]?\d|2[0-4])\s?[:.]\s?[0-5]\d(?![\d.])|(?<!\d)(?:0\d|1[0-8]|2[1-3])[0-5]\d(?!\d|\s?"
    + _YEARS
    + ")"
    r"|\b(?:в|у|о|об|к|ко|до|після|после|at|by|till|until)\s(?:около\s|близько\s|about\s|around\s)?(?:[01]?\d|2[0-4])(?![\d%]|[.,]\d)"
    r"(?!\s?(?:лет|год[уаові]|рок|чел|ст\b|раз|проц|пункт|people|years|percent|дн|дней|day))"
    r"|(?<!\d)\d{1,2}\s?(?:-?(?:й|ю|ту|му|го))?\s?(?:час(?!т)|ч\b|годин|год\.|утра|вечера|ночи|ранку|вечора|ночі|a\.?m\b|p\.?m\b|o.?clock|h\b|hrs?\b)"
    r"|(?<![\d.])(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])(?:[./](?:20)?\d{2})?(?![\d.])",
    re.IGNORECASE,
)
_WAY: Final = re.compile(
    r"(?<![\d.,])\d+(?:[.,]\d)?\s?(?:м|метр\w*|км|километр\w*|кілометр\w*|m|metres?|meters?|km|kilomet\w+|miles?|шаг\w*|кроків)\b"
    r"|\b[МНРТMHPT][-\s]?\d{2,4}\b|\b(?:ул|вул|пер|пров|пр-т|просп)\.\s?[^\W\d_]|\b(?:№|дом|буд\.?|house)\s?№?\d",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"(?<!\w)(?i:в|во|у|к|ко|до|под|під|за|на|через|от|від|из|із|з|біля|возле|около|поруч із|рядом с|близ"
    r"|to|near|at|in|from|towards?|outside|behind|past|via)"
    r"\s[«\"“]?([A-ZА-ЯЁІЇЄҐ][\w'’ʼ-]{2,})"
)


def has_map(text: str) -> bool:
    """Whether a text has a link to a map, or one that may hide it."""
    return _MAP.search(text) is not None or _SHORT.search(text) is not None


def has_point(text: str) -> bool:
    """Whether a text has a point on a map: degrees, metres, a grid, a code."""
    plain = unicodedata.normalize("NFKC", text)
    return (
        any(mark is Mark.PLACE for _, _, mark in spans(plain))
        or any(shape.search(plain) for shape in _POINTS)
        or any(_at_home(found) for found in _PAIR.finditer(plain))
    )


def _at_home(found: re.Match[str]) -> bool:
    first, second = int(found[1]), int(found[3])
    north, east = _HOME
    return (first in north and second in east) or (second in north and first in east)


def has_clock(text: str) -> bool:
    """Whether a text has a time of day, or a day of the calendar."""
    return _CLOCK.search(unicodedata.normalize("NFKC", text)) is not None


def has_way(text: str) -> bool:
    """Whether a text has a distance, a road or a house."""
    return _WAY.search(unicodedata.normalize("NFKC", text)) is not None


def named(text: str) -> list[str]:
    """The words with a capital letter behind a word of place: villages, most of them."""
    return [found[1] for found in _NAMED.finditer(text)]
