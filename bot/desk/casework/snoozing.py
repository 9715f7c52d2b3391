"""A case that sleeps until a second comes, or its person writes; and one that waits for him by an operator's word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merged
from bot.desk.duty import watching
from bot.desk.showing import cards, faces
from bot.desk.talks.screens import refresh_state
from bot.desk.words.relay import answered_last
from storage.audit import Action
from storage.watches import SNOOZE

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case
    from storage.people import Operator
    from storage.watches import Watch

HALF_AN_HOUR: Final = 1_800
TWO_HOURS: Final = 7_200


async def put_aside(turn: Turn, case: Case, *, by: Operator, until: int = 0) -> Case:
    """The case waits for its person from now on; `until`: or for this second, 0 if no second is named.

    Its person is told of no answer that nobody gave.
    """
    await wake_never(turn, case)
    if until:
        await turn.house.watches.add(turn.tx, case.id, SNOOZE, due=until)
    answered = await answered_last(turn, case)
    quiet = replace(case, state="waiting", snoozed=until, aside=not answered)
    await watching.drop(turn, quiet, watching.ANSWER)
    await _becomes(turn, quiet)
    await turn.audit(Action.PUT_ASIDE, operator=by, case=quiet)
    return quiet


async def wake(turn: Turn, watch: Watch) -> None:
    """The second has come: the case is its operator's again, and a line in its room rings."""
    case = await turn.case(watch.case)
    if case is None or not case.hot or case.snoozed != watch.due:
        return
    awake = await bring_back(turn, case)
    house = turn.house
    text = house.say("desk-woken", alias=awake.alias, name=awake.taker_name)
    keyboard = cards.card_keyboard(house, awake, turn.now, chat=house.seat_of(awake))
    line = replace(house.to_room(awake), role=cards.CARD, text=text, keyboard=keyboard)
    await turn.put(replace(line, priority=cards.priority_of(awake)))


async def bring_back(turn: Turn, case: Case) -> Case:
    """The case waits for its operator again."""
    await wake_never(turn, case)
    awake = replace(case, state="taken", snoozed=0, aside=False)
    if not await answered_last(turn, awake):
        await watching.with_operator(turn, awake)
    await _becomes(turn, awake)
    return awake


async def wake_never(turn: Turn, case: Case) -> None:
    """Forget until when a case sleeps. Does not save the case."""
    for watch in await turn.house.watches.of_case(turn.tx, case.id):
        if watch.kind == SNOOZE:
            await turn.house.watches.drop(turn.tx, watch)


async def _becomes(turn: Turn, case: Case) -> None:
    await turn.house.cases.save(turn.tx, case)
    await merged.follow(turn, case)
    await faces.refresh(turn, case)
    await refresh_state(turn, case)
