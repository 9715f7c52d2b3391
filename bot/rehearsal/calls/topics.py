"""Topics of a forum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rehearsal.calls.rules import present, reachable, require
from bot.rehearsal.markup import require_utf8, units
from bot.rehearsal.methods import MAX_TOPIC_NAME
from bot.rehearsal.refusals import bad
from bot.rehearsal.things import Bot, Chat, Json, Message, Topic

if TYPE_CHECKING:
    from bot.rehearsal.world import World


def create_forum_topic(world: World, bot: Bot, arguments: Json) -> Json:
    """A new topic; counts as a message against the limits."""
    chat = _forum(world, bot, arguments)
    name = _name(arguments["name"])
    if chat.type != "private":
        require(bot, chat, "can_manage_topics", "create a topic")
    world.pace.spend(bot.user.id, chat)
    message = _service(world, bot, chat, f"created topic {name}", {})
    topic = world.make_topic(chat, message, name)
    return {"message_thread_id": topic.id, "name": name, "icon_color": 7322096}


def edit_forum_topic(world: World, bot: Bot, arguments: Json) -> bool:
    """Another name."""
    chat, topic = _topic(world, bot, arguments, "edit the topic")
    name = _name(arguments["name"]) if arguments.get("name") else topic.title
    if name == topic.title:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.title = name
    _mark(world, bot, (chat, topic), f"renamed the topic to {name}", {"forum_topic_edited": {"name": name}})
    return True


def close_forum_topic(world: World, bot: Bot, arguments: Json) -> bool:
    """Close an open topic."""
    chat, topic = _topic(world, bot, arguments, "close the topic")
    _require_group(chat)
    _require_change(topic.closed)
    topic.closed = True
    _mark(world, bot, (chat, topic), "closed the topic", {"forum_topic_closed": {}})
    return True


def reopen_forum_topic(world: World, bot: Bot, arguments: Json) -> bool:
    """Open a closed topic."""
    chat, topic = _topic(world, bot, arguments, "reopen the topic")
    _require_group(chat)
    _require_change(not topic.closed)
    topic.closed = False
    _mark(world, bot, (chat, topic), "reopened the topic", {"forum_topic_reopened": {}})
    return True


def delete_forum_topic(world: World, bot: Bot, arguments: Json) -> bool:
    """The topic and every message in it."""
    chat = _forum(world, bot, arguments)
    if chat.type != "private":
        require(bot, chat, "can_delete_messages", "delete the topic")
    topic = _find(chat, arguments)
    del chat.topics[topic.id]
    for message in [message for message in chat.messages.values() if message.thread == topic.id]:
        world.vanish(message)
    world.touch()
    return True


def _require_change(already: bool) -> None:  # noqa: FBT001 - a question answered
    if already:
        raise bad("TOPIC_NOT_MODIFIED")


def _require_group(chat: Chat) -> None:
    """Topics of a private chat are renamed and deleted, never closed."""
    if chat.type == "private":
        raise bad("method is available only for supergroups")


def _forum(world: World, bot: Bot, arguments: Json) -> Chat:
    chat = world.chat_for(bot, arguments["chat_id"])
    chat = reachable(world, bot, chat.id) if chat.type == "private" else present(bot, chat)
    if not (chat.forum or (chat.type == "private" and bot.topics_enabled)):
        raise bad("the chat is not a forum")
    return chat


def _find(chat: Chat, arguments: Json) -> Topic:
    topic = chat.topics.get(arguments["message_thread_id"])
    if topic is None:
        raise bad("message thread not found")
    return topic


def _topic(world: World, bot: Bot, arguments: Json, what: str) -> tuple[Chat, Topic]:
    chat = _forum(world, bot, arguments)
    topic = _find(chat, arguments)
    creator = chat.messages.get(topic.id)
    if chat.type != "private" and not (creator and creator.sender is bot.user):
        require(bot, chat, "can_manage_topics", what)
    return chat, topic


def _name(given: str) -> str:
    require_utf8(given)
    name = given.strip()
    if not name:
        raise bad("TOPIC_TITLE_EMPTY")
    if units(name) > MAX_TOPIC_NAME:
        raise bad("topic name is too long")
    return name


def _service(world: World, bot: Bot, chat: Chat, words: str, extra: Json) -> Message:
    message = Message(chat=chat, id=world.next_id(chat), sender=bot.user, date=world.now(), service=words, extra=extra)
    return world.put(chat, message)


def _mark(world: World, bot: Bot, place: tuple[Chat, Topic], words: str, extra: Json) -> None:
    chat, topic = place
    message = _service(world, bot, chat, words, extra)
    message.reply_to = message.thread = topic.id
    world.tell_message(message)
    world.touch()
