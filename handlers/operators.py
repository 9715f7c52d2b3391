"""What comes in the operator chat."""

from telegram import Update

from bot.desk import group, orders
from handlers.context import Context
from handlers.reading import is_service, said_of


async def said(update: Update, context: Context) -> None:
    """A message of an operator: a reply, a note, or talk among themselves."""
    message = update.effective_message
    came = said_of(update)
    if came is None or message is None or is_service(message):
        return
    if orders.is_command(context.house, came):
        await orders.obey(context.house, came, context.work, private=False)
        return
    await group.said(context.house, came, context.work)
