"""Where a use case finds the parts it works with; assembled once, in `bot.app`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.desk.buttons import ANYBODY, Buttons
from bot.desk.return_code import CodeKitchen
from bot.desk.word_lists import WordLists
from bot.flows.model import Book
from bot.messages import Button, Erase, Keyboard, Work
from bot.texts import Texts
from storage.cases import Cases
from storage.database import Database, Tx
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.people import Operators, People
from storage.posts import Posts

RandomBytes = Callable[[int], bytes]
IsMember = Callable[[int, int], Awaitable[bool]]

POST_BYTES = 16
CARD_BUTTON_SECONDS = 90 * 86400
SCREEN_BUTTON_SECONDS = 7 * 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Which bot serves which operator chat, and how: read from Telegram at start.

    `trace`: seconds after which messages leave a person's chat.
    """

    bot: int
    username: str
    chat: int
    forum: bool
    language: str
    trace: int


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Every part a use case may touch."""

    line: Line
    database: Database
    people: People
    operators: Operators
    posts: Posts
    cases: Cases
    inbox: Inbox
    outbox: Outbox
    buttons: Buttons
    lists: WordLists
    kitchen: CodeKitchen
    texts: Texts
    book: Book
    random_bytes: RandomBytes
    is_member: IsMember
    forget_member: Callable[[int, int], None]
    wake_codes: Callable[[], None]

    def new_post(self) -> bytes:
        """A fresh random id for a message of ours."""
        return self.random_bytes(POST_BYTES)

    def say(self, key: str, /, **values: str | int) -> str:
        """A text in the desk's language, as HTML."""
        return self.texts.say(self.line.language, key, **values)

    def plain(self, key: str, /, **values: str | int) -> str:
        """A text in the desk's language, unescaped: for toasts, titles and labels."""
        return self.texts.plain(self.line.language, key, **values)

    def case_button(self, key: str, letter: str, case: bytes, now: int) -> Button:
        """A button for anybody in the operator chat."""
        action = Buttons.case_action(letter, case)
        data = self.buttons.seal(action=action, user=ANYBODY, chat=self.line.chat, expires=now + CARD_BUTTON_SECONDS)
        return Button(label=self.plain(key), data=data)

    async def erase(self, tx: Tx, chat: int, message: int, work: Work, *, after: int = 0) -> None:
        """Take a message that came out of a private chat, now or `after` seconds."""
        due = work.now + after if after else 0
        await self.outbox.put(tx, Erase(chat=chat, messages=(message,), due=due), now=work.now)


NO_KEYBOARD: Keyboard = ()
