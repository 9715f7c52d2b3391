"""What Telegram shows of the bot before anybody writes: commands by language and scope, and its description."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.texts import Texts

Call = Callable[..., Awaitable[Any]]
COMMANDS = ("start", "help")
"""What the menu shows: on a searched phone it must not name what may be erased. Other commands work when typed."""


async def publish(call: Call, texts: Texts, operator_chats: Sequence[int]) -> None:
    """Set the command lists of private chats in every language, none in groups, and the description."""
    for language in texts.languages:
        commands = [{"command": name, "description": texts.plain(language, f"profile-{name}")} for name in COMMANDS]
        code = "" if language == "en" else language
        await call("setMyCommands", commands=commands, scope={"type": "all_private_chats"}, language_code=code)
        await call("setMyDescription", description=texts.plain(language, "profile-description"), language_code=code)
    for chat in operator_chats:
        await call("deleteMyCommands", scope={"type": "chat", "chat_id": chat})
