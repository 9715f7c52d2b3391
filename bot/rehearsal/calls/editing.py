"""Changing, deleting and marking messages, and answering pressed buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.calls.rules import inline_keyboard, may, own_message, present
from bot.rehearsal.calls.sending import text_of
from bot.rehearsal.markup import units
from bot.rehearsal.methods import DELETE_WITHIN, MAX_CALLBACK_ANSWER, MAX_CAPTION, MAX_DELETE, REACTIONS
from bot.rehearsal.refusals import bad
from bot.rehearsal.shapes import message_json
from bot.rehearsal.things import Bot, Chat, Json, Message, Popup

if TYPE_CHECKING:
    from bot.rehearsal.world import World

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def edit_message_text(world: World, bot: Bot, arguments: Json) -> Json:
    """Another text and keyboard."""
    message = _aim(world, bot, arguments)
    if message.media:
        raise bad("there is no text in the message to edit")
    text, entities = text_of(arguments)
    return _change(world, message, text, entities, markup=arguments.get("reply_markup"))


def edit_message_caption(world: World, bot: Bot, arguments: Json) -> Json:
    """Another caption and keyboard."""
    message = _aim(world, bot, arguments)
    if not message.media or message.media.kind in {"location", "video_note", "sticker"}:
        raise bad("there is no caption in the message to edit")
    text, entities = text_of(arguments, name="caption", most=MAX_CAPTION)
    return _change(world, message, text, entities, markup=arguments.get("reply_markup"))


def edit_message_reply_markup(world: World, bot: Bot, arguments: Json) -> Json:
    """Another keyboard, or none."""
    message = _aim(world, bot, arguments)
    return _change(world, message, message.text, message.entities, markup=arguments.get("reply_markup"))


def _aim(world: World, bot: Bot, arguments: Json) -> Message:
    if arguments.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    if "chat_id" not in arguments:
        raise bad("chat_id is empty")
    chat = present(bot, world.chat_for(bot, arguments["chat_id"]))
    return own_message(bot, chat, arguments.get("message_id"))


def _change(world: World, message: Message, text: str, entities: list[Json], *, markup: Any) -> Json:
    bot, markup = world.of(message.sender), inline_keyboard(markup)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad(SAME)
    if message.chat.type != "private":
        world.pace.spend(bot.user.id, message.chat)
    if (text, entities) != (message.text, message.entities):
        message.edited = world.now()
    message.text, message.entities, message.markup = text, entities, markup
    world.touch()
    return message_json(message, bot)


def delete_message(world: World, bot: Bot, arguments: Json) -> bool:
    """One message, for everybody."""
    chat = present(bot, world.chat_for(bot, arguments["chat_id"]))
    message = chat.messages.get(arguments["message_id"])
    if message is None:
        raise bad("message to delete not found")
    _require_deletable(world, bot, message)
    world.vanish(message)
    return True


def delete_messages(world: World, bot: Bot, arguments: Json) -> bool:
    """Up to a hundred; missing ones and those that can not be deleted are skipped."""
    ids = arguments["message_ids"]
    if not isinstance(ids, list) or not all(isinstance(number, int) for number in ids):
        raise bad("can't parse message identifiers JSON array")
    if not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > MAX_DELETE:
        raise bad("too many message identifiers specified")
    chat = present(bot, world.chat_for(bot, arguments["chat_id"]))
    for message in [chat.messages[number] for number in ids if number in chat.messages]:
        if _deletable(world, bot, message):
            world.vanish(message)
    return True


def _deletable(world: World, bot: Bot, message: Message) -> bool:
    fresh = message.date > world.now() - DELETE_WITHIN
    return fresh and _allowed(bot, message.chat, message)


def _allowed(bot: Bot, chat: Chat, message: Message) -> bool:
    if message.id in chat.topics:
        return False
    return chat.type == "private" or message.sender is bot.user or may(bot, chat, "can_delete_messages")


def _require_deletable(world: World, bot: Bot, message: Message) -> None:
    if not _allowed(bot, message.chat, message):
        raise bad("message can't be deleted")
    if not _deletable(world, bot, message):
        raise bad("message can't be deleted for everyone")


def set_message_reaction(world: World, bot: Bot, arguments: Json) -> bool:
    """The bot's one reaction; an empty list takes it away."""
    chat = present(bot, world.chat_for(bot, arguments["chat_id"]))
    wanted = _reactions(arguments.get("reaction") or [])
    message = chat.messages.get(arguments["message_id"])
    if message is None or message.service is not None:
        raise bad("message to react not found")
    message.reactions.pop(bot.user.id, None)
    if wanted:
        message.reactions[bot.user.id] = wanted[0]
    world.touch()
    return True


def _reactions(given: Any) -> list[str]:
    if not isinstance(given, list):
        raise bad("can't parse reaction types JSON array")
    if len(given) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for reaction in given:
        if not isinstance(reaction, dict) or reaction.get("type") != "emoji" or reaction.get("emoji") not in REACTIONS:
            raise bad("REACTION_INVALID")
    return [reaction["emoji"] for reaction in given]


def answer_callback_query(world: World, bot: Bot, arguments: Json) -> bool:
    """A toast, an alert, a link, or nothing; once, while the query lives."""
    query = world.queries.get(arguments["callback_query_id"])
    if query is None or query.bot is not bot or world.clock() - query.at > world.query_life:
        raise bad(TOO_OLD)
    text, url = arguments.get("text", ""), arguments.get("url")
    if units(text) > MAX_CALLBACK_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    if url and not url.removeprefix("https://").lower().startswith(f"t.me/{bot.user.username}?start=".lower()):
        raise bad("URL_INVALID")
    del world.queries[query.id]
    if text or url:
        alert = arguments.get("show_alert", False)
        popup = Popup(n=world.number(), user=query.user, text=text, alert=alert, url=url, page=query.page)
        world.popups.append(popup)
    world.touch()
    return True
