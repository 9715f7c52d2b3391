"""What the clock brings at the desk: everything that is due is looked at, every few seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.codes import storms
from bot.desk.duty import off_shift, reminders, waiting

if TYPE_CHECKING:
    from bot.desk.house import House


async def look(house: House, now: int) -> None:
    """One round of the loop."""
    await waiting.look(house, now)
    await reminders.look(house, now)
    await off_shift.look(house, now)
    await storms.look(house, now)
