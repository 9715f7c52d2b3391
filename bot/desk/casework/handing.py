"""A case goes from hand to hand: given back for whoever takes it next, or given to one operator by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import rooms
from bot.desk.casework.snoozing import wake_never
from bot.desk.casework.taking import take_case
from bot.desk.casework.yielding import give_back
from bot.desk.duty import patience
from bot.desk.duty.ringing import ring
from bot.messages import Send
from storage.audit import Action

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case
    from storage.people import Operator

TOLD_SECONDS: Final = 43_200
"""How long an operator's private chat says that a case was given to him."""


async def hand_over(turn: Turn, case: Case, *, by: Operator | None = None, rings: bool = True) -> Case | None:
    """Give a case back: it waits anew, and a line rings. Nobody is asked why. `by`: None where the program does it.

    `rings` False: whoever calls tells of it. Returns the case as it is now; None: nobody had it.
    """
    if case.state not in {"taken", "waiting"} or case.into is not None:
        return None
    await wake_never(turn, case)
    free = await give_back(turn, case, "desk-handed-room")
    if rings:
        await turn.put(told(turn, free, by))
    await turn.audit(Action.HANDED, operator=by, case=free)
    return free


def told(turn: Turn, case: Case, by: Operator | None) -> Send:
    """The line that rings for a case that was handed over."""
    house = turn.house
    text = house.say("desk-handed-by" if by else "desk-handed", alias=case.alias, name=by.name if by else "")
    return ring(turn, case, text, silent=not case.urgent and patience.is_night(house, turn.now))


async def assign(turn: Turn, case: Case, to: Operator, *, by: Operator) -> Case | None:
    """Give a case to one operator, who is told. None: he has it already, or somebody took it this very moment."""
    if case.state == "new":
        given = await take_case(turn, case, to)
    elif case.taker == to.user:
        given = None
    else:
        given = await rooms.reseat(turn, case, to)
    if given is not None:
        await turn.audit(Action.ASSIGNED, operator=by, case=given)
        if to.user != by.user:
            await _tell(turn, given, to, by)
    return given


async def _tell(turn: Turn, case: Case, to: Operator, by: Operator) -> None:
    """Privately where he can be written to, else beneath the card."""
    house = turn.house
    text = house.say("desk-assigned-you", alias=case.alias, name=to.name, by=by.name)
    line = Send(post=house.new_post(), chat=house.desk_of(case), html=True, role="notice", text=text)
    there = replace(line, case=case.id, reply_to=case.card)
    if to.started:
        here = replace(line, chat=to.user, protect=True, lives=TOLD_SECONDS, on_failed=(there,))
        await turn.put(replace(here, post=house.new_post()))
    else:
        await turn.put(there)
