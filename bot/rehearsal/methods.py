"""The rehearsal's own table of Bot API methods, written from the documentation at core.telegram.org/bots/api.

A line a method: `name:kind`, with `!` where the documentation says Required. Nothing here comes from a client library.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.rehearsal.refusals import bad

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_DATA = 64
MAX_CALLBACK_ANSWER = 200
MAX_TOPIC_NAME = 128
MAX_BUTTONS = 100
MAX_DELETE = 100
MAX_UPDATES = 100
MAX_POLL_SECONDS = 50
MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
DELETE_WITHIN = 48 * 3600
KEEP_UPDATES = 24 * 3600
MAX_COMMANDS = 100


def words(text: str) -> frozenset[str]:
    """The names in a line of names."""
    return frozenset(text.split())


REACTIONS = words(
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 "
    "🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 "
    "😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)

UPDATE_KINDS = words(
    "message edited_message channel_post edited_channel_post business_connection business_message"
    " edited_business_message deleted_business_messages message_reaction message_reaction_count inline_query"
    " chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll poll_answer"
    " my_chat_member chat_member chat_join_request chat_boost removed_chat_boost"
)
UPDATES_BY_DEFAULT = UPDATE_KINDS - {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One documented parameter. `kind`: int, number, text, flag, chat, json or file."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Method:
    """One documented method and its parameters by name."""

    name: str
    parameters: Mapping[str, Parameter]


_PLACE = "business_connection_id:text chat_id!:chat message_thread_id:int direct_messages_topic_id:int"
_STYLE = (
    "disable_notification:flag protect_content:flag allow_paid_broadcast:flag message_effect_id:text"
    " suggested_post_parameters:json reply_parameters:json reply_markup:json"
)
_CAPTION = "caption:text parse_mode:text caption_entities:json"
_EDITED = "business_connection_id:text chat_id:chat message_id:int inline_message_id:text"
_TOPIC = "chat_id!:chat message_thread_id!:int"

DOCUMENTED: Mapping[str, str] = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:json",
    "setWebhook": (
        "url!:text certificate:file ip_address:text max_connections:int allowed_updates:json"
        " drop_pending_updates:flag secret_token:text"
    ),
    "deleteWebhook": "drop_pending_updates:flag",
    "getWebhookInfo": "",
    "sendMessage": f"{_PLACE} text!:text parse_mode:text entities:json link_preview_options:json {_STYLE}",
    "sendPhoto": f"{_PLACE} photo!:file {_CAPTION} show_caption_above_media:flag has_spoiler:flag {_STYLE}",
    "sendVoice": f"{_PLACE} voice!:file {_CAPTION} duration:int {_STYLE}",
    "sendVideo": (
        f"{_PLACE} video!:file duration:int width:int height:int thumbnail:file cover:file start_timestamp:int"
        f" {_CAPTION} show_caption_above_media:flag has_spoiler:flag supports_streaming:flag {_STYLE}"
    ),
    "sendVideoNote": f"{_PLACE} video_note!:file duration:int length:int thumbnail:file {_STYLE}",
    "sendDocument": f"{_PLACE} document!:file thumbnail:file {_CAPTION} disable_content_type_detection:flag {_STYLE}",
    "sendLocation": (
        f"{_PLACE} latitude!:number longitude!:number horizontal_accuracy:number live_period:int heading:int"
        f" proximity_alert_radius:int {_STYLE}"
    ),
    "editMessageText": (
        f"{_EDITED} text!:text parse_mode:text entities:json link_preview_options:json reply_markup:json"
    ),
    "editMessageCaption": f"{_EDITED} {_CAPTION} show_caption_above_media:flag reply_markup:json",
    "editMessageReplyMarkup": f"{_EDITED} reply_markup:json",
    "deleteMessage": "chat_id!:chat message_id!:int",
    "deleteMessages": "chat_id!:chat message_ids!:json",
    "setMessageReaction": "chat_id!:chat message_id!:int reaction:json is_big:flag",
    "answerCallbackQuery": "callback_query_id!:text text:text show_alert:flag url:text cache_time:int",
    "createForumTopic": "chat_id!:chat name!:text icon_color:int icon_custom_emoji_id:text",
    "editForumTopic": f"{_TOPIC} name:text icon_custom_emoji_id:text",
    "closeForumTopic": _TOPIC,
    "reopenForumTopic": _TOPIC,
    "deleteForumTopic": _TOPIC,
    "pinChatMessage": "business_connection_id:text chat_id!:chat message_id!:int disable_notification:flag",
    "unpinChatMessage": "business_connection_id:text chat_id!:chat message_id:int",
    "getChat": "chat_id!:chat",
    "getChatMember": "chat_id!:chat user_id!:int",
    "getChatAdministrators": "chat_id!:chat return_bots:flag",
    "getChatMemberCount": "chat_id!:chat",
    "leaveChat": "chat_id!:chat",
    "getFile": "file_id!:text",
    "setMyCommands": "commands!:json scope:json language_code:text",
    "getMyCommands": "scope:json language_code:text",
    "deleteMyCommands": "scope:json language_code:text",
    "setMyName": "name:text language_code:text",
    "getMyName": "language_code:text",
    "setMyDescription": "description:text language_code:text",
    "getMyDescription": "language_code:text",
    "setMyShortDescription": "short_description:text language_code:text",
    "getMyShortDescription": "language_code:text",
    "setChatMenuButton": "chat_id:int menu_button:json",
    "getChatMenuButton": "chat_id:int",
}


def _method(name: str, line: str) -> Method:
    parameters = {}
    for word in line.split():
        title, _, kind = word.partition(":")
        parameters[title.rstrip("!")] = Parameter(title.rstrip("!"), kind, title.endswith("!"))
    return Method(name, parameters)


METHODS: Mapping[str, Method] = {name.lower(): _method(name, line) for name, line in DOCUMENTED.items()}
"""By name in small letters: Telegram takes a method's name in any case."""

EMPTY = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}


def arguments(method: Method, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The documented arguments of a call, in their kinds. Raises `Refusal` on a missing or malformed one."""
    known: dict[str, Any] = {}
    for name, parameter in method.parameters.items():
        value = raw.get(name)
        if value is None or (value == "" and parameter.kind not in {"text", "flag"}):
            if parameter.required:
                raise bad(EMPTY.get(name, f'parameter "{name}" is required'))
            continue
        known[name] = _read(parameter, value)
    return known


def unknown(method: Method, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Names in a call that the documentation does not know. Telegram ignores them; a test may not."""
    return tuple(sorted(set(raw) - set(method.parameters)))


def _read(parameter: Parameter, value: Any) -> Any:
    try:
        return _READERS[parameter.kind](value)
    except (TypeError, ValueError):
        raise bad(f'can\'t parse parameter "{parameter.name}"') from None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise TypeError
    return int(value)


def _flag(value: Any) -> bool:
    return value is True or str(value).lower() in {"true", "yes", "1"}


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise TypeError
    return str(value)


def _chat(value: Any) -> int | str:
    text = _text(value).strip()
    return text if text.startswith("@") else int(text)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, (str, bytes)) else value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "int": _whole,
    "number": float,
    "text": _text,
    "flag": _flag,
    "chat": _chat,
    "json": _json,
    "file": lambda value: value,
}
