"""Where a use case finds the parts it works with; assembled once, in `bot.app`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.desk.buttons import ANYBODY, Buttons
from bot.desk.return_code import CodeKitchen
from bot.desk.word_lists import WordLists
from bot.flows.model import Book
from bot.messages import Button, Outgoing, Person, Send, Work
from bot.texts import Texts
from storage.cases import Case, Cases
from storage.database import Database, Tx
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.people import Operators, People
from storage.posts import Posts

RandomBytes = Callable[[int], bytes]
IsMember = Callable[[int, int], Awaitable[bool]]

POST_BYTES = 16
CARD_BUTTON_SECONDS = 90 * 86400


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
    serves: Callable[[int], Awaitable[bool]]
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


@dataclass(frozen=True, slots=True)
class Turn:
    """One piece of work at the desk: the parts, the transaction all of it happens in, the inbox row it ends."""

    house: House
    tx: Tx
    work: Work

    @property
    def now(self) -> int:
        """The second at which this work began."""
        return self.work.now

    async def put(self, item: Outgoing) -> None:
        """Queue what goes out; it leaves after the commit."""
        await self.house.outbox.put(self.tx, item, now=self.now)

    async def done(self) -> None:
        """Mark the update as worked, in the same transaction as everything that followed from it."""
        await self.house.inbox.done(self.tx, self.work)

    async def case(self, case_id: bytes | None) -> Case | None:
        """The case of that id; None where there is none."""
        return await self.house.cases.load(self.tx, case_id) if case_id is not None else None

    async def person(self, chat: int) -> Person | None:
        """The person of a private chat; None for a stranger."""
        return await self.house.people.find(self.tx, bot=self.house.line.bot, chat=chat)

    async def other_case(self, person: Person, case: Case) -> bytes | None:
        """The open case a person keeps when `case` ends or leaves his chat: the one he talks in, else his newest."""
        hot = await self.house.cases.of_person(self.tx, bot=self.house.line.bot, chat=person.chat)
        others = [other for other in hot if other.id != case.id]
        chosen = max(others, key=lambda other: (other.id == person.case, other.hour), default=None)
        return None if chosen is None else chosen.id

    async def notice(self, key: str, case: Case | None = None, *, beneath: int | None = None) -> None:
        """One silent line for the operators: in a case's room (or beneath its card), or beneath a message of theirs."""
        house = self.house
        line = Send(
            post=house.new_post(),
            chat=house.line.chat,
            html=True,
            role="notice",
            silent=True,
            reply_message=beneath,
            text=house.say(key, alias=case.alias) if case else house.say(key),
            case=case.id if case else None,
            topic=case.room if case else None,
            reply_to=case.card if case and not case.room and beneath is None else None,
        )
        await self.put(line)
