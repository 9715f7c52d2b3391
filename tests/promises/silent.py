"""Everything that can happen to a line, in any order, and a witness who asks of every new message why it was sent.

The parts are real, on real rows; only Telegram and the clock are played (`officer`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from bot.desk import alarms
from bot.desk.casework import cases as case_desk
from bot.desk.casework.taking import take_case
from bot.desk.codes import codes
from bot.desk.duty import vigil, waiting
from bot.desk.house import Turn
from bot.desk.seeing import apart
from bot.desk.talks import silence
from bot.desk.words import answering, rewording
from bot.messages import Media, Said
from storage.people import Operator
from tests.promises.officer import BOT, DESK, Bench, Phone, build

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.flows.model import Book
    from storage.cases import Case
    from storage.database import Tx
    from tests.storage.conftest import Store

MAKES: Final = ("send", "copy", "forward")
OLGA: Final = Operator(id=b"o" * 16, user=5, name="Olga")
COMMANDS: Final = ("/start", "/help", "/privacy", "/cancel", "/language")
LEAVES: Final = ("/clear", "/delete")
TEXTS: Final = (
    "что будет с моей семьёй",
    "не хочу больше жить",
    "вы все твари",
    "мне 16 лет",
    "1998",
    "3",
    "да",
    "адвокат биржа ворона грамота дерево",
)
SPANS: Final = (5, 130, 700, 2_000, 7 * 3_600, 26 * 3_600, 9 * 86_400)
"""Seconds that pass: a second alarm, a lock, a promise, a trace timer, an end of buttons."""
CAUSES: Final = frozenset({"answer", "close", "correct"})
"""What operators do that a person is told of, by one neutral line."""


@dataclass
class Life:
    """What the witness knows of one phone: whether its owner ever wrote, and whether anything of his may be there."""

    phone: Phone
    wrote: bool = False
    erased: bool = False


@dataclass
class Stage:
    """Phones, operators, a clock. `faults`: what was sent without a cause."""

    bench: Bench
    store: Store
    book: Book
    dice: random.Random
    lives: dict[int, Life] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lines: int = 0
    said: int = 0

    def add(self, chat: int, language: str = "ru") -> Life:
        """Somebody with a phone; he may never write."""
        self.lives[chat] = Life(self.bench.phone(chat, language))
        return self.lives[chat]

    async def acts(self, life: Life, what: str, step: Awaitable[Any]) -> None:
        """A person does something: the only time when anything but the neutral line may come to him."""
        self._forget()
        life.wrote = True
        await step
        life.erased = any(self._farewell(said) for _, _, said, *_ in self._said(life))
        self._judge(what, acting=life)

    async def happens(self, what: str, step: Awaitable[Any]) -> None:
        """Something happens that no person did."""
        self._forget()
        await step
        await self.bench.deliver()
        self._judge(what)

    def _forget(self) -> None:
        for life in self.lives.values():
            life.phone.calls, life.phone.came = [], 0

    def _said(self, life: Life) -> list[tuple[Any, ...]]:
        return [call for call in life.phone.calls if call[0] != "toast"]

    def _farewell(self, said: str) -> bool:
        """Whether a screen says that everything was erased."""
        return any(self.book.texts.say(language, "gone") in said for language in self.book.texts.languages)

    def _judge(self, what: str, acting: Life | None = None) -> None:
        for life in self.lives.values():
            for method, _, said, *_ in self._said(life):
                if wrong := self._wrong(life, method, said, what, acting=life is acting):
                    self.faults.append(f"{what}: {method} to {life.phone.chat}: {wrong}: {said[:80]!r}")

    def _wrong(self, life: Life, method: str, said: str, what: str, *, acting: bool) -> str:
        if not life.wrote:
            return "he never wrote"
        if acting or not method.startswith(MAKES):
            return ""
        if life.erased:
            return "he erased everything"
        neutral = {self.book.texts.say(language, "read-line") for language in self.book.texts.languages}
        if said not in neutral:
            return "nobody asked for it"
        self.lines += 1
        return "" if what in CAUSES else "nobody answered him"

    # What persons do

    async def person(self, life: Life) -> None:
        """Somebody writes, presses, sends a command."""
        phone, dice = life.phone, self.dice
        match dice.randrange(10):
            case 0 | 1:
                said = dice.choice(COMMANDS)
                await self.acts(life, said, phone.writes(said))
            case 2 | 3:
                said = dice.choice(TEXTS)
                await self.acts(life, said, phone.writes(said))
            case 4:
                await self.acts(life, "a voice", phone.writes(media=Media(kind="voice", file_id="f")))
            case _:
                await self.press(life)

    async def press(self, life: Life, action: str | None = None) -> None:
        """A button of the newest message that has any; without one he starts again."""
        keys = next((keys for _, (_, keys) in sorted(life.phone.messages.items(), reverse=True) if keys), ())
        if action is not None:
            await self.acts(life, action, life.phone.does(action))
        elif keys:
            label, _ = self.dice.choice(keys)
            await self.acts(life, label, life.phone.presses(label))
        else:
            await self.acts(life, "/start", life.phone.writes("/start"))

    async def asks(self, life: Life) -> None:
        """He puts a question to the operators."""
        await self.acts(life, "/help", life.phone.writes("/help"))
        await self.press(life, "ask")
        await self.acts(life, "a question", life.phone.writes("чем кормят и можно ли писать домой"))

    async def calls(self, life: Life) -> None:
        """He is in danger."""
        await self.acts(life, "/start", life.phone.writes("/start"))
        await self.press(life, "now")

    async def erases(self, life: Life) -> None:
        """He wants everything gone; from then on nothing is his, whatever comes."""
        await self.acts(life, "/delete", life.phone.writes("/delete"))
        await self.press(life, "delete-yes")
        life.erased = True

    # What nobody of them does

    async def later(self, seconds: int) -> None:
        """Time passes, and every loop of the line looks at what is due."""
        house = self.bench.house
        self.bench.now += seconds
        await self.happens("watches", vigil.look(house, self.bench.now))
        await self.happens("silence", silence.lock_silent(house, self.bench.now, everybody=True))
        for loop in (waiting.sweep, codes.sweep, apart.sweep):
            await self.happens("sweep", loop(house, self.bench.now))

    async def restart(self) -> None:
        """The program begins anew on the same rows, with its first look at everybody."""
        self.bench.house = build(self.store, self.book).house
        await self.later(1)

    async def alarm(self) -> None:
        """Something of ours failed: the operators hear of it."""
        house, now = self.bench.house, self.bench.now
        await self.happens("alarm", alarms.sends_put_aside(house, 2, now))
        await self.happens("alarm", alarms.deletions_missed(house, 3, now))
        foreign: dict[str, Any] = {"message": {"chat": {"id": DESK, "type": "supergroup"}, "from": {"id": 5}}}
        await self.happens("alarm", alarms.update_put_aside(house, foreign, self.bench.work()))

    async def desk(self, name: str, act: Callable[[Turn, Case], Awaitable[Any]]) -> None:
        """An operator does something with each open case there is."""
        house = self.bench.house
        cases = [case for life in self.lives.values() for case in await life.phone.cases()]
        for case in cases:
            await codes.finish(house, case.id, self.bench.now)

        async def unit(tx: Tx) -> None:
            turn = Turn(house, tx, self.bench.work())
            for case in cases:
                if (newest := await turn.case(case.id)) is not None and newest.hot:
                    await act(turn, newest)

        await self.happens(name, house.database.transact(unit))

    async def take(self) -> None:
        """An operator takes what is new."""
        await self.desk("take", lambda turn, case: take_case(turn, case, OLGA))

    async def answer(self) -> None:
        """An operator answers."""
        self.said += 1
        words = Said(chat=DESK, user=5, message=1_000 + self.said, text="Мы вас слышим.")
        await self.desk("answer", lambda turn, case: answering.to_person(turn, case, words))

    async def correct(self) -> None:
        """An operator changes his answer."""
        house = self.bench.house
        words = Said(chat=DESK, user=5, message=1_000 + self.said, text="Иначе.", edited=True)

        async def act(turn: Turn, case: Case) -> None:
            for post in await house.posts.by_source(turn.tx, DESK, words.message):
                if post.case == case.id:
                    await rewording.reworded(turn, case, words, post)

        await self.desk("correct", act)

    async def close(self) -> None:
        """An operator closes."""
        await self.desk("close", lambda turn, case: case_desk.close(turn, case, "answered"))

    async def anything(self) -> None:
        """One thing of all that can happen."""
        dice, writers = self.dice, [life for life in self.lives.values() if life.wrote]
        life = dice.choice(writers)
        match dice.randrange(14):
            case 0:
                await self.later(dice.choice(SPANS))
            case 1:
                await self.take()
            case 2:
                await self.answer()
            case 3:
                await self.correct()
            case 4:
                await dice.choice([self.close, self.alarm, self.restart])()
            case 5:
                said = dice.choice(LEAVES)
                await self.acts(life, said, life.phone.writes(said))
            case 6:
                await dice.choice([self.asks, self.calls, self.asks])(life)
            case 7 if dice.random() < 0.3:
                await self.erases(life)
            case _:
                await self.person(life)


def staged(store: Store, book: Book, seed: int) -> Stage:
    """A line with two who write, and one who never does."""
    promised = book.project.desk.model_copy(update={"promise_hours": 2})
    book = replace(book, project=book.project.model_copy(update={"desk": promised}))
    stage = Stage(build(store, book), store, book, random.Random(seed))
    for chat in (100, 200):
        stage.add(chat).wrote = True
    stage.add(300)
    assert stage.bench.house.line.bot == BOT
    return stage
