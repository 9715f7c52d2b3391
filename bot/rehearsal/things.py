"""What there is in the rehearsal's Telegram: accounts, chats, topics, messages, files, bots."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import asyncio

Status = Literal["creator", "administrator", "member", "left", "kicked"]
ChatType = Literal["private", "supergroup", "channel"]
MediaKind = Literal["photo", "voice", "video", "video_note", "location", "document", "sticker"]
Json = dict[str, Any]

BOT_RIGHTS = frozenset({"can_manage_topics", "can_delete_messages", "can_pin_messages"})


@dataclass(eq=False, kw_only=True)
class User:
    """One account. `language` is what its phone is set to, as Telegram hands it on (`ru`, `en-GB`) or None.

    `crowd`: one of many that a burst brought; the page shows no phone of his until it is asked to.
    """

    id: int
    name: str
    language: str | None = None
    username: str | None = None
    is_bot: bool = False
    taken: bool = False
    crowd: bool = False


@dataclass(eq=False, kw_only=True)
class Hook:
    """Where a bot wants its updates posted. `held`: numbers that a test keeps back. `error`: the last one, as told."""

    url: str
    secret: str
    most: int
    task: asyncio.Task[None] | None = None
    held: set[int] = field(default_factory=set)
    error: Json = field(default_factory=dict)


@dataclass(eq=False, kw_only=True)
class Bot:
    """One bot account: its token, the updates that wait for it, and what it set about itself.

    `joins`, `inline`: BotFather's switches: may be added to groups, answers in any chat.
    """

    user: User
    token: str
    topics_enabled: bool = False
    joins: bool = True
    inline: bool = False
    revoked: bool = False
    updates: deque[tuple[float, Json]] = field(default_factory=deque)
    next_update: int = 1
    allowed: frozenset[str] | None = None
    poll: asyncio.Future[None] | None = None
    hook: Hook | None = None
    profile: dict[tuple[str, ...], Any] = field(default_factory=dict)


@dataclass(eq=False, kw_only=True)
class Media:
    """What a message carries beside text. `file` is None for a location."""

    kind: MediaKind
    file: File | None = None
    latitude: float = 0.0
    longitude: float = 0.0


@dataclass(eq=False, kw_only=True)
class File:
    """A stored file. Each bot knows it by an id of its own; `unique` is the same for all."""

    unique: str
    kind: MediaKind
    content: bytes
    mime: str
    path: str
    name: str = ""


@dataclass(eq=False, kw_only=True)
class Topic:
    """A topic of a forum; `id` is the id of the service message that opened it."""

    id: int
    title: str
    closed: bool = False


@dataclass(eq=False, kw_only=True)
class Member:
    """How an account stands in a group. `anonymous`: an administrator who shows the group's name instead of his own."""

    user: User
    status: Status = "member"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False


@dataclass(eq=False, kw_only=True)
class Chat:
    """A private chat of one account with one bot, or a group. Messages stay in the order of their ids."""

    id: int
    type: ChatType
    title: str = ""
    forum: bool = False
    user: User | None = None
    bot: Bot | None = None
    started: bool = False
    blocked: bool = False
    moved_to: int | None = None
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    next_message: int = 1
    pinned: int | None = None

    def member(self, user: User) -> Member:
        """How this account stands here; `left` for one that was never in."""
        return self.members.get(user.id, Member(user=user, status="left"))

    def inside(self, user: User) -> bool:
        """Whether this account is in the group now."""
        return self.member(user).status in {"creator", "administrator", "member"}


@dataclass(eq=False, kw_only=True)
class Message:
    """One message as everybody in its chat sees it. `extra` is what only its JSON carries (poll, forward_origin)."""

    chat: Chat
    id: int
    sender: User
    date: int
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    media: Media | None = None
    markup: Json | None = None
    reply_to: int | None = None
    thread: int | None = None
    edited: int | None = None
    protected: bool = False
    silent: bool = False
    spoiler: bool = False
    anonymous: bool = False
    service: str | None = None
    reactions: dict[int, str] = field(default_factory=dict)
    extra: Json = field(default_factory=dict)

    @property
    def buttons(self) -> list[list[Json]]:
        """Rows of inline buttons, none if there is no keyboard."""
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows


@dataclass(kw_only=True)
class Query:
    """A pressed button that waits for its answer. `page`: the open page it was pressed in, empty for no page."""

    id: str
    user: User
    bot: Bot
    at: float
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Popup:
    """What the phone shows after a press: a toast, an alert, or a link; in the `page` it was pressed in."""

    n: int
    user: User
    text: str
    alert: bool
    url: str | None
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call a bot made: the method, its arguments as understood, and names the documentation does not know."""

    bot: int
    method: str
    arguments: Json
    unknown: tuple[str, ...]
    at: float
