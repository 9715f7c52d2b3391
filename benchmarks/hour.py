"""One hour at the desk: two thousand applications, ten operators, one group; everything of ours is real but the clock.

Left out are the walk through the form and the network: an application is its last tap, the next thing is done once all
that can happen at this second has happened.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from benchmarks.hour_telegram import ALIAS, LAWS, Clock, Message, Telegram
from bot.app import Tuning
from bot.delivery.outbox import Sender
from bot.delivery.pacing import Pacer
from bot.desk import group, presses, private_desk
from bot.desk.duty import vigil
from bot.desk.house import Turn
from bot.desk.showing import board
from bot.desk.talks import effects, intake
from bot.desk.talks.screens import keep, meet
from bot.desk.words.aftermath import Aftermath
from bot.flows.effects import Submit
from bot.messages import Said, Tapped, Work
from storage.people import Operator
from tests.promises.officer import BOT, DESK, START, build

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.database import Tx
    from tests.storage.conftest import Store

FIRST_PERSON: Final = 1_000_000
FIRST_OPERATOR: Final = 500
THINKING: Final = 2.0
"""Seconds until somebody presses what he sees."""
AWAKE: Final = 900.0
DRAIN: Final = 3_600.0
Deed = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked of the desk. `relays`: relayed messages a minute in all, half of them each way."""

    cases: int = 2_000
    seconds: float = 3_600.0
    urgent: float = 0.05
    operators: int = 10
    takes: float = 5.0
    relays: float = 10.0
    private: bool = True
    law: str = "burst"
    seed: int = 1


@dataclass(slots=True)
class Figures:
    """What was measured, in seconds; `lost` and `twice` count messages.

    `kept`: words that came through to nobody yet, but stand sealed in the case, or whose writer was told so.
    """

    visible: list[float] = field(default_factory=list)
    urgent: list[float] = field(default_factory=list)
    to_person: list[float] = field(default_factory=list)
    words: list[float] = field(default_factory=list)
    to_operator: list[float] = field(default_factory=list)
    refused: int = 0
    ignored: int = 0
    lost: int = 0
    kept: int = 0
    twice: int = 0
    taken: int = 0
    messages: int = 0


