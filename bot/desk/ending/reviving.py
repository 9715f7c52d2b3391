"""A case that the server could not read any more is opened again by an operator's key, on the server, by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.desk import desks
from bot.desk.duty import waiting
from bot.desk.house import Turn
from bot.desk.showing import cards
from bot.messages import Work
from storage.audit import Action

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.cases import Case
    from storage.database import Tx


async def revive(house: House, alias: str, key: str, now: int) -> bool | None:
    """Make it hot and new: operators see it wait, its person hears nothing. False: it is hot; None: there is none.

    What was locked stays locked. SealError: it is not sealed to this key.
    """
    return await house.database.transact(partial(_revived, house, alias, key, now))


async def _revived(house: House, alias: str, key: str, now: int, tx: Tx) -> bool | None:
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    found = await house.cases.by_alias(tx, alias)
    if found is not None and found.hot:
        return False
    case = await revive_quietly(turn, alias, key)
    if case is not None:
        await turn.notice("desk-revived", case)
    return None if case is None else True


async def revive_quietly(turn: Turn, alias: str, key: str) -> Case | None:
    """The same without a line of its own for operators; one that is hot stays as it is. None: there is none.

    SealError: it is not sealed to this key.
    """
    found = await turn.house.cases.by_alias(turn.tx, alias)
    if found is None or found.hot:
        return found
    case = await turn.house.cases.revive(turn.tx, alias, key)
    if case is None:
        return None
    lost = case.card is None or await turn.house.posts.by_id(turn.tx, case.card) is None
    if lost:
        case = await _carded(turn, case)
    case = await waiting.opened(turn, case)
    await turn.audit(Action.REVIVED, case=case)
    if not lost:
        await cards.refresh_card(turn, case)
    return case


async def _carded(turn: Turn, case: Case) -> Case:
    """A card for a case whose own the server knows nothing of any more."""
    case = replace(case, card=turn.house.new_post())
    case = replace(case, desk=desks.chosen(turn.house, case))
    await turn.house.cases.save(turn.tx, case)
    await cards.post_card(turn, case)
    return case
