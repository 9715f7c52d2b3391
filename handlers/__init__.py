"""python-telegram-bot handlers, thin: read the update, call one use case, return. This is the one ordered list."""

from collections.abc import Callable
from typing import Any

from telegram import Message
from telegram.ext import BaseHandler, CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from handlers import membership, operators, talk
from handlers.context import Context

MESSAGES = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE


class Ours(filters.MessageFilter):
    """Messages of the operator chat, also when Telegram gave it another id while we run."""

    def __init__(self, ours: Callable[[int], bool]) -> None:
        super().__init__()
        self._ours = ours

    def filter(self, message: Message) -> bool:
        """Whether the message came there."""
        return self._ours(message.chat.id)


def ordered(is_ours: Callable[[int], bool]) -> list[BaseHandler[Any, Context, None]]:
    """Every handler, in the order in which they are asked; the first that fits works the update."""
    ours = Ours(is_ours)
    return [
        CallbackQueryHandler(talk.tapped),
        MessageHandler(filters.ChatType.PRIVATE & MESSAGES, talk.said),
        MessageHandler(ours & MESSAGES, operators.said),
        MessageHandler(filters.ChatType.GROUPS & MESSAGES, membership.leave_foreign),
        ChatMemberHandler(membership.mine_changed, ChatMemberHandler.MY_CHAT_MEMBER),
        ChatMemberHandler(membership.theirs_changed, ChatMemberHandler.CHAT_MEMBER),
    ]
