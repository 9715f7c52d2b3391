"""The nights of the serving line: on a new day the epochs move on, and supervisors hear where they can not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from bot.desk.house import Turn
from bot.desk.nights.reunion import reunite
from bot.errors import HotlineError, KeyFault
from bot.logs import Event, Remedy, note, note_fault
from bot.messages import Priority, Send, Work
from storage.anew import Known
from storage.audit import Action
from storage.clock import Clock
from storage.moving import Mover
from storage.night import Night

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.house import House
    from storage.database import Tx
    from storage.epochs import Epoch
    from storage.key_check import MissingEpoch
    from storage.night import NightReport

LOOK_SECONDS: Final = 30.0
"""Midnight is noticed so late at most: what is closed just after it must be forgotten after `life` days."""
AGAIN_SECONDS: Final = 3_600.0
"""After a night that could not be finished."""
_TOLD_ROWS: Final = 10_000
_TOLD_CASES: Final = 20
_ALARM: Final = "night"
_MISSING: Final = "missing"
_SAID: Final = "said"


@dataclass(slots=True, eq=False)
class NightDesk:
    """Looks whether a night is due. `missing`: the epochs that were not there at the start."""

    night: Night
    missing: tuple[MissingEpoch, ...] = ()
    _waits_until: float = field(default=0.0, init=False)
    _rows: int = field(default=0, init=False)

    async def look(self, house: House, now: int) -> NightReport | None:
        """Do a night that is due. None: there was none, or the clock can not be believed (see ending/retention)."""
        if self.missing:
            await _once(house, now, _MISSING, partial(_told_missing, house, self.missing))
        if monotonic() < self._waits_until or not await self.night.due(now=now):
            return None
        if await believed(house, now) is not Clock.RIGHT:
            return None
        began, self._rows = monotonic(), 0
        try:
            report = await self.night.run(now=now, pause=self._pause, also=partial(_ended, house, now))
        except HotlineError as fault:
            note_fault(Event.NIGHT_BLOCKED, fault)
            await self._blocked(house, now, 0)
            return None
        if report.moved.given_up:  # it only took longer
            note(Event.NIGHT_BESIDE_FAILED)
        if report.blocked:
            note(Event.NIGHT_BLOCKED, left=report.left, faults=report.faults)
            await self._blocked(house, now, report.left or report.faults)
            return report
        await house.database.transact(partial(_audited, house, Action.NIGHT_MOVED, now))
        if report.kept:
            note(Event.NIGHT_BLOCKED, files=len(report.kept), remedy=Remedy.KEPT_FILE)
            await self._blocked(house, now, 0)
            return report
        moved, seconds = report.moved, round(monotonic() - began, 1)
        note(Event.NIGHT_DONE, moved=moved.moved, over=moved.over, gone=len(report.destroyed), seconds=seconds)
        return report

    async def _pause(self, rows: int) -> None:
        """Let everybody else work; say how far it is, where it takes long."""
        before, self._rows = self._rows, self._rows + rows
        if before // _TOLD_ROWS != self._rows // _TOLD_ROWS:
            note(Event.NIGHT_MOVING, rows=self._rows)
        await asyncio.sleep(0)

    async def _blocked(self, house: House, now: int, rows: int) -> None:
        """Nothing was destroyed. It is tried again in an hour, and told once a day."""
        self._waits_until = monotonic() + AGAIN_SECONDS
        await _once(house, now, _ALARM, lambda: house.say("desk-night-blocked", count=rows), Action.NIGHT_BLOCKED)


def desk_over(house: House) -> NightDesk:
    """The night desk of a line that keeps its epochs itself; KeyFault: it does not."""
    if house.keeper is None:
        message = "this line was put together without its epochs; start it by `python -m bot run`"
        raise KeyFault(message)
    known = Known(bots=(house.line.bot,), chats=house.chats)
    mover = Mover(vault=house.keeper.vault, known=known, reunite=partial(reunite, house))
    return NightDesk(Night(keeper=house.keeper, mover=mover, life=house.line.periods.epoch), house.missing)


async def believed(house: House, now: int) -> Clock:
    """Judge the clock by Telegram's time, or by the hour last known to be right."""
    return await house.database.transact(partial(house.hours.trusted, now=now, told=house.told()))


async def _once(house: House, now: int, what: str, say: Callable[[], str], action: Action | None = None) -> None:
    """Tell the operator chat, once a day."""

    async def unit(tx: Tx) -> None:
        if (await house.tallies.lately(tx, what, days=0, now=now))[_SAID]:
            return
        await house.tallies.add(tx, what, _SAID, now=now)
        await house.tallies.sweep(tx, what, days=2, now=now)
        turn = _turn(house, tx, now)
        if action is not None:
            await turn.audit(action)
        alarm = Send(post=house.new_post(), chat=house.front, text=say(), html=True, role="alarm")
        await turn.put(replace(alarm, priority=Priority.URGENT))

    await house.database.transact(unit)


def _told_missing(house: House, missing: tuple[MissingEpoch, ...]) -> str:
    aliases = [alias for epoch in missing for alias in epoch.cases]
    shown = ", ".join(aliases[:_TOLD_CASES]) + ("…" if len(aliases) > _TOLD_CASES else "")
    return house.say("desk-epoch-missing", count=len(aliases), aliases=shown or "—")


async def _ended(house: House, now: int, tx: Tx, _epoch: Epoch) -> None:
    await _audited(house, Action.EPOCH_DESTROYED, now, tx)


async def _audited(house: House, action: Action, now: int, tx: Tx) -> None:
    await _turn(house, tx, now).audit(action)


def _turn(house: House, tx: Tx, now: int) -> Turn:
    return Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
