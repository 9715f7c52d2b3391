"""The form as python-telegram-bot's documentation teaches it: ConversationHandler and PicklePersistence.

`--side-by-side`: chats beside each other, one update of a chat at a time (its BaseUpdateProcessor). `--calls real`: the
calls our own bot makes, see docs/PERFORMANCE.md.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    Application,
    BaseUpdateProcessor,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

DOOR, APPLY, TEXTS, SEND, SURE = 0, 1, 2, 20, 21
QUESTIONS = 8
GROUP = -1_001_234_567_890
Context = ContextTypes.DEFAULT_TYPE
real = False


def keys(label: str) -> InlineKeyboardMarkup:
    """One button."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data="go")]])


async def show(update: Update, context: Context, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
    """Answer a text."""
    message, known = update.message, context.user_data
    assert message is not None
    assert known is not None
    if not real:
        await message.reply_text(text, reply_markup=markup)
        return
    sent: Message = await message.reply_text("…")
    await sent.edit_text(text, reply_markup=markup)
    if "screen" in known:
        await context.bot.delete_messages(message.chat_id, [known["screen"]])
    known["screen"] = sent.message_id


async def start(update: Update, context: Context) -> int:
    """Begin."""
    message = update.message
    assert message is not None
    await message.reply_text("Who are you?", reply_markup=keys("I am serving"))
    if real:
        await context.bot.delete_messages(message.chat_id, [message.message_id])
    return DOOR


async def turned(update: Update, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
    """Answer a button."""
    query = update.callback_query
    assert query is not None
    await query.answer()
    await query.edit_message_text(text, reply_markup=markup)


async def door(update: Update, _: Context) -> int:
    """The first button."""
    await turned(update, "What do you want?", keys("Apply"))
    return APPLY


async def apply(update: Update, _: Context) -> int:
    """The second button."""
    await turned(update, f"Question 1 of {QUESTIONS}")
    return TEXTS


async def text(update: Update, context: Context) -> int:
    """An answer."""
    known = context.user_data
    assert known is not None
    assert update.message is not None
    answers = known.setdefault("answers", [])
    answers.append(update.message.text)
    if len(answers) < QUESTIONS:
        await show(update, context, f"Question {len(answers) + 1} of {QUESTIONS}")
        return TEXTS
    await show(update, context, "Your answers: " + "\n".join(answers), keys("Send"))
    return SEND


async def send(update: Update, _: Context) -> int:
    """The last button but one."""
    await turned(update, "Shall it be sent?", keys("Yes, send it"))
    return SURE


async def sure(update: Update, context: Context) -> int:
    """The last button."""
    known = context.user_data
    assert known is not None
    await turned(update, "Stored")
    await context.bot.send_message(GROUP, "A new application:\n" + "\n".join(known.pop("answers")))
    return ConversationHandler.END


class PerChat(BaseUpdateProcessor):
    """Chats side by side, a chat's updates one after another."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn."""
        assert isinstance(update, Update)
        async with self._locks[update.effective_chat.id if update.effective_chat else 0]:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""


def main() -> None:
    """Poll."""
    global real  # noqa: PLW0603 - one small program
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--calls", default="same")
    parser.add_argument("--side-by-side", action="store_true")
    asked = parser.parse_args()
    real = asked.calls == "real"
    logging.disable(logging.WARNING)
    form = ConversationHandler(
        entry_points=[CommandHandler("start", start)],
        states={
            DOOR: [CallbackQueryHandler(door)],
            APPLY: [CallbackQueryHandler(apply)],
            TEXTS: [MessageHandler(filters.TEXT & ~filters.COMMAND, text)],
            SEND: [CallbackQueryHandler(send)],
            SURE: [CallbackQueryHandler(sure)],
        },
        fallbacks=[CommandHandler("start", start)],
        name="form",
        persistent=True,
    )
    builder = Application.builder().token("7000000001:bench").base_url(f"{asked.url}/bot")
    builder = builder.persistence(PicklePersistence(asked.folder / "form.pickle"))
    if asked.side_by_side:
        builder = builder.concurrent_updates(PerChat(256))
    application = builder.build()
    application.add_handler(form)
    application.run_polling()


if __name__ == "__main__":
    main()
