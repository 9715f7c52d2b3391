"""What a bot asks about chats, and the little it does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rehearsal.calls.rules import present, require
from bot.rehearsal.refusals import bad
from bot.rehearsal.shapes import full_chat_json, member_json, message_json
from bot.rehearsal.things import Bot, Chat, Json, Message

if TYPE_CHECKING:
    from bot.rehearsal.world import World


def get_chat(world: World, bot: Bot, arguments: Json) -> Json:
    """All about a chat."""
    chat = present(bot, world.chat_for(bot, arguments["chat_id"]))
    if chat.type == "private" and not chat.started:
        raise bad("chat not found")
    return full_chat_json(chat)


def get_chat_member(world: World, bot: Bot, arguments: Json) -> Json:
    """How an account stands in a chat."""
    chat = present(bot, world.chat_for(bot, arguments["chat_id"]))
    user = world.users.get(arguments["user_id"])
    for other in world.bots:
        user = other.user if other.user.id == arguments["user_id"] else user
    if user is None:
        raise bad("invalid user_id specified")
    if chat.type == "private" and user is chat.user:
        return {"user": member_json(chat.member(user))["user"], "status": "member"}
    return member_json(chat.member(user))


def get_chat_administrators(world: World, bot: Bot, arguments: Json) -> list[Json]:
    """The people and this bot who run a group; other bots only if asked for."""
    chat = _group(world, bot, arguments)
    admins = [member for member in chat.members.values() if member.status in {"creator", "administrator"}]
    others = arguments.get("return_bots", False)
    return [member_json(member) for member in admins if others or not member.user.is_bot or member.user is bot.user]


def get_chat_member_count(world: World, bot: Bot, arguments: Json) -> int:
    """How many are in a chat."""
    chat = present(bot, world.chat_for(bot, arguments["chat_id"]))
    return 2 if chat.type == "private" else sum(chat.inside(member.user) for member in chat.members.values())


def leave_chat(world: World, bot: Bot, arguments: Json) -> bool:
    """The bot goes out of a group."""
    chat = _group(world, bot, arguments)
    world.leave(chat, bot.user)
    return True


def pin_chat_message(world: World, bot: Bot, arguments: Json) -> bool:
    """Pin a message."""
    chat = _pinnable(world, bot, arguments)
    message = chat.messages.get(arguments["message_id"])
    if message is None:
        raise bad("message to pin not found")
    chat.pinned = message.id
    _say_pinned(world, bot, chat, message)
    return True


def unpin_chat_message(world: World, bot: Bot, arguments: Json) -> bool:
    """Unpin the pinned message."""
    chat = _pinnable(world, bot, arguments)
    if arguments.get("message_id", chat.pinned) != chat.pinned or chat.pinned is None:
        raise bad("message to unpin not found")
    chat.pinned = None
    world.touch()
    return True


def _group(world: World, bot: Bot, arguments: Json) -> Chat:
    chat = present(bot, world.chat_for(bot, arguments["chat_id"]))
    if chat.type == "private":
        raise bad("chat member status can't be changed in private chats")
    return chat


def _pinnable(world: World, bot: Bot, arguments: Json) -> Chat:
    chat = present(bot, world.chat_for(bot, arguments["chat_id"]))
    if chat.type != "private":
        require(bot, chat, "can_pin_messages", "manage pinned messages in the chat")
    return chat


def _say_pinned(world: World, bot: Bot, chat: Chat, message: Message) -> None:
    note = Message(chat=chat, id=world.next_id(chat), sender=bot.user, date=world.now(), service="pinned a message")
    note.thread = message.thread
    note.extra = {"pinned_message": message_json(message, bot, quoting=False)}
    world.tell_message(world.put(chat, note))
