"""An operator marks a case as urgent, or as no longer so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk import danger_call, faces, watching
from bot.desk.cards import CARD, card_keyboard
from bot.messages import Priority, Send
from storage.audit import Action

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case
    from storage.people import Operator


async def mark(turn: Turn, case: Case, *, urgent: bool, by: Operator) -> Case:
    """The case as it is now. That it became urgent rings while nobody has it; calm again, nobody is called for it."""
    if urgent:
        now = replace(case, urgent=True)
        await turn.house.cases.save(turn.tx, now)
        if case.state == "new":
            await turn.put(_ring(turn, now, by))
            await watching.waits(turn, now)
    else:
        now = replace(case, urgent=False, dangers=(), called_for="")
        await turn.house.cases.save(turn.tx, now)
        for watch in await turn.house.watches.of_case(turn.tx, case.id):
            if watch.kind == danger_call.CALL:
                await turn.house.watches.drop(turn.tx, watch)
    await faces.refresh(turn, now)
    await turn.audit(Action.URGENT if urgent else Action.CALMED, operator=by, case=now)
    return now


def _ring(turn: Turn, case: Case, by: Operator) -> Send:
    house = turn.house
    return Send(
        post=house.new_post(),
        chat=house.desk_of(case),
        html=True,
        role=CARD,
        case=case.id,
        reply_to=case.card,
        text=house.say("desk-marked-urgent", alias=case.alias, name=by.name),
        keyboard=card_keyboard(house, case, turn.now),
        priority=Priority.URGENT,
    )
