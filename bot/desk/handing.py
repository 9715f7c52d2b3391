"""A case goes from hand to hand: given back for whoever takes it next, or given to one operator by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk import cards, patience, rooms
from bot.desk.cards import CARD, priority_of
from bot.desk.snoozing import wake_never
from bot.desk.taking import take_case
from bot.desk.yielding import give_back
from bot.messages import Send
from storage.audit import Action

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case
    from storage.people import Operator

TOLD_SECONDS: Final = 43_200
"""How long an operator's private chat says that a case was given to him."""


async def hand_over(turn: Turn, case: Case, *, by: Operator | None = None) -> Case | None:
    """Give a case back: it waits anew, and a line rings. Nobody is asked why. `by`: None where the program does it.

    Returns the case as it is now; None: nobody had it.
    """
    if case.state not in {"taken", "waiting"} or case.into is not None:
        return None
    await wake_never(turn, case)
    free = await give_back(turn, case, "desk-handed-room")
    await turn.put(_ring(turn, free, by))
    await turn.audit(Action.HANDED, operator=by, case=free)
    return free


def _ring(turn: Turn, case: Case, by: Operator | None) -> Send:
    """A line in the operator chat with the button that takes the case; a reply to it answers, like one to the card."""
    house = turn.house
    key = "desk-handed-by" if by else "desk-handed"
    return Send(
        post=house.new_post(),
        chat=house.desk_of(case),
        html=True,
        role=CARD,
        case=case.id,
        reply_to=case.card,
        text=house.say(key, alias=case.alias, name=by.name if by else ""),
        silent=not case.urgent and patience.is_night(house, turn.now),
        keyboard=cards.card_keyboard(house, case, turn.now),
        priority=priority_of(case),
    )


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
