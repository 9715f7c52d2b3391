"""Times as operators write and read them: until when a case sleeps. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from bot.flows.project import Hours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.flows.project import Project
    from bot.texts import Texts

MORNING: Final = 9
LONGEST: Final = 14 * 86_400
"""So many seconds a case that nobody touches stays readable."""
UNITS: Final = {"desk-time-minutes": 60, "desk-time-hours": 3_600, "desk-time-days": 86_400}
_SPAN: Final = re.compile(r"(?P<count>\d{1,4})\s*(?P<unit>[^\W\d_]+)\.?")
_CLOCK: Final = re.compile(
    r"(?:(?P<tomorrow>[^\W\d_]+)\s+|(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
)


@dataclass(frozen=True, slots=True)
class Words:
    """What operators write for a time, casefolded, in every language: units with their seconds, and the next day."""

    units: Mapping[str, int]
    tomorrow: frozenset[str]


def words_of(texts: Texts) -> Words:
    """The words of the texts."""

    def listed(key: str) -> list[str]:
        return [word.casefold() for language in texts.languages for word in texts.plain(language, key).split()]

    units = {word: seconds for key, seconds in UNITS.items() for word in listed(key)}
    return Words(units, frozenset(listed("desk-time-tomorrow")))


def zone(project: Project) -> timezone:
    """The clock operators go by: that of the line's hours, else UTC."""
    hours = project.desk.hours
    return timezone(timedelta(hours=hours.utc)) if isinstance(hours, Hours) else UTC


def shown(at: int, where: timezone) -> str:
    """A second as operators read it, with its clock: day, month, hour, minute."""
    time = datetime.fromtimestamp(at, where)
    return f"{time:%d.%m. %H:%M} {time.tzname()}"


def clock(at: int, where: timezone) -> str:
    """A second of today: hour and minute."""
    return f"{datetime.fromtimestamp(at, where):%H:%M}"


def tomorrow_morning(now: int, where: timezone) -> int:
    """Nine o'clock of the next day."""
    day = datetime.fromtimestamp(now, where) + timedelta(days=1)
    return int(day.replace(hour=MORNING, minute=0, second=0, microsecond=0).timestamp())


def read(said: str, words: Words, now: int, where: timezone) -> int | None:
    """The second that is meant: a span (30m, 2 h), a time of day (the next such), one of a day. None: neither."""
    plain = " ".join(said.casefold().split())
    until = _span(plain, words, now) if _SPAN.fullmatch(plain) else _clock(plain, words, now, where)
    return until if until is not None and now < until <= now + LONGEST else None


def _span(said: str, words: Words, now: int) -> int | None:
    found = _SPAN.fullmatch(said)
    unit = words.units.get(found["unit"]) if found else None
    return now + int(found["count"]) * unit if found and unit else None


def _clock(said: str, words: Words, now: int, where: timezone) -> int | None:
    found = _CLOCK.fullmatch(said)
    if found is None or (found["tomorrow"] and found["tomorrow"] not in words.tomorrow):
        return None
    here = datetime.fromtimestamp(now, where)
    try:
        meant = here.replace(hour=int(found["hour"]), minute=int(found["minute"]), second=0, microsecond=0)
        if found["day"]:
            meant = meant.replace(month=int(found["month"]), day=int(found["day"]))
            meant = meant if meant > here else meant.replace(year=here.year + 1)
        elif found["tomorrow"] or meant <= here:
            meant += timedelta(days=1)
    except ValueError:
        return None
    return int(meant.timestamp())
