"""Whether this machine's clock can be believed: what is destroyed or forgotten by the date is so only while it can.

The rule. Telegram tells its time with every answer: within an hour of that the clock is right. Where no answer is at
hand, the clock is right while it stands no earlier than, and at most two days after, the hour last known to be right.
Else it jumped, or nobody knows: then nothing is destroyed, nothing made, and somebody is told.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.database import Tx

_HOUR: Final = 3_600
NEAR: Final = _HOUR
"""Seconds by which the clock may differ from Telegram's."""
QUIET: Final = 48 * _HOUR
"""Seconds that may pass since the clock was last known to be right, where nobody tells the time."""
TRUSTED: Final = "clock"
UNSAVED: Final = "unsaved"
"""Since when no backup is known of."""


class Clock(StrEnum):
    """RIGHT: go on. BACK, AHEAD: it differs from what is known. UNPROVEN: nobody tells the time, for too long."""

    RIGHT = "right"
    BACK = "back"
    AHEAD = "ahead"
    UNPROVEN = "unproven"


def judge(now: int, *, told: int | None, known: int | None) -> Clock:
    """What to think of `now`. `told`: Telegram's time at this moment; `known`: the hour last known to be right."""
    if told is not None:
        return Clock.RIGHT if abs(now - told) <= NEAR else Clock.AHEAD if now > told else Clock.BACK
    if known is None:
        return Clock.RIGHT
    if now < known:
        return Clock.BACK
    return Clock.RIGHT if now <= known + _HOUR + QUIET else Clock.UNPROVEN


class Hours:
    """Hours that the line itself must remember, by name, rounded down."""

    @staticmethod
    async def last(tx: Tx, what: str) -> int | None:
        """The hour kept under a name."""
        row = await tx.one("hour_find", what=what)
        return None if row is None else int(row["hour"])

    @staticmethod
    async def keep(tx: Tx, what: str, *, now: int) -> None:
        """Keep this hour under a name, instead of the one before."""
        await tx.run("hour_save", what=what, hour=now // _HOUR * _HOUR)

    @staticmethod
    async def forget(tx: Tx, what: str) -> None:
        """Keep nothing under a name any more."""
        await tx.run("hour_forget", what=what)

    async def trusted(self, tx: Tx, *, now: int, told: int | None) -> Clock:
        """Judge the clock; the hour of one that is right is remembered."""
        clock = judge(now, told=told, known=await self.last(tx, TRUSTED))
        if clock is Clock.RIGHT:
            await self.keep(tx, TRUSTED, now=now)
        return clock
