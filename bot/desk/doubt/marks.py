"""An operator's own mark on a case: "check this", and why. It ends by itself, unless somebody says why it must not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.commands import tell
from bot.desk.doubt import signals
from bot.desk.doubt.noticed import day, marked
from bot.desk.house import Turn
from bot.messages import Work
from bot.texts import clean, cut
from storage.audit import Action

if TYPE_CHECKING:
    from bot.desk.commands import Asked
    from bot.desk.house import House
    from storage.database import Tx

DAYS: Final = 30
REASON_LIMIT: Final = 200
_DAY: Final = 86_400


async def mark(turn: Turn, asked: Asked) -> None:
    """Mark a case, or renew its mark, for thirty days; nothing without a reason."""
    case, reason = asked.open_case, cut(" ".join(clean(asked.words).split()), REASON_LIMIT)
    if not reason:
        await tell(turn, asked, "desk-mark-why", alias=case.alias)
        return
    again, until = marked(case, turn.now), turn.now + DAYS * _DAY
    case = replace(case, mark=reason, mark_by=asked.operator.name, mark_until=until)
    await turn.house.cases.save(turn.tx, case)
    await turn.house.marks.set(turn.tx, case.id, until=until)
    await turn.audit(Action.MARKED, operator=asked.operator, case=case)
    await signals.repaint(turn, case)
    await tell(turn, asked, "desk-mark-renewed" if again else "desk-marked", alias=case.alias, day=day(until))


async def unmark(turn: Turn, asked: Asked) -> None:
    """Take a mark away before its time."""
    case = asked.open_case
    if not marked(case, turn.now):
        await tell(turn, asked, "desk-mark-none", alias=case.alias)
        return
    case = replace(case, mark="", mark_by="", mark_until=0)
    await turn.house.cases.save(turn.tx, case)
    await turn.house.marks.drop(turn.tx, case.id)
    await turn.audit(Action.UNMARKED, operator=asked.operator, case=case)
    await signals.repaint(turn, case)
    await tell(turn, asked, "desk-unmarked", alias=case.alias)


async def sweep(house: House, now: int) -> None:
    """Marks whose time is over go from their cases and cards; old fingerprints and bans go, too."""
    await house.database.transact(partial(_sweep, house, now))


async def _sweep(house: House, now: int, tx: Tx) -> None:
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    await house.prints.sweep(tx, now=now)
    await house.bans.sweep(tx, now=now)
    for case_id in await house.marks.ended(tx, now=now):
        case = await turn.case(case_id)
        if case is None or not case.hot or not case.mark:
            continue
        if marked(case, now):
            await house.marks.set(tx, case_id, until=case.mark_until + 3_600)
            continue
        case = replace(case, mark="", mark_by="", mark_until=0)
        await house.cases.save(tx, case)
        await signals.repaint(turn, case)
