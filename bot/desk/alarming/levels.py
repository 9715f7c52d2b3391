"""When something is an alarm, and when no more: pure. Between the two levels what was goes on, so nothing flutters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400
MIB: Final = 2**20


class Alarm(StrEnum):
    """Everything supervisors are told once when it begins and once when it is over."""

    SILENT = "silent"
    CONTESTED = "contested"
    HOOKED = "hooked"
    BACKLOG = "backlog"
    UNSENT = "unsent"
    LETTERS = "letters"
    MISSED = "missed"
    DISK = "disk"
    EPOCHS = "epochs"
    BACKUP = "backup"
    EXPIRING = "expiring"
    SPARE = "spare"
    HOST = "host"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found at one look; ages in seconds.

    `silent`: since Telegram was heard; `contested`: for which another fetched our updates; `hooked`: since a foreign
    webhook was found (None: never). `backlog`: of the oldest update that waits; `unsent`: of the oldest urgent message.
    `missed`: since a message could no longer be deleted. `free`: bytes on the disk. `epoch`: since the newest key's day
    began. `backup`: of the last one, None where none is known of; then `unsaved`: since that was first seen, at least;
    `every`: seconds in which one is to be made (None: none needs to be). `expiring`: answers that expire within 14
    days. `spares`: spare bots that are refused. `hosts`: others that stand by (None: there are to be none); `lost`:
    those that fell silent.
    """

    silent: float = 0.0
    contested: float = 0.0
    hooked: float | None = None
    updates: int = 0
    backlog: float = 0.0
    sends: int = 0
    unsent: float = 0.0
    letters: int = 0
    missed: float | None = None
    free: int = 2**40
    epoch: float = 0.0
    backup: float | None = None
    unsaved: float = 0.0
    every: int | None = None
    expiring: int = 0
    spares: int = 0
    hosts: int | None = None
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """From `begins` on it is an alarm; below `ends` it is none any more. `unit`: what one of the number told is."""

    begins: float
    ends: float
    unit: int = 1


LEVELS: Final[Mapping[Alarm, Level]] = {
    Alarm.SILENT: Level(HOUR, 5 * MINUTE, HOUR),
    Alarm.CONTESTED: Level(MINUTE, 1),
    Alarm.HOOKED: Level(1, 1),
    Alarm.BACKLOG: Level(5 * MINUTE, MINUTE, MINUTE),
    Alarm.UNSENT: Level(2 * MINUTE, 1, MINUTE),
    Alarm.LETTERS: Level(1, 1),
    Alarm.MISSED: Level(1, 1),
    Alarm.DISK: Level(1, 1),
    Alarm.EPOCHS: Level(DAY + 6 * HOUR, DAY + HOUR, HOUR),
    Alarm.EXPIRING: Level(1, 1),
    Alarm.SPARE: Level(1, 1),
    Alarm.HOST: Level(1, 1),
}
"""All but that of backups, which goes by the setting."""
FREE_LEAST: Final = 512 * MIB
FREE_AGAIN: Final = 768 * MIB


def late(every: int) -> Level:
    """When backups that are to be made every so many seconds are late: the last one is three times that old.

    An hour at least, as one of a big line takes minutes.
    """
    begins = max(3 * every, HOUR)
    return Level(begins, begins * 2 // 3, HOUR)


def found(facts: Facts, was: frozenset[Alarm]) -> dict[Alarm, int]:
    """The alarms that are, each with the number its text names. `was`: those that were."""
    backups = late(facts.every or HOUR)
    values = _values(facts, Alarm.DISK in was) | {Alarm.BACKUP: _unsaved(facts, backups, Alarm.BACKUP in was)}
    levels = {**LEVELS, Alarm.BACKUP: backups}
    on = [alarm for alarm, value in values.items() if value >= _limit(levels[alarm], alarm in was)]
    return {alarm: int(values[alarm] // levels[alarm].unit) for alarm in on}


def _limit(level: Level, was: bool) -> float:  # noqa: FBT001 - of two states
    return level.ends if was else level.begins


def _values(facts: Facts, full: bool) -> dict[Alarm, float]:  # noqa: FBT001 - as above
    least = FREE_AGAIN if full else FREE_LEAST
    return {
        Alarm.SILENT: facts.silent,
        Alarm.CONTESTED: facts.contested,
        Alarm.HOOKED: _lately(facts.hooked, HOUR),
        Alarm.BACKLOG: facts.backlog,
        Alarm.UNSENT: facts.unsent,
        Alarm.LETTERS: facts.letters,
        Alarm.MISSED: _lately(facts.missed, DAY),
        Alarm.DISK: max(facts.free // MIB, 1) if facts.free < least else 0,
        Alarm.EPOCHS: facts.epoch,
        Alarm.EXPIRING: facts.expiring,
        Alarm.SPARE: facts.spares,
        Alarm.HOST: facts.lost,
    }


def _unsaved(facts: Facts, level: Level, was: bool) -> float:  # noqa: FBT001 - as above
    """Since the last backup; where none is known of, since that was first seen.

    Once it is an alarm only a backup ends it: neither that the last one is no longer known of, nor a setting.
    """
    if facts.every is None and not was:
        return 0
    if facts.backup is not None:
        return facts.backup
    return max(facts.unsaved, level.ends) if was else facts.unsaved


def _lately(age: float | None, within: int) -> int:
    return int(age is not None and age < within)
