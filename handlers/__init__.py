"""python-telegram-bot handlers, thin: read the update, call one use case, return. This is the one ordered list."""

from typing import Any

from telegram.ext import BaseHandler, CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from handlers import membership, operators, talk
from handlers.context import Context

MESSAGES = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE


def ordered(operator_chat: int) -> list[BaseHandler[Any, Context, None]]:
    """Every handler, in the order in which they are asked; the first that fits works the update."""
    ours = filters.Chat(operator_chat)
    return [
        CallbackQueryHandler(talk.tapped),
        MessageHandler(filters.ChatType.PRIVATE & MESSAGES, talk.said),
        MessageHandler(ours & MESSAGES, operators.said),
        MessageHandler(filters.ChatType.GROUPS & MESSAGES, membership.leave_foreign),
        ChatMemberHandler(membership.mine_changed, ChatMemberHandler.MY_CHAT_MEMBER),
        ChatMemberHandler(membership.theirs_changed, ChatMemberHandler.CHAT_MEMBER),
    ]
