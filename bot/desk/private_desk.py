"""An operator's private chat with the bot: help, and the answers he asked to see. Never the persons' flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.cases import open_answers
from bot.desk.group import remember
from bot.desk.house import Turn
from bot.messages import NOTHING_TO_SAY, Reply, Send

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Said, Tapped, Work
    from storage.database import Tx

OPEN_PREFIX: Final = "/start open_"


async def said(house: House, came: Said, work: Work) -> Reply:
    """Anything an operator writes privately: a link from the card opens its case, all else gets the desk's help."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        operator = await remember(turn, came, started=True)
        if not came.text.startswith(OPEN_PREFIX):
            await _tell(turn, came, "desk-help")
            return
        case = await house.cases.by_alias(tx, came.text.removeprefix(OPEN_PREFIX))
        if case is None or not case.hot:
            await _tell(turn, came, "desk-reply-closed")
        else:
            await open_answers(turn, case, operator)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def tapped(house: House, came: Tapped, work: Work) -> Reply:
    """An operator presses a button in his private chat, left from another day: nothing there is his to press."""

    async def unit(tx: Tx) -> Reply:
        await Turn(house, tx, work).done()
        return Reply(toast=house.texts.plain(house.texts.language_for(came.language), "button-stale"))

    return await house.database.transact(unit)


async def _tell(turn: Turn, came: Said, key: str) -> None:
    house = turn.house
    text = house.texts.say(house.texts.language_for(came.language), key)
    await turn.put(Send(post=house.new_post(), chat=came.chat, html=True, role="notice", text=text))
