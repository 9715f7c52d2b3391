"""An operator's private chat with the bot: help, and the answers he asked to see. Never the persons' flow."""

from bot.desk.cases import open_answers, remember
from bot.desk.house import House
from bot.messages import NOTHING_TO_SAY, Reply, Said, Send, Tapped, Work
from storage.database import Tx

OPEN_PREFIX = "/start open_"


async def said(house: House, came: Said, work: Work) -> Reply:
    """Anything an operator writes privately: a link from the card opens its case, all else gets the desk's help."""

    async def unit(tx: Tx) -> None:
        await house.inbox.done(tx, work)
        operator = await remember(house, tx, came, started=True)
        if not came.text.startswith(OPEN_PREFIX):
            await _tell(house, tx, came, work, "desk-help")
            return
        case = await house.cases.by_alias(tx, came.text.removeprefix(OPEN_PREFIX).strip())
        if case is None or not case.hot:
            await _tell(house, tx, came, work, "desk-reply-closed")
        else:
            await open_answers(house, tx, case, operator, work)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def tapped(house: House, came: Tapped, work: Work) -> Reply:
    """An operator presses an old button in his private chat: nothing there is his to press."""

    async def unit(tx: Tx) -> Reply:
        await house.inbox.done(tx, work)
        return Reply(toast=house.plain("button-stale"))

    return await house.database.transact(unit)


async def _tell(house: House, tx: Tx, came: Said, work: Work, key: str) -> None:
    language = house.texts.language_for(came.language)
    send = Send(
        post=house.new_post(), chat=came.chat, html=True, role="notice",
        text=house.texts.say(language, key, bot=house.line.username),
    )
    await house.outbox.put(tx, send, now=work.now)
