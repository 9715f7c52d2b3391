"""One update through python-telegram-bot: read, handed to its handler, and what became of it told to the lane."""

from __future__ import annotations

import asyncio
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Final

from telegram import Update
from telegram.error import NetworkError, RetryAfter
from telegram.ext import Application, ContextTypes

from bot.messages import Said, Tapped
from handlers import ordered, plain, talk
from handlers.context import BENCH, Bench, Context, Piece
from handlers.failures import noted

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from bot.desk.house import House
    from bot.messages import Work
    from handlers.context import Answer


WAITS: Final = (1, 2, 4, 8, 16, 30)
"""Seconds before the 1st, 2nd, ... new try to reach Telegram at the start."""


class Worker:
    """The library's Application without its updater, queue and stores: a table of handlers and nothing else."""

    def __init__(self, bot: ExtBot[None], house: House, answer: Answer) -> None:
        """`answer`: how a pressed button is answered, after the commit."""
        self._bench = Bench(house, answer)
        builder = Application.builder().bot(bot).updater(None).context_types(ContextTypes(context=Context))
        self._application: Application[Any, Context, Any, Any, Any, Any] = builder.build()
        self._application.bot_data[BENCH] = self._bench
        self._application.add_handlers(ordered(house.ours))
        self._application.add_error_handler(noted)

    async def start(self) -> None:
        """Get ready; the library asks Telegram who the bot is, for as long as it takes. Raises InvalidToken."""
        for wait in chain(WAITS[:-1], repeat(WAITS[-1])):
            try:
                await self._application.initialize()
            except (NetworkError, RetryAfter):
                await asyncio.sleep(wait)
            else:
                return

    async def stop(self) -> None:
        """Let go of what `start` took."""
        await self._application.shutdown()

    async def work(self, raw: dict[str, Any], work: Work) -> bool:
        """Work one update: whether a handler took it (and marked its row). Raises what the handler raised."""
        match plain.read(raw):
            case Said() as came:
                await talk.heard(self._bench.house, came, work)
                return True
            case Tapped() as came if came.chat == came.user and not self._bench.house.ours(came.chat):
                self._bench.answer(came.callback, await talk.pressed(self._bench.house, came, work))
                return True
        update = Update.de_json(raw, self._application.bot)
        piece = self._bench.pieces[work.update_id] = Piece(work)
        try:
            await self._application.process_update(update)
        finally:
            del self._bench.pieces[work.update_id]
        if piece.failure is not None:
            raise piece.failure
        return piece.handled
