"""What a bot says about itself: commands, name, descriptions, menu button."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.rehearsal.markup import units
from bot.rehearsal.methods import MAX_COMMANDS
from bot.rehearsal.refusals import bad
from bot.rehearsal.shapes import me_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Bot, Json
    from bot.rehearsal.world import World

CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"} | CHAT_SCOPES


def get_me(_world: World, bot: Bot, _arguments: Json) -> Json:
    """The bot's own account."""
    return me_json(bot)


def _language(arguments: Json) -> str:
    code = str(arguments.get("language_code", ""))
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


def _scope(world: World, bot: Bot, arguments: Json) -> tuple[str, ...]:
    scope = arguments.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    if scope["type"] in CHAT_SCOPES:
        world.chat_for(bot, scope.get("chat_id", 0))
    return ("commands", json.dumps(scope, sort_keys=True), _language(arguments))


def set_my_commands(world: World, bot: Bot, arguments: Json) -> bool:
    """The commands of one scope and language."""
    commands = arguments["commands"]
    if not isinstance(commands, list):
        raise bad("can't parse commands JSON array: Expected an Array")
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    key = _scope(world, bot, arguments)
    bot.profile[key] = [_command(command) for command in commands]
    return True


def _command(given: Any) -> Json:
    name = str(given.get("command", "")).removeprefix("/") if isinstance(given, dict) else ""
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad("BOT_COMMAND_INVALID")
    description = str(given.get("description", "")).strip()
    if not 1 <= units(description) <= 256:  # noqa: PLR2004 - the documented lengths
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(world: World, bot: Bot, arguments: Json) -> list[Json]:
    """The commands of exactly this scope and language."""
    commands: list[Json] = bot.profile.get(_scope(world, bot, arguments), [])
    return commands


def delete_my_commands(world: World, bot: Bot, arguments: Json) -> bool:
    """Forget the commands of this scope and language."""
    bot.profile.pop(_scope(world, bot, arguments), None)
    return True


def _setter(name: str, most: int) -> Callable[[World, Bot, Json], bool]:
    def put(world: World, bot: Bot, arguments: Json) -> bool:
        text = arguments.get(name, "")
        if units(text) > most:
            raise bad(f"bot {name.replace('_', ' ')} is too long")
        bot.profile[name, _language(arguments)] = text
        world.touch()
        return True

    return put


def _getter(name: str) -> Callable[[World, Bot, Json], Json]:
    def look(_world: World, bot: Bot, arguments: Json) -> Json:
        fallback = bot.profile.get((name, ""), bot.user.name if name == "name" else "")
        return {name: bot.profile.get((name, _language(arguments)), "") or fallback}

    return look


set_my_name = _setter("name", 64)
get_my_name = _getter("name")
set_my_description = _setter("description", 512)
get_my_description = _getter("description")
set_my_short_description = _setter("short_description", 120)
get_my_short_description = _getter("short_description")


def set_chat_menu_button(_world: World, bot: Bot, arguments: Json) -> bool:
    """The menu button of one private chat, or of all."""
    button = arguments.get("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"commands", "web_app", "default"}:
        raise bad("can't parse MenuButton: Unsupported type specified")
    bot.profile["menu_button", str(arguments.get("chat_id", ""))] = button
    return True


def get_chat_menu_button(_world: World, bot: Bot, arguments: Json) -> Json:
    """The menu button of one private chat, or the one of all."""
    everywhere: Json = bot.profile.get(("menu_button", ""), {"type": "default"})
    button: Json = bot.profile.get(("menu_button", str(arguments.get("chat_id", ""))), everywhere)
    return button
