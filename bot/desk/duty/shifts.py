"""Who is on shift. Taking and answering signs an operator in; being off stops nothing but reminders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.duty import first_use

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.desk.house import House, Turn
    from storage.people import Operator
    from storage.shifts import Shift

NOTED_EVERY: Final = 300
"""A sign of life is written down once in so many seconds at most."""


async def works(turn: Turn, operator: Operator, *, chat: int = 0, desks: Collection[int] = ()) -> Shift:
    """An operator takes or answers: from now on he is on shift. `chat`: the operator chat of its case, if any.

    `desks`: those he is in, where he begins privately.
    """
    shift = await turn.house.shifts.find(turn.tx, operator.user)
    if shift is None:
        where = chat or home(turn.house, desks)
        await first_use.ask(turn, operator)
        return await turn.house.shifts.begin(turn.tx, user=operator.user, name=operator.name, chat=where, now=turn.now)
    moved = replace(shift, name=operator.name, chat=chat or shift.chat)
    return await _noted(turn, moved, anyway=moved != shift)


def home(house: House, desks: Collection[int]) -> int:
    """The operator chat of whoever acts privately: the line's first if he is in it, else one that he is in."""
    return next((chat for chat in (house.front, *house.chats) if chat in desks), house.front)


async def stirs(turn: Turn, user: int) -> None:
    """An operator does anything at all: who is on shift stays so."""
    shift = await turn.house.shifts.find(turn.tx, user)
    if shift is not None:
        await _noted(turn, shift)


async def _noted(turn: Turn, shift: Shift, *, anyway: bool = False) -> Shift:
    if not anyway and not shift.asked and 0 <= turn.now - shift.acted < NOTED_EVERY:
        return shift
    stirred = replace(shift, acted=turn.now, asked=0)
    await turn.house.shifts.save(turn.tx, stirred)
    return stirred
