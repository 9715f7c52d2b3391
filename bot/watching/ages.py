"""How long something waits, found by looking again and again: rows keep the hour they came in, no minute."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOOKS: Final = 1_440


class Waits:
    """The age of the oldest of some rows, since the look that first saw it."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._seen: dict[bytes, float] = {}

    def look(self, rows: Iterable[bytes], now: float) -> float:
        """Return the seconds; 0 where nothing waits."""
        self._seen = {row: self._seen.get(row, now) for row in rows}
        return max((now - at for at in self._seen.values()), default=0.0)


class Backlog:
    """The age of the oldest number of a growing row of numbers, however quickly others come and go."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._looks: deque[tuple[float, int]] = deque(maxlen=_LOOKS)

    def look(self, oldest: int | None, highest: int | None, now: float) -> float:
        """Return for how many seconds at least the oldest waits; 0 where none does."""
        if highest is None:
            return 0.0
        while self._looks and self._looks[-1][1] > highest:
            self._looks.pop()  # numbered anew
        self._looks.append((now, highest))
        if oldest is None:
            return 0.0
        return max((now - at for at, high in self._looks if high >= oldest), default=0.0)
