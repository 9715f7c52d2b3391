"""The ground of the rehearsal's world: who and what there is, the clock, and the updates that wait for each bot."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections import deque
from typing import TYPE_CHECKING, TypeVar

from bot.rehearsal.faults import Faults
from bot.rehearsal.methods import KEEP_UPDATES, UPDATES_BY_DEFAULT
from bot.rehearsal.pace import Pace
from bot.rehearsal.refusals import bad
from bot.rehearsal.shapes import chat_json, file_id, member_json, message_json, user_json
from bot.rehearsal.things import (
    Bot,
    Call,
    Chat,
    File,
    Json,
    Media,
    MediaKind,
    Member,
    Message,
    Popup,
    Query,
    Status,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

BOT_NUMBER = 7_000_000_001
FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "video_note": "video_notes", "sticker": "stickers"}
ENDINGS = {"photo": "jpg", "voice": "oga", "video": "mp4", "video_note": "mp4", "sticker": "webp"}


class Ground:
    """State without behaviour of people or methods. All of it lives in one event loop's thread."""

    def __init__(self, *, clock: Callable[[], float] = time.time, token: str | None = None) -> None:
        self.clock = clock
        self.bots: list[Bot] = []
        self.users: dict[int, User] = {}
        self.groups: dict[int, Chat] = {}
        self.privates: dict[tuple[int, int], Chat] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, Query] = {}
        self.popups: deque[Popup] = deque(maxlen=100)
        self.calls: deque[Call] = deque(maxlen=20_000)
        self.refusals: deque[tuple[str, str]] = deque(maxlen=1_000)
        self.faults = Faults()
        self.pace = Pace(clock)
        self.changes = 0
        self.query_life = 60.0
        self._change = asyncio.Event()
        self._numbers = itertools.count(1)
        self._private_message = itertools.count(1)
        self.add_bot(token or f"{BOT_NUMBER}:{secrets.token_urlsafe(26)}", "Rehearsal", "rehearsal_bot")

    @property
    def bot(self) -> Bot:
        """The first bot; most rehearsals have no other."""
        return self.bots[0]

    @property
    def token(self) -> str:
        """The first bot's token."""
        return self.bot.token

    def of(self, user: User) -> Bot:
        """The bot behind a bot's account. Raises StopIteration for a person's."""
        return next(bot for bot in self.bots if bot.user is user)

    def now(self) -> int:
        """Whole unix seconds."""
        return int(self.clock())

    def number(self) -> int:
        """A number used once in this world."""
        return next(self._numbers)

    def add_bot(self, token: str, name: str, username: str) -> Bot:
        """Another bot account. The part of `token` before the colon is its id."""
        user = User(id=int(token.partition(":")[0]), name=name, username=username, is_bot=True)
        bot = Bot(user=user, token=token, next_update=100_000_000 + len(self.bots))
        self.bots.append(bot)
        return bot

    # Changes

    def touch(self) -> None:
        """Something changed: whoever waits looks again."""
        self.changes += 1
        change, self._change = self._change, asyncio.Event()
        change.set()

    async def changed(self, since: int) -> int:
        """Wait until there were changes after number `since`; the number now."""
        if self.changes == since:
            await self._change.wait()
        return self.changes

    async def until(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - the contract's name
        """The first true value of `predicate`, looked at after each change. Raises TimeoutError after real seconds."""
        async with asyncio.timeout(timeout):
            while True:
                since = self.changes
                if value := predicate():
                    return value
                await self.changed(since)

    # Chats

    def private(self, user: User, bot: Bot | None = None) -> Chat:
        """The private chat of an account and a bot (the first, unless another is named)."""
        bot = bot or self.bot
        key = (bot.user.id, user.id)
        if key not in self.privates:
            self.privates[key] = Chat(id=user.id, type="private", user=user, bot=bot, forum=False)
        return self.privates[key]

    def chat_for(self, bot: Bot, chat_id: int | str) -> Chat:
        """The chat a bot means. Raises the refusal for one it can not know."""
        if isinstance(chat_id, str):
            raise bad("chat not found")
        if chat_id in self.groups:
            return self.groups[chat_id]
        if chat_id in self.users:
            return self.private(self.users[chat_id], bot)
        raise bad("chat not found")

    def bots_in(self, chat: Chat) -> list[Bot]:
        """The bots that are in this chat now."""
        if chat.bot:
            return [chat.bot]
        return [bot for bot in self.bots if chat.inside(bot.user)]

    # Messages and files

    def put(self, chat: Chat, message: Message) -> Message:
        """Let a message appear in its chat."""
        chat.messages[message.id] = message
        self.touch()
        return message

    def next_id(self, chat: Chat) -> int:
        """The next message id: counted in each group, and over all private chats together."""
        if chat.type == "private":
            return next(self._private_message)
        chat.next_message += 1
        return chat.next_message - 1

    def vanish(self, message: Message) -> None:
        """Take a message away from everybody. Bots are not told."""
        message.chat.messages.pop(message.id, None)
        self.touch()

    def store(self, kind: MediaKind, content: bytes, mime: str, name: str = "") -> Media:
        """Keep a file's bytes in memory."""
        unique = f"AgAD{self.number():08x}"
        path = f"{FOLDERS.get(kind, 'documents')}/file_{len(self.files)}.{ENDINGS.get(kind, 'bin')}"
        file = File(unique=unique, kind=kind, content=content, mime=mime, path=path, name=name)
        self.files[unique] = file
        return Media(kind=kind, file=file)

    def file_by_id(self, bot: Bot, given: str) -> File | None:
        """The file a bot means by its own id of it."""
        file = self.files.get(given.rpartition("-")[2])
        return file if file and file_id(bot, file) == given else None

    # Updates

    def tell(self, bot: Bot, kind: str, content: Json) -> None:
        """Queue an update for a bot, if it asked for this kind when the thing happened."""
        if kind not in (bot.allowed or UPDATES_BY_DEFAULT):
            return
        update = {"update_id": bot.next_update, kind: content}
        bot.next_update += 1
        bot.updates.append((self.clock(), update))
        self.touch()

    def tell_message(self, message: Message, kind: str = "message") -> None:
        """Tell the bots of a chat about a message each may see. Of its own a bot is told service messages only."""
        for bot in self.bots_in(message.chat):
            if (message.sender is not bot.user or message.service) and self._sees(bot, message):
                self.tell(bot, kind, message_json(message, bot))

    def _sees(self, bot: Bot, message: Message) -> bool:
        """Privacy mode: an ordinary member sees commands, answers to itself, and service messages."""
        chat = message.chat
        if chat.type == "private" or chat.member(bot.user).status == "administrator" or message.service:
            return True
        answered = chat.messages.get(message.reply_to or 0)
        return message.text.startswith("/") or (answered is not None and answered.sender is bot.user)

    def tell_member(self, chat: Chat, actor: User, old: Member, new: Member) -> None:
        """Tell bots of a changed standing: my_chat_member to the one it is about, chat_member to administrators."""
        content = {
            "chat": chat_json(chat), "from": user_json(actor), "date": self.now(),
            "old_chat_member": member_json(old), "new_chat_member": member_json(new),
        }  # fmt: skip
        for bot in self.bots:
            if new.user is bot.user:
                self.tell(bot, "my_chat_member", content)
            elif chat.type != "private" and chat.member(bot.user).status == "administrator":
                self.tell(bot, "chat_member", content)

    def stand(self, chat: Chat, user: User, status: Status, *, rights: frozenset[str] = frozenset(), by: User) -> None:
        """Change how an account stands in a group, and tell."""
        old = chat.member(user)
        new = Member(user=user, status=status, rights=rights)
        chat.members[user.id] = new
        self.tell_member(chat, by, old, new)
        self.touch()

    def drop_old_updates(self, bot: Bot) -> None:
        """Updates nobody fetched are kept for a day."""
        while bot.updates and bot.updates[0][0] < self.clock() - KEEP_UPDATES:
            bot.updates.popleft()
