"""The parts of the line without Telegram, for a command that changes rows while the bot does not run.

What such a command queues goes out when the bot runs again. Whoever must ask Telegram something gets no answer here.
"""

from __future__ import annotations

import os
import time
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from bot.belonging import refuse_foreign
from bot.desk.buttons import Buttons
from bot.desk.codes.return_code import CodeKitchen
from bot.desk.codes.word_lists import WordLists
from bot.desk.house import House, Line, Shelf
from bot.desk.nights.forgetting import settled
from bot.desk.nights.lacking import keeper_over
from bot.errors import StorageError
from bot.flows.load import SHIPPED, load_book
from bot.roots import keyring as keyring_of
from bot.setting_values import bot_of
from storage.audit_check import ANCHORS
from storage.opening import open_database
from storage.private_files import append_line
from storage.stores import stores_over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractContextManager

    from bot.settings import Settings


@asynccontextmanager
async def offline(
    settings: Settings, reading: Callable[[], AbstractContextManager[None]] = nullcontext
) -> AsyncIterator[House]:
    """The house over the database of these settings. StorageError: the bot runs, or there is no database.

    SettingError: it is another bot's, whose people this one could not tell. `reading`: what is shown while the content
    is read, which takes seconds; it begins once the root key is there, which somebody may have to type.
    """
    refuse_foreign(settings)
    keyring, root = keyring_of(settings), settings.locales_dir or SHIPPED
    with reading():
        book, line = load_book(root), _line(settings)
    database = await open_database(settings.place)
    kitchen = CodeKitchen(keyring.pepper)
    try:
        now = int(time.time())
        await settled(database, keyring, folder=settings.keys_dir, periods=settings.periods, now=now)
        keeper, missing = await keeper_over(database, keyring, folder=settings.keys_dir, path=settings.place)
        yield House(
            **stores_over(keeper.vault, keyring),
            keeper=keeper,
            missing=missing,
            shelf=Shelf(book, line),
            database=database,
            buttons=Buttons(keyring.button_key),
            lists=WordLists.load(root),
            kitchen=kitchen,
            random_bytes=os.urandom,
            keep_anchor=partial(append_line, settings.data_dir / ANCHORS),
            is_member=_unasked,
            is_supervisor=_unasked,
            supervisors=_unasked,
            ours=lambda chat: chat in settings.operator_chats,
            became=_unasked,
            forget_member=lambda _chat, _user: None,
            serves=_unasked,
            wake_codes=lambda: None,
            wake_keeps=lambda: None,
        )
    finally:
        await kitchen.close()
        await database.close()


def _line(settings: Settings) -> Line:
    """The line as the settings have it. What only Telegram knows (names, topics) no such command needs."""
    return Line(
        bot=bot_of(settings.token),
        username="",
        chat=settings.operator_chat,
        forum=False,
        routes=settings.operator_chat_id,
        private=settings.desk == "private",
        periods=settings.periods,
    )


async def _unasked(*_: object) -> NoReturn:
    message = "this needs Telegram, which no command asks"
    raise StorageError(message)
