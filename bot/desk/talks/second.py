"""The second contact of a man whose case is open: his answers join it, what must be kept apart is."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from bot.desk.seeing import apart
from bot.desk.showing import cards
from bot.desk.showing.given import answer_of

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.flows.talk import Submit
    from storage.cases import Case


BEGUN: Final = frozenset({cards.GROUP, "search"})
"""What is begun beneath an answer, and noted under its own name."""


async def join(turn: Turn, case: Case, submit: Submit) -> Case:
    """Add a second contact to an open application; the case as it is now."""
    house = turn.house
    state = "taken" if case.state == "waiting" else case.state
    told = replace(case, urgent=case.urgent or submit.urgent, state=state, snoozed=0, aside=False)
    answers = [asdict(answer_of(house, answer)) for answer in submit.answers if answer.needs is None]
    kind = submit.flow if submit.flow in BEGUN else cards.SECOND
    await house.cases.append(turn.tx, told, kind, {"answers": answers, "duress": case.duress}, now=turn.now)
    kept = await apart.keep(turn, told, submit.answers)
    await cards.refresh_card(turn, kept)
    await turn.notice("desk-second" if kind == cards.SECOND else f"desk-begun-{kind}", kept)
    return kept
