"""Operators and persons over real rows and the real sender; Telegram and the clock are played."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.calls import Call
from bot.delivery.faults import ApiFault
from bot.delivery.outbox import Sender
from bot.delivery.pacing import Limits, Pacer
from bot.desk import group, presses
from bot.desk.buttons import Buttons
from bot.desk.showing.cards import HEAD, REASON_LETTERS, TAKE
from bot.desk.words.aftermath import Aftermath
from bot.desk.words.fates import fates_of
from bot.desk.words.relay import MORE_TO_PERSON
from bot.messages import Edit, Said, Send, Tapped
from tests.promises.officer import DESK, START, Bench, Phone, build
from tests.promises.searched import said as label

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.flows.model import Book
    from storage.cases import Case, Entry
    from storage.posts import Post
    from storage.queued import Queued
    from tests.storage.conftest import Store

CHAT: Final = 4_100
"""The person who talks."""
HOUR: Final = 3_600
QUIET: Final = 300
OLGA: Final = 5
FREE: Final = Limits(overall=10**6, private=10**6, group=10**6, group_kept=0)
LONG: Final = "BEGINNING " + " ".join(["word"] * 805) + " do not go to the bridge TAIL"
Refusal = tuple[int, str]
REFUSED: Final[Refusal] = (400, "Bad Request: no such thing")


@dataclass
class Meant:
    """What the next call of `method` into a person's chat meets whose text holds `text`."""

    method: str
    text: str
    answer: Refusal

    def fault(self) -> ApiFault:
        status, words = self.answer
        return ApiFault(self.method, status, words, retry_after=QUIET if status == 429 else None)


@dataclass
class Wire(Bench):
    """A line whose every message goes through the sender.

    `store`: its rows; `marks`: reactions by message; `beneath`: messages that have a line of bad news.
    """

    store: Any = None
    meant: list[Meant] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    dead: list[int] = field(default_factory=list)
    beneath: set[int] = field(default_factory=set)
    stood: list[tuple[int, str]] = field(default_factory=list)
    uploaded: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A sender that remembers nothing, as after a start of the program."""
        house = self.house
        self.sender = Sender(
            api=self,  # type: ignore[arg-type]
            database=house.database,
            outbox=house.outbox,
            posts=house.posts,
            pacer=Pacer(clock=self.clock, limits=FREE),
            now=lambda: self.now,
            desk=Aftermath(house),
            on_dead=self._hear,
            on_missed=self._hear,
            clock=self.clock,
            jitter=lambda: 0.0,
        )

    def clock(self) -> float:
        return float(self.now - START)

    async def _hear(self, count: int) -> None:
        self.dead.append(count)

    async def call(self, method: str, *, chat_id: int = 0, **params: Any) -> Any:
        """One call, as Telegram answers it."""
        text = str(params.get("text") or params.get("caption") or "")
        for one in self.meant if chat_id in self.phones else ():
            if one.method == method and one.text in text:
                self.meant.remove(one)
                raise one.fault()
        if chat_id in self.phones:
            self.stood.append((chat_id, text))
        if method == "setMessageReaction":
            self.marks[params["message_id"]] = params["reaction"][0]["emoji"] if params["reaction"] else ""
        if chat_id == DESK and text:
            self.told.append(text)
            if text != self.house.say("desk-note"):
                self.beneath.add(params.get("reply_parameters", {}).get("message_id", 0))
        phone = self.phones.get(chat_id)
        if phone is not None and method.startswith("edit") and params["message_id"] not in phone.messages:
            raise ApiFault(method, 400, "Bad Request: message to edit not found")
        made = self._sent(Call(method, chat_id, params))
        return {"message_id": made, "message_thread_id": made} if made else True

    async def upload(self, method: str, name: str, data: bytes, *, chat_id: int, **params: Any) -> Any:
        """A call with a picture beside it."""
        assert params["photo"] == f"attach://{name}"
        made = await self.call(method, chat_id=chat_id, **params)
        self.uploaded.append((method, {**params, "chat": chat_id, "data": data}))
        return made

    async def deliver(self) -> None:
        """Send everything that may go now."""
        while True:
            await asyncio.sleep(0)
            if await self.sender.round() > 0 and not self.sender._calls:
                return
            await self.sender.idle()

    async def passes(self, seconds: int) -> None:
        """So much time, the sender at work in every hour of it."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + HOUR)
            await self.deliver()
            await self.deliver()

    def refuse(self, method: str, text: str = "", answer: Refusal = REFUSED) -> None:
        """Refuse one call into a person's chat."""
        self.meant.append(Meant(method, text, answer))

    def flood(self, method: str, text: str = "") -> None:
        """Have one call into a person's chat, and all behind it, wait for five minutes."""
        self.refuse(method, text, (429, "Too Many Requests"))

    async def rows(self, fits: Callable[[Queued], bool]) -> list[Queued]:
        """What waits in the outbox and fits."""
        late = self.now + 10**6
        found = await self.house.database.transact(lambda tx: self.house.outbox.waiting(tx, now=late, limit=1_000))
        return [row for row in found if fits(row)]

    async def spoil(self, fits: Callable[[Queued], bool]) -> None:
        """Make what fits unreadable, as a damaged disk would; the sender starts anew."""
        (row,) = await self.rows(fits)
        with closing(sqlite3.connect(self.store.path)) as rows, rows:
            rows.execute("UPDATE outbox SET body = zeroblob(64) WHERE id = ?", [row.id])
        self.restart()


