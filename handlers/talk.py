"""What comes in private chats, from persons and from operators."""

from telegram import Update

from bot.desk import access, orders, presses, private_desk
from bot.desk.talks import intake
from bot.messages import NOTHING_TO_SAY, Reply
from handlers.context import Context
from handlers.reading import is_service, said_of, tapped_of


async def said(update: Update, context: Context) -> None:
    """A private message: the desk for an operator, the talk for everybody else."""
    message = update.effective_message
    came = said_of(update)
    if came is None or message is None or is_service(message):
        return
    if not await access.is_operator(context.house, came, context.work):
        await intake.said(context.house, came, context.work)
    elif orders.is_command(context.house, came):
        await orders.obey(context.house, came, context.work, private=True)
    else:
        await private_desk.said(context.house, came, context.work)


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
        desk = await access.is_operator(context.house, came, context.work)
        reply = await (presses if desk else intake).tapped(context.house, came, context.work)
    context.answer(query.id, reply)
