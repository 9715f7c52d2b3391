"""A place: words as they are, a grid reference (MGRS) or two numbers as everybody reads them alike."""

from __future__ import annotations

import re
from typing import Final

from bot.flows.values import Value

ODD: Final = "hint-place-odd"
UNREAD: Final = "hint-place-unread"

_MOST_DIGITS: Final = 10
_BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS: Final = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
_ROWS: Final = "ABCDEFGHJKLMNPQRSTUV"
_TWINS: Final = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")  # noqa: RUF001  Cyrillic is meant
_GRID: Final = re.compile(r"(\d{1,2})([A-Z])([A-Z]{2})([\dO]*)")
_LIKE_A_GRID: Final = re.compile(r"\d{1,2}[A-Z]{3}[\dO]+")
_NUMBER: Final = r"([+-]?\d{1,3}[.,]\d{2,8})°?"
_POINT: Final = re.compile(rf"{_NUMBER}\s*[,;\s]\s*{_NUMBER}")
_MOST_LATITUDE: Final = 90
_MOST_LONGITUDE: Final = 180


def read(text: str) -> Value:
    """Read `37 u dq 1234 5678` as `37U DQ 1234 5678`, `48,51 37,99` as `48.51, 37.99`. Other words stay words."""
    plain = " ".join(text.split())
    if (numbers := _POINT.fullmatch(plain)) is not None:
        return _point(numbers[1], numbers[2])
    packed = re.sub(r"[\s.,;:/_\-–—]|MGRS|ЮТМ|UTM", "", plain.upper()).translate(_TWINS)  # noqa: RUF001  as written
    if (grid := _GRID.fullmatch(packed)) is not None and _LIKE_A_GRID.match(packed):
        return _square(int(grid[1]), grid[2], grid[3], grid[4].replace("O", "0"))
    return Value()


def point(latitude: float, longitude: float) -> str:
    """Two numbers as text; five places are about a metre."""
    return f"{latitude:.5f}, {longitude:.5f}"


def _point(latitude: str, longitude: str) -> Value:
    north, east = latitude.replace(",", "."), longitude.replace(",", ".")
    if abs(float(north)) > _MOST_LATITUDE or abs(float(east)) > _MOST_LONGITUDE:
        return Value(hint=UNREAD)
    return Value(f"{north}, {east}")


def _square(zone: int, band: str, square: str, digits: str) -> Value:
    """Zone, band, hundred-kilometre square, and as many digits east as north."""
    column, row = square[0], square[1]
    there = 1 <= zone <= 60 and band in _BANDS and column in _COLUMNS[zone % 3] and row in _ROWS  # noqa: PLR2004
    if not there or len(digits) > _MOST_DIGITS:
        return Value(hint=UNREAD)
    if len(digits) % 2:
        return Value(hint=ODD)
    half = len(digits) // 2
    return Value(" ".join(part for part in (f"{zone}{band}", square, digits[:half], digits[half:]) if part))
