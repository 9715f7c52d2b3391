"""A case goes from its operator back to everybody: its card has Take again, and its room says why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.casework import merged, rooms
from bot.desk.duty import watching
from bot.desk.showing import faces
from bot.desk.talks.screens import refresh_state
from bot.desk.words import relay

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case


async def give_back(  # noqa: PLR0913 - what its room is told, and what follows
    turn: Turn, case: Case, key: str, *, waits: str = "", since: int = 0, step: int = 0
) -> Case:
    """Let anybody take it. `key`: the line in its room. Whom nobody owes a word nobody is reminded of.

    A case that is merged into another is only let go of: whose room it is in is the other's affair.
    """
    if case.into is not None:
        free = replace(case, taker=None, taker_name="")
        await turn.house.cases.save(turn.tx, free)
        return free
    owed = not await relay.answered_last(turn, case)
    if not (case.seat and (case.room or case.head)):
        await turn.notice(key, case, name=case.taker_name, waits=waits)
    left = await rooms.vacate(turn, case, "desk-room-returned")
    free = replace(left, state="new", taker=None, taker_name="", returned=True)
    back = replace(free, opened=0, waits=since or turn.now, snoozed=0, aside=False)
    await turn.house.cases.save(turn.tx, back)
    await merged.follow(turn, back)
    await turn.house.watches.drop_case(turn.tx, case.id)
    if owed:
        await watching.waits(turn, back, since=since or case.opened, step=step)
    await faces.refresh(turn, back)
    await refresh_state(turn, back)
    return back
