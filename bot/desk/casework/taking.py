"""Who has a case: the first who takes it, or who answers what nobody took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.casework import merged, rooms
from bot.desk.duty import shifts, waiting
from bot.desk.showing import cards
from bot.desk.talks.screens import refresh_state
from storage.audit import Action

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case
    from storage.people import Operator


async def take_case(turn: Turn, case: Case, operator: Operator) -> Case | None:
    """Give a new case to the operator who was first, with its room and its card's new face; None: another was first."""
    taken = await turn.house.cases.take(turn.tx, case.id, taker=operator.user, name=operator.name)
    if taken is None:
        return None
    await turn.audit(Action.TAKEN, operator=operator, case=taken)
    await shifts.works(turn, operator, chat=turn.house.desk_of(taken))
    await waiting.taken(turn, taken)
    roomed = await rooms.open_room(turn, taken, operator)
    await turn.house.cases.save(turn.tx, roomed)
    await rooms.bring(turn, roomed)
    await cards.refresh_card(turn, roomed)
    await refresh_state(turn, roomed)
    return roomed


async def taken_by(turn: Turn, case: Case, operator: Operator) -> Case:
    """The case as it stands once this operator writes to its person: whoever answers what nobody took has taken it."""
    case = await merged.root(turn, case)
    await shifts.works(turn, operator, chat=turn.house.desk_of(case))
    return (await take_case(turn, case, operator) or case) if case.state == "new" else case
