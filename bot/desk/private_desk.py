"""An operator's private chat with the bot: the rooms of his cases, where rooms are private. Never the persons' flow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.calls import phone
from bot.desk.casework import notes
from bot.desk.group import correct, remember, route
from bot.desk.house import Turn
from bot.messages import NOTHING_TO_SAY, Reply, Send

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Said, Work
    from storage.database import Tx
    from storage.people import Operator


async def said(house: House, came: Said, work: Work) -> Reply:
    """What an operator writes privately, no command: for the case it belongs to, else he hears that it is for none."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        operator = await remember(turn, came, started=True)
        if await phone.said(turn, operator, came):
            return
        if came.edited:
            if not await notes.changed(turn, came):
                await correct(turn, came)
            return
        if await route(turn, came):
            return
        if house.line.private:
            await _in_no_room(turn, operator, came)
            return
        text = house.texts.say(house.texts.language_for(came.language), "desk-private-nothing")
        line = Send(post=house.new_post(), chat=came.chat, html=True, role="notice", silent=True, text=text)
        await turn.put(replace(line, reply_message=came.message))

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def _in_no_room(turn: Turn, operator: Operator, came: Said) -> None:
    """Where rooms are topics, what stands in none is for none; where they are threads it is a note."""
    if turn.house.line.private_topics:
        await turn.notice("desk-private-plain", beneath=came)
    else:
        await notes.loose(turn, operator, came)
