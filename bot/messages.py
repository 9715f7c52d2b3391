"""The vocabulary between rooms: what came from Telegram and what goes to it, without any of Telegram's classes.

Ids of ours are 16 random bytes; those of chats, users and messages Telegram's, never stored in clear. Times are unix.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, TypeAdapter

from bot.person import Ended as Ended  # noqa: PLC0414 - part of the vocabulary
from bot.person import Life as Life  # noqa: PLC0414
from bot.person import Person as Person  # noqa: PLC0414


@dataclass(frozen=True, slots=True)
class Work:
    """One inbox row being worked: what a use case needs to mark it done in its own transaction."""

    bot: int
    update_id: int
    now: int


class Priority(IntEnum):
    """Who goes first out of the outbox; the smaller goes first."""

    URGENT = 0
    REPLY = 1
    CARD = 2
    BOARD = 3
    TIMED = 4


_packed = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
MediaKind = Literal["photo", "voice", "video", "video_note", "location", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file by Telegram's own id, or `upload`, one of ours; or a place, that moves if `live`. `spoiler`: on a tap."""

    __pydantic_config__ = _packed
    kind: MediaKind
    file_id: str | None = None
    upload: bytes | None = None
    spoiler: bool = False
    latitude: float | None = None
    longitude: float | None = None
    live: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message came. `refused` names the kind of what we do not take (sticker, document, poll, ...)."""

    chat: int
    user: int
    message: int
    text: str = ""
    media: Media | None = None
    refused: str | None = None
    language: str | None = None
    name: str = ""
    thread: int | None = None
    reply_to: int | None = None
    reply_to_bot: bool = False
    edited: bool = False
    forwarded: bool = False
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """A button was pressed. `data` is the callback data as it came, unchecked."""

    chat: int
    user: int
    message: int
    data: str
    callback: str
    language: str | None = None
    name: str = ""
    thread: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One inline button: callback data (at most 64 bytes), or a link."""

    label: str
    data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Send a new message, known from now on as `post`.

    `html` texts are ours, escaped; others go out plain. `reply_to` and `topic` name posts of ours, `reply_message` a
    message that came. `after`: a post that goes before this one. `source` = (chat, message) this one relays, `wording`
    which of an answer's wordings. `lives`: seconds after which it is deleted from the chat. `on_sent` / `on_failed` are
    queued when Telegram took it / can never take it, `on_blocked` instead where nothing can be sent to the chat; of a
    post to be deleted, neither. A `Send` of the same post among `on_failed` is another way to say the same.
    `merge`: where a group's messages run short it may go as one line of a sheet, a message that shows several posts,
    its `lines`. `drawn`: its words and buttons are put in by the desk at the moment it goes.
    """

    __pydantic_config__ = _packed
    kind: Literal["send"] = "send"
    post: bytes
    chat: int
    text: str = ""
    html: bool = False
    keyboard: Keyboard = ()
    media: Media | None = None
    reply_to: bytes | None = None
    reply_message: int | None = None
    after: bytes | None = None
    topic: bytes | None = None
    protect: bool = False
    silent: bool = False
    role: str = ""
    case: bytes | None = None
    source: tuple[int, int] | None = None
    wording: str = ""
    lives: int | None = None
    merge: bool = False
    lines: tuple[bytes, ...] = ()
    drawn: bool = False
    priority: Priority = Priority.REPLY
    on_sent: tuple[Outgoing, ...] = ()
    on_failed: tuple[Outgoing, ...] = ()
    on_blocked: tuple[Outgoing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Put a new text and keyboard under an earlier post (the caption, where the post is a medium).

    `anew`: its words go out as a new message where it is gone. `due`: not before this second. The rest as in Send.
    """

    __pydantic_config__ = _packed
    kind: Literal["edit"] = "edit"
    post: bytes
    text: str
    html: bool = False
    keyboard: Keyboard = ()
    priority: Priority = Priority.REPLY
    wording: str = ""
    anew: bool = True
    drawn: bool = False
    due: int = 0
    on_sent: tuple[Outgoing, ...] = ()
    on_failed: tuple[Outgoing, ...] = ()
    on_blocked: tuple[Outgoing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Delete an earlier post of ours; an unsent one is simply not sent. `due`: not before this second."""

    __pydantic_config__ = _packed
    kind: Literal["delete"] = "delete"
    post: bytes
    due: int = 0
    priority: Priority = Priority.REPLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """Delete messages that came (a typed answer) from a private chat. `due`: not before this second.

    `since`: when the oldest of them came, 0 where nobody knows; 48 hours later Telegram deletes it no more.
    """

    __pydantic_config__ = _packed
    kind: Literal["erase"] = "erase"
    chat: int
    messages: tuple[int, ...]
    due: int = 0
    since: int = 0
    priority: Priority = Priority.REPLY


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """Set the bot's one reaction on a message that came. An empty emoji takes it away."""

    __pydantic_config__ = _packed
    kind: Literal["react"] = "react"
    chat: int
    message: int
    emoji: str
    priority: Priority = Priority.REPLY


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTopic:
    """Open a topic in a group, known from now on as `post`. `on_sent` as in Send."""

    __pydantic_config__ = _packed
    kind: Literal["open_topic"] = "open_topic"
    post: bytes
    chat: int
    title: str
    case: bytes | None = None
    priority: Priority = Priority.CARD
    on_sent: tuple[Outgoing, ...] = ()
    on_failed: tuple[Outgoing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTopic:
    """Close an earlier topic."""

    __pydantic_config__ = _packed
    kind: Literal["close_topic"] = "close_topic"
    post: bytes
    priority: Priority = Priority.CARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """Pin an earlier post of ours, without a sound. `on_failed` as in Send."""

    __pydantic_config__ = _packed
    kind: Literal["pin"] = "pin"
    post: bytes
    priority: Priority = Priority.BOARD
    on_failed: tuple[Outgoing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Leave a group or channel that is not ours."""

    __pydantic_config__ = _packed
    kind: Literal["leave"] = "leave"
    chat: int
    priority: Priority = Priority.REPLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Offer these commands (name, what it does) when somebody types "/" in a private chat; none: forget them."""

    __pydantic_config__ = _packed
    kind: Literal["menu"] = "menu"
    chat: int
    commands: tuple[tuple[str, str], ...] = ()
    priority: Priority = Priority.BOARD


_Kinds = Send | Edit | Delete | Erase | React | OpenTopic | CloseTopic | Pin | Leave | Menu
Outgoing = Annotated[_Kinds, Discriminator("kind")]

_codec: TypeAdapter[Outgoing] = TypeAdapter(Outgoing)


def pack(item: Outgoing) -> bytes:
    """The bytes of an outgoing item, ready to be sealed."""
    return _codec.dump_json(item)


def unpack(data: bytes) -> Outgoing:
    """Undo `pack`. Raises pydantic's ValidationError on anything else."""
    return _codec.validate_json(data)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a use case tells the handler after its commit: a toast for the pressed button, or a link to open."""

    toast: str | None = None
    alert: bool = False
    url: str | None = None


NOTHING_TO_SAY = Reply()
"""The reply of a use case whose work is all in the outbox."""