@dataclass
class Talk:
    """One case between a phone and the operators."""

    wire: Wire
    phone: Phone
    case_id: bytes = b""

    async def begins(self) -> None:
        """He asks a question, and an operator takes it. Having neither words nor PIN, he is not locked by silence."""
        await self.phone.writes("когда это кончится и что мне делать")
        await self.phone.presses(label(self.phone, "button-ask-send"))
        self.case_id = (await self.phone.cases())[0].id
        await self.presses(TAKE)

    async def case(self) -> Case:
        house = self.wire.house
        found = await house.database.transact(lambda tx: house.cases.load(tx, self.case_id))
        assert found is not None
        return found

    async def becomes(self, **how: Any) -> None:
        """The case as it stands, but for this."""
        house, case = self.wire.house, replace(await self.case(), **how)
        await house.database.transact(lambda tx: house.cases.save(tx, case))

    async def closes(self) -> None:
        """An operator closes it, the code being of no matter."""
        house = self.wire.house
        await house.database.transact(lambda tx: house.cases.drop_words(tx, self.case_id))
        await self.presses(next(iter(REASON_LETTERS)))
        assert not (await self.case()).hot

    async def posts(self) -> list[Post]:
        house = self.wire.house
        return await house.database.transact(lambda tx: house.posts.of_case(tx, self.case_id))

    async def presses(self, letter: str, reference: bytes | None = None) -> str | None:
        """An operator presses a button; its toast."""
        house = self.wire.house
        action = Buttons.case_action(letter, reference or self.case_id)
        data = house.buttons.seal(action=action, user=0, chat=DESK, expires=self.wire.now + HOUR)
        came = Tapped(chat=DESK, user=OLGA, message=1, data=data, callback="1", name="Olga")
        reply = await presses.tapped(house, came, self._step())
        await self.wire.deliver()
        return reply.toast

    def _step(self) -> Any:
        self.wire.now += 3
        return self.wire.work()

    async def answers(self, text: str, *, edit: int = 0, thread: bool = False) -> int:
        """An operator replies in the room, or edits what he wrote there; `thread`: it is no reply. The message."""
        head = next(post for post in await self.posts() if post.role == HEAD)
        (room,) = [post for post in await self.posts() if post.role == "topic"]
        self.wire.desk_message += 1
        came = Said(
            chat=DESK,
            user=OLGA,
            message=edit or self.wire.desk_message,
            text=text,
            reply_to=None if thread else head.message,
            reply_to_bot=not thread,
            thread=room.message,
            edited=bool(edit),
            name="Olga",
        )
        await group.said(self.wire.house, came, self._step())
        await self.wire.deliver()
        return came.message

    async def reads(self) -> None:
        """He presses Read beneath the newest message that has it."""
        await self.phone.presses(label(self.phone, "button-read"))

    def has(self, text: str) -> bool:
        """Whether a message with these words stands in his chat."""
        return any(text in words for words, _ in self.phone.messages.values())

    def offered(self) -> bool:
        """Whether a button Read stands in his chat."""
        read = label(self.phone, "button-read")
        return any(said == read for _, buttons in self.phone.messages.values() for said, _ in buttons)

    async def entries(self) -> list[Entry]:
        house, case = self.wire.house, await self.case()
        return list(await house.database.transact(lambda tx: house.cases.entries(tx, case)))

    async def fates(self, message: int) -> list[str]:
        """What became of every wording of an operator's message."""
        return [str(fate) for fate in fates_of(await self.case(), await self.entries(), (DESK, message))]

    def told(self, key: str) -> int:
        """How often operators were told this."""
        house = self.wire.house
        text = house.say(key, alias="ALIAS").replace("ALIAS", "").replace("<b></b>", "")
        return sum(text in words for words in self.wire.told)


def wired(store: Store, book: Book) -> Wire:
    """A line over these rows."""
    return Wire(build(store, book).house, store=store)


def says(text: str) -> Callable[[Queued], bool]:
    return lambda row: isinstance(row.item, Edit) and text in row.item.text


def dots(row: Queued) -> bool:
    """The last of them, should there be several."""
    return isinstance(row.item, Send) and row.item.chat == CHAT and row.item.role == MORE_TO_PERSON


def ties(row: Queued) -> bool:
    """Whether a row holds both his chat and a case."""
    return isinstance(row.item, Send) and row.item.chat == CHAT and row.item.case is not None
