"""A case goes from its operator back to everybody: its card has Take again, and its room says why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk import relay, rooms, watching
from bot.desk.cards import refresh_card
from bot.desk.screens import refresh_state

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case


async def give_back(  # noqa: PLR0913 - what its room is told, and what follows
    turn: Turn, case: Case, key: str, *, waits: str = "", since: int = 0, step: int = 0
) -> Case:
    """Let anybody take it. `key`: the line in its room. Whom nobody owes a word nobody is reminded of."""
    owed = not await relay.answered_last(turn, case)
    if not case.seat:
        await turn.notice(key, case, name=case.taker_name, waits=waits)
    left = await rooms.vacate(turn, case, "desk-room-handed")
    back = replace(left, state="new", taker=None, taker_name="", returned=True)
    await turn.house.cases.save(turn.tx, back)
    await turn.house.watches.drop_case(turn.tx, case.id)
    if owed:
        await watching.waits(turn, back, since=since, step=step)
    await refresh_card(turn, back)
    await refresh_state(turn, back)
    return back
