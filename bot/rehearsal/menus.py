"""What an account sees when it types "/": the commands of the narrowest scope that has any."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.rehearsal.things import Bot, Chat, Json, User


def menu(bot: Bot, chat: Chat, user: User) -> list[Json]:
    """The commands that `user` is shown in this chat."""
    language = (user.language or "")[:2]
    for scope in _scopes(chat, user):
        for code in filter(None, (language, "-")):
            key = ("commands", json.dumps(scope, sort_keys=True), code.strip("-"))
            if key in bot.profile:
                commands: list[Json] = bot.profile[key]
                return commands
    return []


def _scopes(chat: Chat, user: User) -> Iterator[Json]:
    """From the narrowest to the widest."""
    if chat.type == "private":
        yield {"type": "chat", "chat_id": chat.id}
        yield {"type": "all_private_chats"}
    else:
        admin = chat.member(user).status in {"creator", "administrator"}
        yield {"type": "chat_member", "chat_id": chat.id, "user_id": user.id}
        if admin:
            yield {"type": "chat_administrators", "chat_id": chat.id}
        yield {"type": "chat", "chat_id": chat.id}
        if admin:
            yield {"type": "all_chat_administrators"}
        yield {"type": "all_group_chats"}
    yield {"type": "default"}
