"""From what goes out to a method of the Bot API and its parameters. Pure; what Telegram would refuse is not built."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from bot.delivery.faults import Unsendable
from bot.messages import CloseTopic, Delete, Edit, Erase, Leave, Menu, OpenTopic, Pin, React, Send
from bot.texts import units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.messages import Button, Keyboard, Media, Outgoing

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
TITLE_LIMIT: Final = 128
DATA_LIMIT: Final = 64
DELETIONS_LIMIT: Final = 100
TOPIC: Final = "topic"
UPLOADED: Final = "picture"
_HIDDEN: Final = frozenset({"photo", "video"})
"""Media that Telegram can cover until they are tapped."""
_TAG: Final = re.compile(r"<[^<>]*>")
_FILE_METHODS: Final = {
    "photo": "sendPhoto",
    "voice": "sendVoice",
    "video": "sendVideo",
    "video_note": "sendVideoNote",
    "document": "sendDocument",
}

Json = dict[str, Any]


class Place(Protocol):
    """Where a post of ours stands (storage's Post)."""

    @property
    def chat(self) -> int:
        """The chat it is in."""

    @property
    def message(self) -> int | None:
        """Its message id, a topic's thread id; None while it is not sent."""

    @property
    def role(self) -> str:
        """What the post is for; `topic` if it is one."""

    @property
    def media(self) -> bool:
        """Whether its text is a caption."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to be made. `chat` becomes the parameter `chat_id`, unless `scoped`; `counts`: it weighs on its limit.

    `upload`: the id of a picture whose bytes go with it, as the file that the parameters call `UPLOADED`.
    """

    method: str
    chat: int
    params: Json
    counts: bool = True
    upload: bytes | None = None
    scoped: bool = False


def call_for(  # noqa: C901, PLR0911 - one return a kind
    item: Outgoing, places: Mapping[bytes, Place], *, mark: str = ""
) -> Call:
    """Return the call for `item`; `places` holds its parents. `mark` is put behind a text sent once more.

    A topic or a replied-to post that is not in `places` could never be sent: the message goes without it.

    Raises Unsendable where Telegram is known to refuse: empty or too long texts, titles, callback data.
    """
    match item:
        case Send():
            return _send(item, places, mark)
        case Edit():
            return _edit(item, places[item.post])
        case Delete() if places[item.post].role == TOPIC:
            place = places[item.post]
            return Call("deleteForumTopic", place.chat, {"message_thread_id": place.message}, counts=False)
        case Delete():
            place = places[item.post]
            return deletions(place.chat, [place.message or 0])
        case Erase():
            return deletions(item.chat, item.messages)
        case React():
            reaction = [{"type": "emoji", "emoji": item.emoji}] if item.emoji else []
            params: Json = {"message_id": item.message, "reaction": reaction}
            return Call("setMessageReaction", item.chat, params, counts=False)
        case OpenTopic():
            return open_topic(item.chat, _marked(item.title, mark, TITLE_LIMIT))
        case CloseTopic():
            place = places[item.post]
            return Call("closeForumTopic", place.chat, {"message_thread_id": place.message})
        case Pin():
            place = places[item.post]
            return Call("pinChatMessage", place.chat, {"message_id": place.message, "disable_notification": True})
        case Leave():
            return Call("leaveChat", item.chat, {}, counts=False)
        case Menu():
            return _menu(item)


def deletions(chat: int, messages: Sequence[int]) -> Call:
    """Return the call that deletes up to 100 messages of a chat at once. Raises Unsendable on none or more."""
    if not 0 < len(messages) <= DELETIONS_LIMIT:
        message = f"a deletion of no message or more than {DELETIONS_LIMIT}"
        raise Unsendable(message)
    return Call("deleteMessages", chat, {"message_ids": list(messages)}, counts=False)


def open_topic(chat: int, title: str) -> Call:
    """Return the call that opens a topic. Raises Unsendable on an empty or too long title."""
    return Call("createForumTopic", chat, {"name": _within(title, TITLE_LIMIT, "a topic's title")})


def _menu(item: Menu) -> Call:
    commands = [{"command": name, "description": what} for name, what in item.commands]
    method, given = ("setMyCommands", {"commands": commands}) if commands else ("deleteMyCommands", {})
    return Call(
        method, item.chat, {**given, "scope": {"type": "chat", "chat_id": item.chat}}, counts=False, scoped=True
    )


def _send(item: Send, places: Mapping[bytes, Place], mark: str) -> Call:
    params: Json = {"protect_content": item.protect, "disable_notification": item.silent}
    if item.topic and item.topic in places:
        params["message_thread_id"] = places[item.topic].message
    if replied := _replied(item, places):
        params["reply_parameters"] = {"message_id": replied, "allow_sending_without_reply": True}
    params |= _keyboard(item.keyboard)
    if item.media is None:
        return Call("sendMessage", item.chat, params | _text(_marked(item.text, mark), html_=item.html))
    return _send_media(item, item.media, params, _marked(item.text, mark, CAPTION_LIMIT))


def _replied(item: Send, places: Mapping[bytes, Place]) -> int | None:
    if item.reply_to and item.reply_to in places and item.reply_to != item.topic:
        return places[item.reply_to].message
    return item.reply_message


def _send_media(item: Send, media: Media, params: Json, caption: str) -> Call:
    if media.kind == "location":
        place = {"latitude": media.latitude, "longitude": media.longitude}
        return Call("sendLocation", item.chat, params | place | _bare(caption))
    params[media.kind] = f"attach://{UPLOADED}" if media.upload else media.file_id
    if media.spoiler and media.kind in _HIDDEN:
        params["has_spoiler"] = True
    words = _bare(caption) if media.kind == "video_note" else _caption(caption, html_=item.html)
    return Call(_FILE_METHODS[media.kind], item.chat, params | words, upload=media.upload)


def _edit(item: Edit, place: Place) -> Call:
    rows = [[_button(button) for button in row] for row in item.keyboard]
    params: Json = {"message_id": place.message, "reply_markup": {"inline_keyboard": rows}}
    if place.media:
        return Call("editMessageCaption", place.chat, params | _caption(item.text, html_=item.html))
    return Call("editMessageText", place.chat, params | _text(item.text, html_=item.html))


def _text(text: str, *, html_: bool) -> Json:
    params: Json = {"text": _within(text, TEXT_LIMIT, "a message", html_=html_)}
    params["link_preview_options"] = {"is_disabled": True}
    return params | _markup(html_=html_)


def _caption(caption: str, *, html_: bool) -> Json:
    if not caption:
        return {}
    return {"caption": _within(caption, CAPTION_LIMIT, "a caption", html_=html_), **_markup(html_=html_)}


def _markup(*, html_: bool) -> Json:
    return {"parse_mode": "HTML"} if html_ else {}


def _bare(caption: str) -> Json:
    """A place and a round video carry no caption: losing one silently would lose what somebody said."""
    if caption:
        message = "a caption under a medium that has none"
        raise Unsendable(message)
    return {}


def _keyboard(keyboard: Keyboard) -> Json:
    rows = [[_button(button) for button in row] for row in keyboard if row]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _button(button: Button) -> Json:
    if not button.label.strip():
        message = "a button without a label"
        raise Unsendable(message)
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    if not 1 <= len((button.data or "").encode()) <= DATA_LIMIT:
        message = f"callback data outside of 1-{DATA_LIMIT} bytes"
        raise Unsendable(message)
    return {"text": button.label, "callback_data": button.data}


def _marked(text: str, mark: str, limit: int = TEXT_LIMIT) -> str:
    """A text that fills its message to the brim goes without the mark rather than not at all."""
    longer = f"{text} {mark}"
    return longer if mark and text and units(longer) <= limit else text


def _within(text: str, limit: int, what: str, *, html_: bool = False) -> str:
    shown = html.unescape(_TAG.sub("", text)) if html_ else text
    if not shown.strip() or units(shown) > limit:
        message = f"{what} is empty or longer than {limit} units"
        raise Unsendable(message)
    return text
