"""Where a use case finds the parts it works with; assembled once, in `bot.app`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.desk.buttons import ANYBODY, Buttons
from bot.desk.codes.return_code import CodeKitchen
from bot.desk.codes.word_lists import WordLists
from bot.flows.model import Book
from bot.messages import Button, OpenTopic, Outgoing, Person, Said, Send, Work
from bot.periods import USUAL, Periods
from bot.routes import Route
from bot.texts import Texts
from storage.audit import Action
from storage.cases import Case
from storage.database import Database, Tx
from storage.epoch_keeping import EpochKeeper
from storage.key_check import MissingEpoch
from storage.letters.office import Office
from storage.people import Operator
from storage.stores import Stores

RandomBytes = Callable[[int], bytes]
IsMember = Callable[[int, int], Awaitable[bool]]
Admins = Callable[[int], Awaitable[Mapping[int, str]]]
"""The admins of an operator chat by their names; an empty name is named nowhere. Raises ApiError."""

HOUR = 3_600
POST_BYTES = 16
CARD_BUTTON_SECONDS = 90 * 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Which bot serves which operator chat: read from Telegram at start. And how: from the content.

    `chat`, `forum`: the operator chat that takes what fits no other. `routes`: all of them, with what each takes;
    `forums`: those with topics. `private`: rooms are in the takers' private chats, there in topics if
    `private_topics`. `language`: the desk's. `trace`: seconds after which messages leave a person's chat; `silence`:
    seconds without a tap after which his chat is locked. `periods`: how long what is kept.
    `hooked`: Telegram posts updates to us instead of being asked.
    """

    bot: int
    username: str
    chat: int
    forum: bool
    routes: tuple[Route, ...] = ()
    forums: frozenset[int] = frozenset()
    private: bool = False
    private_topics: bool = False
    hooked: bool = False
    language: str = "en"
    trace: int = 12 * HOUR
    silence: int = 1_800
    periods: Periods = USUAL


