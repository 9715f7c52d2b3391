"""How long what is kept: the periods that settings change, and the days that follow from them. Times are unix, UTC."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

HOUR: Final = 3_600
DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Periods:
    """Days without a touch, and days or months until the end.

    `draft`: what was not sent; `rest`: an open case in which nobody writes; `resting`: months from the last word in it;
    `closed`, `letters`: what could never be delivered or worked; `audit`;
    `epoch`: a day's key, see storage/night.py.
    """

    draft: int = 7
    rest: int = 14
    resting: int = 18
    closed: int = 90
    letters: int = 14
    audit: int = 365
    epoch: int = 2

    def rests_until(self, last: int) -> int:
        """When a resting case is deleted; `last`: when somebody last wrote in it."""
        return months_later(last, self.resting)

    def closed_until(self, now: int) -> int:
        """When a case that is closed now is deleted."""
        return now + self.closed * DAY


USUAL: Final = Periods()
"""What the settings say unless somebody changed them."""


def months_later(second: int, months: int) -> int:
    """The same day and time so many months later, or the last day of a shorter month."""
    at = datetime.fromtimestamp(second, tz=UTC)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return int(at.replace(year=year, month=month + 1, day=day).timestamp())


def day_of(second: int) -> date:
    """The day on which something ends is the last whole day on which it is still there."""
    return datetime.fromtimestamp(second - DAY, tz=UTC).date()
