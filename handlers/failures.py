"""What a handler raised is noted on the bench; the lane decides what follows."""

from telegram import Update

from handlers.context import BENCH, Bench, Context


async def noted(update: object, context: Context) -> None:
    """python-telegram-bot's error handler: keep the error for the lane, say nothing here."""
    bench: Bench = context.application.bot_data[BENCH]
    if isinstance(update, Update) and update.update_id in bench.pieces:
        bench.pieces[update.update_id].failure = context.error