class Shelf:
    """The content in use and the line that speaks it. Both change together, when an editor's change is taken."""

    def __init__(self, book: Book, line: Line) -> None:
        """Begin with this content."""
        self._line = line
        self.put(book)

    def put(self, book: Book) -> None:
        """Use this content from now on. Only inside a unit that is alone: no other then sees half of each."""
        project = book.project
        self.book = book
        self.line = replace(self._line, language=project.desk.language, trace=project.traces.hours * HOUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class House(Stores):
    """Every part a use case may touch. `minute`: how many seconds a minute of `Patience` has.

    `home`: the id by which the settings know a chat that Telegram moved. `absent`: operator chats the bot can not
    write to now, as Telegram told it. `keeper`: of the epochs; `missing`: those that were not there at the start.
    `office`: of hosts that stand by with a data folder of their own, None where there are none.
    `told`: Telegram's time at this moment, None where it did not answer lately.
    """

    shelf: Shelf
    database: Database
    buttons: Buttons
    lists: WordLists
    kitchen: CodeKitchen
    random_bytes: RandomBytes
    is_member: IsMember
    is_supervisor: IsMember
    supervisors: Admins
    ours: Callable[[int], bool]
    became: Callable[[int], Awaitable[bool]]
    forget_member: Callable[[int, int], None]
    serves: Callable[[int], Awaitable[bool]]
    wake_codes: Callable[[], None]
    wake_keeps: Callable[[], None]
    wake_charts: Callable[[], None] = lambda: None
    wake_calls: Callable[[], None] = lambda: None
    minute: float = 60
    wake_requests: Callable[[], None] = lambda: None
    recipients_fixed: bool = False
    keep_anchor: Callable[[str], object] = str
    home: Callable[[int], int] = int
    absent: set[int] = field(default_factory=set)
    keeper: EpochKeeper | None = None
    office: Office | None = None
    missing: tuple[MissingEpoch, ...] = ()
    told: Callable[[], int | None] = lambda: None

    @property
    def book(self) -> Book:
        """The content in use."""
        return self.shelf.book

    @property
    def texts(self) -> Texts:
        """Its texts."""
        return self.shelf.book.texts

    @property
    def line(self) -> Line:
        """Which bot serves which operator chat, and how."""
        return self.shelf.line

    def new_post(self) -> bytes:
        """A fresh random id for a message of ours."""
        return self.random_bytes(POST_BYTES)

    def say(self, key: str, /, **values: str | int) -> str:
        """A text in the desk's language, as HTML."""
        return self.texts.say(self.line.language, key, **values)

    def plain(self, key: str, /, **values: str | int) -> str:
        """A text in the desk's language, unescaped: for toasts, titles and labels."""
        return self.texts.plain(self.line.language, key, **values)

    def desk_of(self, case: Case) -> int:
        """The operator chat that has the case's card."""
        return case.desk or self.line.chat

    def seat_of(self, case: Case) -> int:
        """The chat its room is in: the desk's, or an operator's private chat once it is open there."""
        return case.seat if case.seat and (case.room or case.head) else self.desk_of(case)

    def is_forum(self, chat: int) -> bool:
        """Whether an operator chat has topics."""
        return chat in self.line.forums or (self.line.forum and chat == self.line.chat)

    @property
    def chats(self) -> tuple[int, ...]:
        """Every operator chat, the one that takes what fits no other first."""
        return tuple(dict.fromkeys((self.line.chat, *(route.chat for route in self.line.routes))))

    @property
    def front(self) -> int:
        """The operator chat for what belongs to no other: the first in which the bot can work."""
        return next((chat for chat in self.chats if chat not in self.absent), self.line.chat)

    def topic_in(self, case: Case, chat: int) -> bytes | None:
        """The topic of the case, if its room is in this chat."""
        return case.room if self.home(chat) == self.seat_of(case) else None

    def to_room(self, case: Case) -> Send:
        """A message to a case's room that has all but words: into its topic, else beneath what its thread hangs on."""
        return Send(
            post=self.new_post(),
            chat=self.seat_of(case),
            html=True,
            case=case.id,
            topic=case.room,
            reply_to=None if case.room else case.head or case.card,
        )

    def case_button(self, key: str, letter: str, case: bytes, now: int, *, chat: int | None = None) -> Button:
        """A button for anybody in the chat it stands in: `chat`, else the line's first operator chat."""
        return self.desk_button(self.plain(key), letter, case, now, chat=chat or self.line.chat)

    def desk_button(self, label: str, letter: str, reference: bytes, now: int, *, chat: int) -> Button:
        """A button of the operators' side in this chat; `letter` is a row of bot.desk.presses."""
        action = Buttons.case_action(letter, reference)
        data = self.buttons.seal(action=action, user=ANYBODY, chat=chat, expires=now + CARD_BUTTON_SECONDS)
        return Button(label=label, data=data)


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
        if isinstance(item, Send | OpenTopic) and item.chat > 0 and await self.of_operator(item.chat):
            await self.house.standing.add_post(self.tx, item.post, chat=item.chat, now=self.now)

    async def operators_of(self, case: Case) -> list[Operator]:
        """The operators seen in the chat that has a case's card, by name; not one whose own case it is."""
        first, desk = self.house.line.chat, self.house.desk_of(case)
        every = await self.house.operators.all(self.tx, chat=first)
        return [one for one in every if desk in (one.desks or (first,)) and one.user != case.chat]

    async def of_operator(self, user: int) -> bool:
        """Whether somebody's private chat is the desk's: what stands there must go when he leaves."""
        return await self.house.operators.find(self.tx, chat=self.house.line.chat, user=user) is not None

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
        others = [other for other in hot if other.id != case.id and other.reach == "open"]
        chosen = max(others, key=lambda other: (other.id == person.case, other.hour), default=None)
        return None if chosen is None else chosen.id

    async def audit(self, action: Action, *, operator: Operator | None = None, case: Case | None = None) -> None:
        """Write into the audit who did it (None: the program) and with which case."""
        user, alias = operator.user if operator else None, case.alias if case else ""
        await self.house.audit.add(self.tx, action, user=user, alias=alias, now=self.now)

    async def notice(self, key: str, case: Case | None = None, *, beneath: Said | None = None, **values: str) -> None:
        """One silent line for the operators: in a case's room (or beneath its card), or beneath a message of theirs.

        `values`: what the text names beside the case.
        """
        house = self.house
        chat = beneath.chat if beneath else house.front
        line = house.to_room(case) if case else Send(post=house.new_post(), chat=chat, html=True)
        if beneath is not None:
            topic = house.topic_in(case, beneath.chat) if case else None
            line = replace(line, chat=beneath.chat, topic=topic, reply_to=None, reply_message=beneath.message)
        text = house.say(key, alias=case.alias, **values) if case else house.say(key, **values)
        await self.put(replace(line, text=text, role="notice", silent=True))
