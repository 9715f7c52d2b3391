"""Who may send where, and what a keyboard may hold: the refusals many methods share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.rehearsal.markup import require_utf8
from bot.rehearsal.methods import MAX_BUTTONS, MAX_CALLBACK_DATA, words
from bot.rehearsal.refusals import Refusal, bad, forbidden

if TYPE_CHECKING:
    from bot.rehearsal.ground import Ground
    from bot.rehearsal.things import Bot, Chat, Json, Message

ACTIONS = words(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat"
    " switch_inline_query_chosen_chat copy_text callback_game pay"
)
LINK = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?|tg://\S+")


def reachable(ground: Ground, bot: Bot, chat_id: int | str) -> Chat:
    """The chat, if this bot may write there now."""
    chat = ground.chat_for(bot, chat_id)
    if chat.type == "private":
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat
    return present(bot, chat)


def present(bot: Bot, chat: Chat) -> Chat:
    """The group, if this bot is in it and it has not moved."""
    if chat.moved_to is not None:
        sentence = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refusal(400, sentence, migrate_to_chat_id=chat.moved_to)
    status = chat.member(bot.user).status
    if chat.type != "private" and status == "kicked":
        raise forbidden("bot was kicked from the supergroup chat")
    if chat.type != "private" and status == "left":
        raise forbidden("bot is not a member of the supergroup chat")
    return chat


def may(bot: Bot, chat: Chat, right: str) -> bool:
    """Whether the bot holds an administrator's right here."""
    member = chat.member(bot.user)
    return member.status == "administrator" and right in member.rights


def require(bot: Bot, chat: Chat, right: str, what: str) -> None:
    """Refuse what only an administrator with `right` may do."""
    if not may(bot, chat, right):
        raise bad(f"not enough rights to {what}")


def thread_of(bot: Bot, chat: Chat, thread: int | None) -> int | None:
    """The topic a message goes to. Raises where there is none, or it is closed to this bot."""
    if thread is None:
        return None
    if thread not in chat.topics:
        raise bad("message thread not found")
    if chat.topics[thread].closed and chat.type != "private" and not may(bot, chat, "can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return thread


def replied(chat: Chat, given: Any) -> int | None:
    """The message that reply_parameters name."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad("can't parse reply parameters JSON object")
    message = int(given.get("message_id", 0))
    if message in chat.messages:
        return message
    if given.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def own_message(bot: Bot, chat: Chat, message_id: int | None) -> Message:
    """The bot's own message that it wants to change."""
    if message_id is None:
        raise bad("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad("message to edit not found")
    if message.sender is not bot.user or message.service is not None:
        raise bad("message can't be edited")
    return message


def inline_keyboard(given: Any) -> Json | None:
    """A checked inline keyboard; None for an empty one. Other kinds of reply markup are left as they are."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in given:
        return None
    rows = given["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('can\'t parse reply keyboard markup JSON object: Field "inline_keyboard" must be of type Array')
    rows = [[_button(key) for key in row] for row in rows if row]
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _button(key: Any) -> Json:
    if not isinstance(key, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = key.get("text")
    if not isinstance(text, str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    require_utf8(text)
    if not text.strip():
        raise bad("can't parse inline keyboard button: Button text must be non-empty")
    used = [name for name in key if name in ACTIONS]
    if not used:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(used) > 1:
        raise bad("can't parse inline keyboard button: Exactly one optional field must be used")
    _check_action(key, used[0])
    return dict(key)


def _check_action(key: Json, action: str) -> None:
    if action == "callback_data":
        data = key[action]
        if not isinstance(data, str) or not 1 <= len(data.encode("utf-8", "surrogatepass")) <= MAX_CALLBACK_DATA:
            raise bad("BUTTON_DATA_INVALID")
    if action == "url" and not LINK.fullmatch(str(key[action])):
        raise bad(f"inline keyboard button URL '{key[action]}' is invalid: Wrong HTTP URL")