class Hour:
    """The people of one hour, and the loop that lets time pass."""

    def __init__(self, store: Store, book: Book, plan: Plan) -> None:
        self.plan = plan
        self.dice = random.Random(plan.seed)  # noqa: S311 - no secret
        self.clock = Clock()
        self.house = build(store, book).house
        self.house.shelf._line = replace(self.house.line, private=plan.private, private_topics=True)  # noqa: SLF001
        self.house.shelf.put(book)
        self.telegram = Telegram(self.clock, DESK, LAWS[plan.law])
        self.telegram.hears = self.hears
        self.pacer = Pacer(clock=self.clock, limits=Tuning().limits)
        self.sender = Sender(
            api=self.telegram,  # type: ignore[arg-type]
            database=self.house.database,
            outbox=self.house.outbox,
            posts=self.house.posts,
            pacer=self.pacer,
            now=self.now,
            desk=Aftermath(self.house),
            on_dead=self.lost,
            on_missed=self.lost,
            clock=self.clock,
            jitter=self.dice.random,
        )
        self.figures = Figures()
        self.boards = board.BoardDesk()
        self.deeds: list[tuple[float, int, Deed]] = []
        self.turn = itertools.count()
        self.came = itertools.count(10**9)
        self.cases: dict[str, tuple[int, float, bool]] = {}
        self.shown: dict[str, tuple[int, str, float]] = {}
        self.taken: list[str] = []
        self.reading: dict[int, float] = {}
        self.sent: list[tuple[list[float], int, str, float]] = []
        self.written: dict[str, tuple[int, int]] = {}
        self.stirred: dict[int, float] = {}
        self.heads: dict[str, tuple[int, int]] = {}

    def now(self) -> int:
        """The unix second it is."""
        return START + int(self.clock.at)

    def work(self) -> Work:
        """What a use case is given of an update."""
        return Work(bot=BOT, update_id=1, now=self.now())

    async def lost(self, count: int) -> None:
        """The sender gave something up."""
        self.figures.lost += count

    def at(self, second: float, deed: Deed) -> None:
        """Have somebody do something then."""
        heapq.heappush(self.deeds, (second, next(self.turn), deed))

    # What people do

    async def applies(self, number: int, *, urgent: bool) -> None:
        """A person presses the last button of an application."""
        chat = FIRST_PERSON + number
        came = Tapped(chat=chat, user=chat, message=1, data="", callback="1", language="en")

        async def unit(tx: Tx) -> str:
            scene = await meet(Turn(self.house, tx, self.work()), came)
            submit = Submit(door="soldier", flow="soldier", version=1, urgent=urgent, answers=())
            await effects.apply(scene, (submit,), came)
            await keep(scene)
            return scene.case.alias if scene.case is not None else ""

        self.cases[await self.house.database.transact(unit)] = (chat, self.clock.at, urgent)
        self.stirred[chat] = self.clock.at

    async def takes(self) -> None:
        """The operator whose turn it is takes what he sees: the urgent first, then who waits longest."""
        seen = {alias: given for alias, given in self.shown.items() if self.clock.at - given[2] >= THINKING}
        chosen = min(seen, key=lambda alias: (not self.cases[alias][2], self.cases[alias][1]), default=None)
        if chosen is None:
            return
        message, data, _ = self.shown.pop(chosen)
        user = FIRST_OPERATOR + len(self.taken) % self.plan.operators
        came = Tapped(chat=DESK, user=user, message=message, data=data, callback="1", name=f"Op{user}")
        await presses.tapped(self.house, came, self.work())
        self.taken.append(chosen)
        self.figures.taken += 1

    async def answers(self, token: str) -> None:
        """An operator answers in a room that is open."""
        known = [alias for alias in self.awake() if alias in self.heads]
        if not known:
            return
        alias = self.dice.choice(known)
        seat, head = self.heads[alias]
        user = seat if seat > 0 else FIRST_OPERATOR
        said = Said(
            chat=seat,
            user=user,
            message=next(self.came),
            text=f"{token}: we read it",
            reply_to=head,
            reply_to_bot=True,
            name=f"Op{user}",
        )
        self.written[token] = seat, said.message
        await (private_desk if seat > 0 else group).said(self.house, said, self.work())
        chat = self.cases[alias][0]
        if chat not in self.reading:
            self.reading[chat] = self.clock.at
        self.sent.append((self.figures.words, chat, token, -1.0))

    async def writes(self, token: str) -> None:
        """A person whose case is taken writes."""
        if not (known := self.awake()):
            return
        alias = self.dice.choice(known)
        chat = self.cases[alias][0]
        self.stirred[chat] = self.clock.at
        said = Said(chat=chat, user=chat, message=next(self.came), text=f"{token}: I am on my way", language="en")
        self.written[token] = chat, said.message
        await intake.said(self.house, said, self.work())
        seat = self.heads[alias][0] if alias in self.heads else DESK
        self.sent.append((self.figures.to_operator, seat, token, self.clock.at))

    def awake(self) -> list[str]:
        """The taken cases whose person did something lately: who is silent for half an hour has a locked chat."""
        chats = {alias: self.cases[alias][0] for alias in self.taken}
        return [alias for alias, chat in chats.items() if self.clock.at - self.stirred[chat] < AWAKE]

    async def reads(self, chat: int, message: int, data: str) -> None:
        """A person presses Read beneath the line."""
        self.sent = [
            (into, where, token, self.clock.at if where == chat and since < 0 else since)
            for into, where, token, since in self.sent
        ]
        came = Tapped(chat=chat, user=chat, message=message, data=data, callback="1", language="en")
        await intake.tapped(self.house, came, self.work())

    def hears(self, chat: int, message: Message) -> None:
        """What Telegram shows: cards to take, heads of rooms, lines with Read."""
        if chat >= FIRST_PERSON:
            self._person_hears(chat, message)
            return
        for label, data in message.buttons:
            named = ALIAS.findall(label) or ALIAS.findall(message.text)
            if label.startswith("Take") and len(named) == 1 and chat == DESK and not self._has(named[0]):
                first = self.shown.get(named[0], (0, "", self.clock.at))[2]
                self.shown[named[0]] = message.number, data, first
        named = ALIAS.findall(message.text)
        if named and "taken by" in message.text.casefold() and len(named) == 1 and named[0] not in self.heads:
            self.heads[named[0]] = chat, message.number

    def _has(self, alias: str) -> bool:
        """Whether somebody has the case; a card that offers it again (its taker was silent) says that nobody does."""
        if alias in self.taken and alias in self.heads:
            self.taken.remove(alias)
            del self.heads[alias]
        return alias in self.taken

    def _person_hears(self, chat: int, message: Message) -> None:
        for label, data in message.buttons:
            if label == "Read" and chat in self.reading:
                self.figures.to_person.append(self.clock.at - self.reading.pop(chat))
                self.at(self.clock.at + THINKING, partial(self.reads, chat, message.number, data))

    # How time passes

    def plans(self) -> None:
        """Everything that people will do."""
        plan, dice = self.plan, self.dice
        for number in range(plan.cases):
            urgent = dice.random() < plan.urgent
            self.at(dice.uniform(0, plan.seconds), partial(self.applies, number, urgent=urgent))
        for number in range(int(plan.takes * plan.seconds / 60)):
            self.at(number * 60 / plan.takes + dice.uniform(0, 5), self.takes)
        for number in range(int(plan.relays * plan.seconds / 60)):
            deed = self.answers if number % 2 else self.writes
            self.at(number * 60 / plan.relays + dice.uniform(0, 5), partial(deed, f"token{number}"))
        for second in range(0, int(plan.seconds), board.LOOK_SECONDS):
            self.at(float(second), self.looks)

    async def looks(self) -> None:
        """The loops of the line: boards, reminders, shifts."""
        await self.boards.look(self.house, self.now())
        await vigil.look(self.house, self.now())

    async def goes(self) -> Figures:
        """The hour, and as long after it as something waits to be sent."""
        await self.house.database.transact(self._operators)
        self.plans()
        while self.clock.at < self.plan.seconds + DRAIN:
            wait = await self._settled()
            following = min(self.telegram.next_answer, self.clock.at + wait, self.deeds[0][0] if self.deeds else 1e12)
            if not self.deeds and not self.telegram.holds and not await self._waits():
                break
            self.clock.at = max(self.clock.at, following)
            self.telegram.answers()
            while self.deeds and self.deeds[0][0] <= self.clock.at:
                await heapq.heappop(self.deeds)[2]()
        await self._counts()
        return self.figures

    async def _settled(self) -> float:
        """Let everything happen that can at this second; the seconds until the sender can do more."""
        while True:
            await asyncio.sleep(0)
            wait = await self.sender.round()
            busy = len(self.sender._calls) > self.telegram.holds  # noqa: SLF001
            while len(self.sender._calls) > self.telegram.holds:  # noqa: SLF001
                self.telegram.moved.clear()
                moved = asyncio.ensure_future(self.telegram.moved.wait())
                await asyncio.wait({moved, *self.sender._calls}, return_when=asyncio.FIRST_COMPLETED)  # noqa: SLF001
                moved.cancel()
                await asyncio.sleep(0)
            if wait > 0 and not busy:
                return wait

    async def _waits(self) -> bool:
        return await self.house.database.transact(self.house.outbox.depth) > 0

    async def _operators(self, tx: Tx) -> None:
        for number in range(self.plan.operators):
            user = FIRST_OPERATOR + number
            known = Operator(id=self.house.new_post(), user=user, name=f"Op{user}", language="en", started=True)
            await self.house.operators.save(tx, known, chat=DESK)

    async def _counts(self) -> None:
        figures, seen = self.figures, self.telegram.seen
        missed: list[str] = []
        for alias, (_, since, urgent) in self.cases.items():
            at = seen.get((DESK, alias))
            if at is None:
                figures.lost += 1
            else:
                (figures.urgent if urgent else figures.visible).append(at - since)
        for into, chat, token, since in self.sent:
            places = [at for (where, word), at in seen.items() if word == token and (where == chat or chat <= 0)]
            if not places:
                missed.append(token)
            elif since >= 0:
                into.append(max(min(places) - since, 0.0))
        figures.refused, figures.ignored = self.telegram.refused, self.telegram.ignored
        figures.twice = sum(count > 1 for alias, count in self.telegram.cards.items() if alias in self.cases)
        figures.messages = self.telegram.calls[DESK]
        sealed = await self.house.database.transact(self._sealed) if missed else ""
        told = {token for token in missed if f"{token}:" in sealed or self.written[token] in self.telegram.beneath}
        figures.kept, figures.lost = len(told), figures.lost + len(missed) - len(told)

    async def _sealed(self, tx: Tx) -> str:
        """All that stands in the cases the line can read."""
        cases = await self.house.cases.hot(tx)
        return "".join([str(entry.body) for case in cases for entry in await self.house.cases.entries(tx, case)])


async def hour(store: Store, book: Book, plan: Plan) -> Figures:
    """Play it."""
    return await Hour(store, book, plan).goes()
