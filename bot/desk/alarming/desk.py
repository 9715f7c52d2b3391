"""Supervisors are told what they must see to: once when it begins, and once when it is over. Kept over restarts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.alarming import chiefs
from bot.desk.alarming.levels import HOUR, Alarm, Facts, found
from bot.logs import Event, note

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.database import Tx

HEARD: Final = "heard"
MISSED: Final = "missed"
"""Names of hours: when Telegram was last heard, and when a message could last not be deleted."""
AWAY_HOURS: Final = 2
KEPT_HOURS: Final = 24
"""So long Telegram keeps updates that nobody fetched."""
_HEARD_WITHIN: Final = 300
_PREFIX: Final = "alarm-"


@dataclass(slots=True, eq=False)
class AlarmDesk:
    """Compares what is found with what supervisors were told."""

    _chiefs: frozenset[int] = field(default=frozenset(), init=False)
    _looked: bool = field(default=False, init=False)
    on: frozenset[Alarm] = field(default=frozenset(), init=False)

    async def look(self, house: House, facts: Facts, now: int) -> None:
        """One look. Telegram is asked who supervises only where there is something to tell."""
        was = await house.database.transact(_kept)
        alarms = found(facts, was)
        away = await self._away(house, facts, now)
        begun, over = alarms.keys() - was, was - alarms.keys()
        self.on = frozenset(alarms)
        if not begun and not over and not away:
            return
        self._chiefs = await chiefs.asked(house, self._chiefs)
        numbers = {alarm: alarms[alarm] for alarm in begun}
        for alarm in sorted(begun):
            note(Event.ALARM_BEGUN, alarm=alarm)
        for alarm in sorted(over):
            note(Event.ALARM_OVER, alarm=alarm)
        await house.database.transact(partial(self._tell, house, numbers, over, away, now))

    async def _away(self, house: House, facts: Facts, now: int) -> int:
        """How many hours the line was cut off before this start, or switched off; 0: not for long."""
        if facts.silent > _HEARD_WITHIN:
            return 0
        first, self._looked = not self._looked, True

        async def unit(tx: Tx) -> int | None:
            last = await house.hours.last(tx, HEARD)
            await house.hours.keep(tx, HEARD, now=now)
            return last

        last = await house.database.transact(unit)
        hours = 0 if last is None or not first else (now - last) // HOUR
        return hours if hours >= AWAY_HOURS else 0

    async def _tell(  # noqa: PLR0913, PLR0917 - a unit with all it needs
        self, house: House, begun: dict[Alarm, int], over: frozenset[Alarm], away: int, now: int, tx: Tx
    ) -> None:
        say, tell = house.texts.say, partial(chiefs.told, house, tx, self._chiefs, now=now)
        if away:
            key = "desk-alarm-away" if away < KEPT_HOURS else "desk-alarm-away-long"
            await tell(lambda language: say(language, key, hours=away))
        for alarm in sorted(over):
            await house.hours.forget(tx, _PREFIX + alarm)
            await tell(partial(_over, house, alarm))
        for alarm, number in sorted(begun.items()):
            await house.hours.keep(tx, _PREFIX + alarm, now=now)
            await tell(partial(_begun, house, alarm, number))


async def _kept(tx: Tx) -> frozenset[Alarm]:
    return frozenset([alarm for alarm in Alarm if await tx.one("hour_find", what=_PREFIX + alarm) is not None])


def _begun(house: House, alarm: Alarm, number: int, language: str) -> str:
    return house.texts.say(language, f"desk-alarm-{alarm}", count=number)


def _over(house: House, alarm: Alarm, language: str) -> str:
    return house.texts.say(language, f"desk-alarm-{alarm}-over")
