"""A person edited a message of his: what operators have of it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import relay
from bot.desk.cards import FROM_PERSON
from bot.desk.house import Turn
from bot.messages import NOTHING_TO_SAY, Reply

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Said, Work
    from storage.database import Tx


async def corrected(house: House, came: Said, work: Work) -> Reply:
    """A person edited a message: the operators' copy follows; nothing else has a copy."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        copies = await house.posts.by_source(tx, came.chat, came.message)
        copy = next((post for post in copies if post.role == FROM_PERSON), None)
        case = await turn.case(copy.case) if copy is not None else None
        if copy is not None and case is not None and case.hot and case.chat == came.chat and case.reach == "open":
            await relay.corrected(turn, case, came, copy)

    await house.database.transact(unit)
    return NOTHING_TO_SAY
