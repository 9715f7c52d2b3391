"""An operator's private chat with the bot: what is no command gets the desk's help. Never the persons' flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.group import remember
from bot.desk.house import Turn
from bot.messages import NOTHING_TO_SAY, Reply, Send

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Said, Work
    from storage.database import Tx


async def said(house: House, came: Said, work: Work) -> Reply:
    """Anything an operator writes privately that is no command."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        await remember(turn, came, started=True)
        text = house.texts.say(house.texts.language_for(came.language), "desk-help")
        await turn.put(Send(post=house.new_post(), chat=came.chat, html=True, role="notice", text=text))

    await house.database.transact(unit)
    return NOTHING_TO_SAY
