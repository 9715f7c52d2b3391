"""Operators in one case see each other: who opened it or answered lately, and a line when two answer at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from storage.rooms import Presence

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.messages import Said
    from storage.cases import Case
    from storage.people import Operator

LATELY: Final = 1_800
"""Seconds for which somebody counts as being there."""
AT_ONCE: Final = 600
"""Seconds within which two who answer are told of each other."""
MOST: Final = 4
OPENED: Final = "opened"
ANSWERED: Final = "answered"


def joined(case: Case, operator: Operator, act: str, now: int) -> Case:
    """The case as it knows that an operator opened it or answered just now; the newest first. Does not save."""
    others = [one for one in case.company if one.user != operator.user and now - one.at < LATELY]
    told = Presence(user=operator.user, name=operator.name, act=act, at=now)
    before = next((one for one in case.company if one.user == operator.user), None)
    if act == OPENED and before is not None and before.act == ANSWERED and now - before.at < AT_ONCE:
        told = before  # Looking in again does not hide that he answers here.
    return replace(case, company=(told, *others)[:MOST])


async def looked_in(turn: Turn, case: Case, operator: Operator) -> Case:
    """Somebody opened the answers; the case as stored."""
    seen = joined(case, operator, OPENED, turn.now)
    await turn.house.cases.save(turn.tx, seen)
    return seen


async def answers(turn: Turn, case: Case, operator: Operator, came: Said) -> Case:
    """Somebody answers: he is told who else did within minutes, or whose case it is. The case as stored."""
    now = turn.now
    other = next(
        (one for one in case.company if one.user != operator.user and one.act == ANSWERED and now - one.at < AT_ONCE),
        None,
    )
    again = any(one.user == operator.user and one.act == ANSWERED and now - one.at < LATELY for one in case.company)
    if other is not None:
        minutes = str((now - other.at) // 60)
        await turn.notice("desk-two-here", case, beneath=came, other=other.name, minutes=minutes)
    elif not again and case.taker not in {None, operator.user}:
        await turn.notice("desk-not-yours-to-answer", case, beneath=came, other=case.taker_name)
    here = joined(case, operator, ANSWERED, now)
    await turn.house.cases.save(turn.tx, here)
    return here
