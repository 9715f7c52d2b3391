"""What people do with their phones: write, tap, edit, delete, send things, block."""

from __future__ import annotations

from base64 import b64decode
from typing import TypedDict, Unpack

from bot.rehearsal.accounts import Accounts
from bot.rehearsal.markup import is_blank, understand, units
from bot.rehearsal.methods import MAX_TEXT
from bot.rehearsal.shapes import message_json, user_json
from bot.rehearsal.things import Bot, Chat, Json, Media, MediaKind, Member, Message, Query, User

_PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwAQMAAACbhe5cAAAAA1BMVEWwxN6s2S5TAAAADklEQVR42mNg"
    "GAVDCQAAAbAAAYw4X18AAAAASUVORK5CYII="
)
"""64 by 48 pixels of one blue: whatever looks into it finds a real picture."""
SAMPLES: dict[MediaKind, tuple[bytes, str]] = {
    "photo": (b64decode(_PICTURE), "image/png"),
    "voice": (b"OggSrehearsal voice", "audio/ogg"),
    "video": (b"\x00\x00\x00\x18ftypmp42rehearsal", "video/mp4"),
    "video_note": (b"\x00\x00\x00\x18ftypmp42rehearsal note", "video/mp4"),
    "document": (b"%PDF-1.4 rehearsal", "application/pdf"),
    "sticker": (b"RIFFrehearsalWEBP", "image/webp"),
}


Place = tuple[float, float]
KYIV: Place = (50.45, 30.52)


class How(TypedDict, total=False):
    """How a message is sent: what it answers, in which topic, with what caption; `extra` goes into its JSON."""

    reply_to: int | None
    thread: int | None
    caption: str
    extra: Json


class ActError(Exception):
    """Something no phone would let its user do. The sentence is shown on the page."""


