"""What Telegram shows of the bot before anybody writes: commands by language and scope, its description and about."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.desk.commands import Place
from bot.desk.menus import menu
from bot.desk.orders import COMMANDS as ORDERS
from bot.texts import Texts

Call = Callable[..., Awaitable[Any]]
COMMANDS = ("start", "help")
"""What the menu shows: on a searched phone it must not name what may be erased. Other commands work when typed."""
DEFAULT = "en"
"""Whose words stand where a phone speaks none of our languages."""


async def publish(call: Call, texts: Texts, operator_chats: Sequence[int]) -> None:
    """Set what private chats and the operators' groups offer, in every language, and the description.

    Supervisors, the admins of a group, are offered theirs too. Of an operator's private chat the desk tells Telegram,
    once he has pressed Start there.
    """
    for language in texts.languages:
        commands = [(name, texts.plain(language, f"profile-{name}")) for name in COMMANDS]
        code = "" if language == DEFAULT else language
        await _offer(call, commands, {"type": "all_private_chats"}, code)
        await call("setMyDescription", description=texts.plain(language, "profile-description"), language_code=code)
        await call(
            "setMyShortDescription", short_description=texts.plain(language, "profile-about"), language_code=code
        )
        for scope, supervisor in (("chat", False), ("chat_administrators", True)):
            listed = menu(texts, language, ORDERS, Place.GROUP, supervisor=supervisor)
            for chat in operator_chats:
                await _offer(call, listed, {"type": scope, "chat_id": chat}, code)


async def _offer(call: Call, commands: Sequence[tuple[str, str]], scope: dict[str, Any], code: str) -> None:
    listed = [{"command": name, "description": what} for name, what in commands]
    await call("setMyCommands", commands=listed, scope=scope, language_code=code)
