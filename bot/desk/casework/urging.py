"""An operator marks a case as urgent, or as no longer so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.duty import danger_call, watching
from bot.desk.duty.ringing import ring
from bot.desk.showing import faces
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
            text = turn.house.say("desk-marked-urgent", alias=case.alias, name=by.name)
            await turn.put(ring(turn, now, text))
            await watching.waits(turn, now)
    else:
        now = replace(case, urgent=False, dangers=(), called_for="")
        await turn.house.cases.save(turn.tx, now)
        for watch in await turn.house.watches.of_case(turn.tx, case.id):
            if watch.kind == danger_call.CALL:
                await turn.house.watches.drop(turn.tx, watch)
    await turn.house.cases.note_urgency(turn.tx, now, now=turn.now)
    await faces.refresh(turn, now)
    await turn.audit(Action.URGENT if urgent else Action.CALMED, operator=by, case=now)
    return now
