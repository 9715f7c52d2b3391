"""An operator's private chat with the bot: the rooms of his cases, where rooms are private. Never the persons' flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import phone
from bot.desk.group import correct, remember, route
from bot.desk.house import Turn
from bot.messages import NOTHING_TO_SAY, Reply, Send

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Said, Work
    from storage.database import Tx


async def said(house: House, came: Said, work: Work) -> Reply:
    """Anything an operator writes privately that is no command: for the case it belongs to, else he gets the help."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        operator = await remember(turn, came, started=True)
        if await phone.said(turn, operator, came):
            return
        if came.edited:
            await correct(turn, came)
            return
        if await route(turn, came):
            return
        if house.line.private:
            await turn.notice("desk-private-plain", beneath=came)
            return
        text = house.texts.say(house.texts.language_for(came.language), "desk-help")
        await turn.put(Send(post=house.new_post(), chat=came.chat, html=True, role="notice", text=text))

    await house.database.transact(unit)
    return NOTHING_TO_SAY