class Acts(Accounts):
    """The people. `chat` left out means the private chat with the first bot."""

    def start(self, user: User, payload: str = "", *, bot: Bot | None = None) -> Message:
        """Press Start (or follow a link with a payload); undoes a block."""
        chat = self.private(user, bot)
        if chat.blocked:
            self.unblock(user, bot=bot)
        return self.say(user, chat, f"/start {payload}".strip())

    def say(self, user: User, chat: Chat | None, text: str, **how: Unpack[How]) -> Message:
        """Write a text."""
        if units(text) > MAX_TEXT:
            raise ActError("The message is too long")
        return self._write(user, chat, how, text=text)

    def send(self, user: User, chat: Chat | None, media: Media, **how: Unpack[How]) -> Message:
        """Send a medium."""
        return self._write(user, chat, how, media=media, text=how.get("caption", ""))

    def sample(self, kind: MediaKind) -> Media:
        """A small file of a kind, made up."""
        return self.store(kind, *SAMPLES[kind])

    def photo(self, user: User, chat: Chat | None = None, **how: Unpack[How]) -> Message:
        """Send a photo made up on the spot."""
        return self.send(user, chat, self.sample("photo"), **how)

    def voice(self, user: User, chat: Chat | None = None, **how: Unpack[How]) -> Message:
        """Send a voice message made up on the spot."""
        return self.send(user, chat, self.sample("voice"), **how)

    def sticker(self, user: User, chat: Chat | None = None, **how: Unpack[How]) -> Message:
        """Send a sticker."""
        return self.send(user, chat, self.sample("sticker"), **how)

    def location(self, user: User, chat: Chat | None = None, *, at: Place = KYIV, **how: Unpack[How]) -> Message:
        """Send a place: (latitude, longitude)."""
        return self.send(user, chat, Media(kind="location", latitude=at[0], longitude=at[1]), **how)

    def poll(self, user: User, chat: Chat | None = None, **how: Unpack[How]) -> Message:
        """Send a poll."""
        options = [{"persistent_id": name, "text": name, "voter_count": 0} for name in ("yes", "no")]
        poll = {
            "id": str(self.number()),
            "question": "?",
            "options": options,
            "total_voter_count": 0,
            "type": "regular",
        }
        poll |= {"is_closed": False, "is_anonymous": True, "allows_multiple_answers": False}
        poll |= {"allows_revoting": True, "members_only": False}
        how["extra"] = {"poll": poll}
        return self._write(user, chat, how)

    def album(self, user: User, chat: Chat | None = None, *, size: int = 3, **how: Unpack[How]) -> list[Message]:
        """Send several photos as one album: they arrive one by one, all as replies, the caption on the first."""
        how["extra"] = {"media_group_id": str(self.number())}
        sent = [self.photo(user, chat, **how)]
        how["caption"] = ""
        return sent + [self.photo(user, chat, **how) for _ in range(size - 1)]

    def forward(self, user: User, chat: Chat | None = None, *, text: str, **how: Unpack[How]) -> Message:
        """Forward a text of somebody whose account is hidden."""
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": self.now()}
        how["extra"] = {"forward_origin": origin}
        return self.say(user, chat, text, **how)

    def edit(self, user: User, message: Message, text: str) -> Message:
        """Change an own message."""
        self._own(user, message)
        message.text, message.entities = self._typed(text)
        message.edited = self.now()
        self.tell_message(message, "edited_message")
        self.touch()
        return message

    def delete(self, user: User, message: Message) -> None:
        """Delete an own message, or in a private chat any, for both sides. Bots are not told."""
        if message.chat.type != "private":
            self._own(user, message)
        self.vanish(message)

    def tap(self, user: User, message: Message, button: str) -> Query | None:
        """Press the inline button with this label or data. A link button opens its link instead."""
        for key in (key for row in message.buttons for key in row):
            if button in {key["text"], key.get("callback_data")}:
                return self._press(user, message, key)
        labels = ", ".join(key["text"] for row in message.buttons for key in row) or "none"
        raise ActError(f"No button {button!r} under this message; there are: {labels}")

    def press_data(self, user: User, message: Message, data: str) -> Query:
        """A callback a modified client made up, whatever the keyboard says."""
        bot = message.chat.bot or self.of(message.sender)
        query = Query(id=f"{bot.user.id}{self.number():010d}", user=user, bot=bot, at=self.clock())
        self.queries[query.id] = query
        content = {
            "id": query.id, "from": user_json(user), "chat_instance": str(message.chat.id),
            "message": message_json(message, bot), "data": data,
        }  # fmt: skip
        self.tell(bot, "callback_query", content)
        return query

    def follow(self, user: User, url: str) -> Message | None:
        """Follow a link of a button or an answer: a deep link of a bot presses its Start."""
        for bot in self.bots:
            head, _, payload = url.partition("?start=")
            if head.rpartition("/")[2].lower() == str(bot.user.username).lower():
                return self.start(user, payload, bot=bot)
        return None

    def block(self, user: User, *, bot: Bot | None = None) -> None:
        """Block a bot."""
        self._block(user, bot, blocked=True)

    def unblock(self, user: User, *, bot: Bot | None = None) -> None:
        """Let a bot write again."""
        self._block(user, bot, blocked=False)

    def take_phone(self, user: User) -> None:
        """Somebody else holds this phone from now on; nobody is told."""
        user.taken = True
        self.touch()

    def see(self, user: User, chat: Chat | None = None, *, thread: int | None = None) -> list[Message]:
        """What stands in a chat now, oldest first."""
        messages = (chat or self.private(user)).messages.values()
        return [message for message in messages if thread is None or message.thread == thread]

    # Inside

    def _typed(self, text: str) -> tuple[str, list[Json]]:
        if is_blank(text):
            raise ActError("The message is empty")
        return understand(text, None, None)

    def _own(self, user: User, message: Message) -> None:
        if message.sender is not user:
            raise ActError("This is somebody else's message")

    def _press(self, user: User, message: Message, key: Json) -> Query | None:
        if "url" in key:
            self.follow(user, key["url"])
            return None
        return self.press_data(user, message, key["callback_data"])

    def _block(self, user: User, bot: Bot | None, *, blocked: bool) -> None:
        chat = self.private(user, bot)
        if chat.blocked == blocked or not chat.bot:
            return
        chat.blocked = blocked
        out, back = Member(user=chat.bot.user, status="kicked"), Member(user=chat.bot.user, status="member")
        self.tell_member(chat, user, *((back, out) if blocked else (out, back)))
        self.touch()

    def _write(self, user: User, chat: Chat | None, how: How, *, text: str = "", media: Media | None = None) -> Message:
        chat = chat or self.private(user)
        thread, extra = how.get("thread"), how.get("extra") or {}
        self._admit(user, chat, thread)
        bare = media is not None or "poll" in extra
        plain, entities = ("", []) if bare and not text else self._typed(text)
        message = Message(chat=chat, id=self.next_id(chat), sender=user, date=self.now(), text=plain, media=media)
        message.entities, message.extra = entities, dict(extra)
        message.reply_to, message.thread = self.place(chat, how.get("reply_to"), thread)
        message.anonymous = chat.member(user).anonymous
        chat.started = True
        self.put(chat, message)
        self.tell_message(message)
        return message

    def _admit(self, user: User, chat: Chat, thread: int | None) -> None:
        if chat.type == "private":
            if chat.blocked:
                raise ActError("This bot is blocked; unblock it first")
            return
        if not chat.inside(user):
            raise ActError(f"{user.name} is not in {chat.title}")
        if thread is not None and thread not in chat.topics:
            raise ActError("There is no such topic")
        if thread is not None and chat.topics[thread].closed and chat.member(user).status == "member":
            raise ActError("This topic is closed")
