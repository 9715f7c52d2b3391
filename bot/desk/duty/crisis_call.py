"""A crisis rings two people by name: nobody should have to carry such a talk alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.duty.mentions import mentions
from bot.desk.showing import cards
from bot.flows.danger import Danger
from bot.messages import Priority, Send

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.desk.house import Turn
    from storage.cases import Case

PEOPLE: Final = 2
"""So many are rung."""


async def ring_two(turn: Turn, case: Case, supervisors: Mapping[int, str]) -> None:
    """Name two who are on shift, and the supervisors where there are not two; in the group, and to each privately."""
    house = turn.house
    if Danger.CRISIS not in case.dangers:
        return
    chat = house.desk_of(case)
    shifts = [shift for shift in await house.shifts.all(turn.tx) if shift.chat == chat]
    lately = sorted(shifts, key=lambda shift: shift.acted, reverse=True)[:PEOPLE]
    called = {shift.user: shift.name for shift in lately}
    if len(called) < PEOPLE:
        called |= {user: name for user, name in supervisors.items() if user not in called}
    text = "\n".join([house.say("desk-crisis", alias=case.alias), *mentions(house, "desk-crisis-people", called)])
    await turn.put(
        Send(
            post=house.new_post(),
            chat=chat,
            html=True,
            role=cards.CARD,
            case=case.id,
            reply_to=case.card,
            text=text,
            keyboard=cards.card_keyboard(house, case, turn.now, chat=chat),
            priority=Priority.URGENT,
        )
    )
    for user in called:
        await _privately(turn, case, user)


async def _privately(turn: Turn, case: Case, user: int) -> None:
    house = turn.house
    operator = await house.operators.find(turn.tx, chat=house.line.chat, user=user)
    if operator is None or not operator.started:
        return
    line = Send(post=house.new_post(), chat=user, html=True, role="notice", protect=True, priority=Priority.URGENT)
    await turn.put(replace(line, text=house.say("desk-crisis-you", alias=case.alias)))
