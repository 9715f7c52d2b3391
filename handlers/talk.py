"""What comes in private chats, from persons and from operators."""

from telegram import Update

from bot.desk import access, orders, presses, private_desk
from bot.desk.house import House
from bot.desk.talks import intake
from bot.messages import NOTHING_TO_SAY, Reply, Said, Tapped, Work
from handlers.context import Context
from handlers.reading import is_service, said_of, tapped_of


async def said(update: Update, context: Context) -> None:
    """A private message: the desk for an operator, the talk for everybody else."""
    message = update.effective_message
    came = said_of(update)
    if came is None or message is None or is_service(message):
        return
    await heard(context.house, came, context.work)


async def heard(house: House, came: Said, work: Work) -> None:
    """The same once it is read."""
    if await intake.said_by_known(house, came, work):
        return
    if not await access.is_operator(house, came, work):
        await intake.said(house, came, work)
    elif orders.is_command(house, came):
        await orders.obey(house, came, work, private=True)
    else:
        await private_desk.said(house, came, work)


async def tapped(update: Update, context: Context) -> None:
    """A pressed button, wherever it stands; what is to be said of it goes out after the commit."""
    query = update.callback_query
    came = tapped_of(query) if query else None
    if query is None:
        return
    reply: Reply = NOTHING_TO_SAY
    if came is not None and context.house.ours(came.chat):
        reply = await presses.tapped(context.house, came, context.work)
    elif came is not None and came.chat == came.user:
        reply = await pressed(context.house, came, context.work)
    context.answer(query.id, reply)


async def pressed(house: House, came: Tapped, work: Work) -> Reply:
    """A button pressed in a private chat, once it is read."""
    reply = await intake.tapped_by_known(house, came, work)
    if reply is None:
        desk = await access.is_operator(house, came, work)
        reply = await (presses if desk else intake).tapped(house, came, work)
    return reply
