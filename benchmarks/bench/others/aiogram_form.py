"""The form as aiogram's documentation teaches it: states, MemoryStorage, polling. `--calls real`: the calls we make."""

from __future__ import annotations

import argparse
import asyncio
import logging

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

QUESTIONS = 8
GROUP = -1_001_234_567_890
router = Router()
real = False


class Form(StatesGroup):
    """Where somebody stands."""

    door = State()
    apply = State()
    texts = State()
    send = State()
    sure = State()


def keys(label: str) -> InlineKeyboardMarkup:
    """One button."""
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=label, callback_data="go")]])


@router.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    """Begin."""
    await state.set_state(Form.door)
    await message.answer("Who are you?", reply_markup=keys("I am serving"))
    if real:
        await message.bot.delete_messages(message.chat.id, [message.message_id])


@router.callback_query(Form.door)
async def door(query: CallbackQuery, state: FSMContext) -> None:
    """The first button."""
    await state.set_state(Form.apply)
    await query.answer()
    await query.message.edit_text("What do you want?", reply_markup=keys("Apply"))


@router.callback_query(Form.apply)
async def apply(query: CallbackQuery, state: FSMContext) -> None:
    """The second button."""
    await state.set_state(Form.texts)
    await state.update_data(answers=[])
    await query.answer()
    await query.message.edit_text(f"Question 1 of {QUESTIONS}")


async def show(message: Message, state: FSMContext, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
    """Answer a text."""
    if not real:
        await message.answer(text, reply_markup=markup)
        return
    sent = await message.answer("…")
    await sent.edit_text(text, reply_markup=markup)
    known = await state.get_data()
    if "screen" in known:
        await message.bot.delete_messages(message.chat.id, [known["screen"]])
    await state.update_data(screen=sent.message_id)


@router.message(Form.texts, F.text)
async def text(message: Message, state: FSMContext) -> None:
    """An answer."""
    answers = [*(await state.get_data())["answers"], message.text]
    await state.update_data(answers=answers)
    if len(answers) < QUESTIONS:
        await show(message, state, f"Question {len(answers) + 1} of {QUESTIONS}")
        return
    await state.set_state(Form.send)
    await show(message, state, "Your answers: " + "\n".join(answers), keys("Send"))


@router.callback_query(Form.send)
async def send(query: CallbackQuery, state: FSMContext) -> None:
    """The last button but one."""
    await state.set_state(Form.sure)
    await query.answer()
    await query.message.edit_text("Shall it be sent?", reply_markup=keys("Yes, send it"))


@router.callback_query(Form.sure)
async def sure(query: CallbackQuery, state: FSMContext) -> None:
    """The last button."""
    answers = (await state.get_data())["answers"]
    await state.clear()
    await query.answer()
    await query.message.edit_text("Stored")
    await query.bot.send_message(GROUP, "A new application:\n" + "\n".join(answers))


async def main() -> None:
    """Poll."""
    global real  # noqa: PLW0603 - one small program
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--calls", default="same")
    asked = parser.parse_args()
    real = asked.calls == "real"
    logging.disable(logging.WARNING)
    session = AiohttpSession(api=TelegramAPIServer.from_base(asked.url))
    bot = Bot("7000000001:bench", session=session)
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
