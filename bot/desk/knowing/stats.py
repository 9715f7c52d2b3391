"""The figures of a period, read from the tallies: for operators' /stats, for `python -m bot stats`, for the public."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.desk.knowing import counting
from bot.desk.knowing.figures import HALF, NINETY, Measure, few, measure, tens, within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flows.model import Book
    from storage.cases import Cases
    from storage.database import Tx
    from storage.tallies import Tallies

DAY: Final = 86_400
PERIODS: Final[Mapping[str, int]] = {"day": 1, "week": 7, "month": 30}
"""Days of each, today the last of them."""
USUAL: Final = "week"
_EPOCH: Final = date(1970, 1, 1)
_BY_DOOR: Final = (counting.OPENED, counting.TAKEN, counting.CLOSED)
_NAMES: Final = (*_BY_DOOR, counting.LANGUAGES, counting.KINDS, counting.ANSWERS, counting.UNDELIVERED)

Days = dict[int, Counter[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What may be told of some days. None: fewer than five. Minutes: 0 for longer than the longest bucket.

    `untaken`, `open`: how it stands now, cases nobody took and cases in work.
    """

    first: int
    last: int
    opened: Measure
    taken: Measure
    closed: Measure
    languages: Measure
    median: int | None
    ninety: int | None
    undelivered: int | None
    untaken: int | None
    open: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What the public is told of a month: numbers in tens, None under ten; `median` in minutes, 0 for very long."""

    year: int
    month: int
    cases: int | None
    applications: int | None
    taken: int | None
    median: int | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where figures are read from."""

    tallies: Tallies
    cases: Cases
    book: Book

    async def figures(self, tx: Tx, *, period: str, now: int) -> Figures:
        """The figures of the days up to today."""
        last = now // DAY
        first = last - PERIODS[period] + 1
        read = await _read(tx, self.tallies, first, last)
        doors, languages = tuple(self.book.doors), self.book.texts.languages
        opened, taken, closed = (measure(read[name], doors, first=first, last=last) for name in _BY_DOOR)
        waits = _summed(read[counting.ANSWERS])
        states = await self.cases.backlog(tx)
        return Figures(
            first=first,
            last=last,
            opened=opened,
            taken=taken,
            closed=closed,
            languages=measure(read[counting.LANGUAGES], languages, first=first, last=last, divided=False),
            median=within(waits, HALF),
            ninety=within(waits, NINETY),
            undelivered=few(sum(_summed(read[counting.UNDELIVERED]).values())),
            untaken=few(states.get("new", 0)),
            open=few(sum(count for state, count in states.items() if state != "new")),
        )


async def months(tx: Tx, tallies: Tallies, *, now: int) -> list[Month]:
    """Every month that is over, from the first that has a case, oldest first."""
    over = date_of(now // DAY).replace(day=1)
    read = await _read(tx, tallies, 0, _day_of(over) - 1)
    found = [day for days in read.values() for day in days]
    begin = date_of(min(found)).replace(day=1) if found else over
    told: list[Month] = []
    while begin < over:
        end = (begin + timedelta(days=32)).replace(day=1)
        told.append(_month(read, begin, end))
        begin = end
    return told


async def _read(tx: Tx, tallies: Tallies, first: int, last: int) -> dict[str, Days]:
    return {name: await tallies.between(tx, name, first=first, last=last) for name in _NAMES}


def _month(read: Mapping[str, Days], begin: date, end: date) -> Month:
    days = range(_day_of(begin), _day_of(end))
    sums = {
        name: _summed({day: counts for day, counts in by_day.items() if day in days}) for name, by_day in read.items()
    }
    waits = sums[counting.ANSWERS]
    return Month(
        year=begin.year,
        month=begin.month,
        cases=tens(sum(sums[counting.OPENED].values())),
        applications=tens(sums[counting.KINDS][counting.APPLICATION]),
        taken=tens(sum(sums[counting.TAKEN].values())),
        median=within(waits, HALF) if tens(sum(waits.values())) is not None else None,
    )


def date_of(day: int) -> date:
    """A day of 1970's count."""
    return datetime.fromtimestamp(day * DAY, tz=UTC).date()


def _day_of(when: date) -> int:
    return (when - _EPOCH).days


def _summed(days: Mapping[int, Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counts in days.values():
        total.update(counts)
    return total
