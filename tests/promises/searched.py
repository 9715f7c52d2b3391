"""The states an account can be in when it is locked, the ways it is locked, and what an officer tries then."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.desk.casework import cases as case_desk
from bot.desk.casework.taking import take_case
from bot.desk.codes import codes
from bot.desk.house import Turn
from bot.desk.talks import silence
from bot.desk.words import answering
from bot.messages import Media, Said
from storage.people import Operator
from tests.promises.officer import HALF_AN_HOUR, Bench, Phone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Tx

PIN: Final = "4711"
GONE: Final = 1_000_000
STALE: Final = 2**31 + 5
MANY: Final = 30
COMMANDS: Final = ("/start", "/help", "/language", "/privacy", "/cancel", "/clear", "/delete", "/stop", "/start again")
TEXTS: Final = (
    "что будет с моей семьёй",
    "не хочу больше жить",
    "вы все твари",
    "в меня стреляют, помогите",
    "мне 16 лет",
    "2",
    "15",
    "0000",
    "190875",
    "123456789",
    "да",
    "адвокат биржа ворона грамота дерево",
    "В начало",
    "У меня есть пять слов",
)
MEDIA: Final = (
    Media(kind="photo", file_id="f"),
    Media(kind="voice", file_id="f"),
    Media(kind="location", latitude=1.0, longitude=2.0),
    Media(kind="video", file_id="f"),
)


def said(phone: Phone, key: str) -> str:
    return phone.bench.house.texts.plain(phone.language, key)


async def press(phone: Phone, *keys: str) -> None:
    for key in keys:
        await phone.presses(said(phone, key))


async def half_a_draft(phone: Phone) -> None:
    await phone.writes("/start")
    await press(phone, "door-soldier", "button-apply", "flow-soldier-safe-yes")


async def summary(phone: Phone) -> None:
    await half_a_draft(phone)
    await press(phone, "button-finish")


async def chooses_a_pin(phone: Phone) -> None:
    await phone.writes("/privacy")
    await press(phone, "button-pin")
    await phone.writes(PIN)
    await phone.writes(PIN)


async def draft_with_pin(phone: Phone) -> None:
    await half_a_draft(phone)
    await chooses_a_pin(phone)


async def summary_with_pin(phone: Phone) -> None:
    await summary(phone)
    await press(phone, "button-pin")
    await phone.writes(PIN)
    await phone.writes(PIN)


async def held_with_pin(phone: Phone) -> None:
    await phone.writes("когда это кончится и что мне делать")
    await chooses_a_pin(phone)
    await press(phone, "button-back")


async def question_with_pin(phone: Phone) -> None:
    await phone.writes("когда это кончится и что мне делать")
    await press(phone, "button-ask-send")
    await chooses_a_pin(phone)


async def crisis_with_pin(phone: Phone) -> None:
    await phone.writes("не хочу больше жить")
    await chooses_a_pin(phone)


async def new_case(phone: Phone) -> None:
    await summary(phone)
    await press(phone, "button-send-now")


async def learned(phone: Phone) -> None:
    await new_case(phone)
    await press(phone, "button-learned")


async def leads_a_group(phone: Phone) -> None:
    await phone.writes("/start")
    await press(phone, "door-soldier", "topic-how", "answer-group-title", "button-group", "button-begin-group")
    await phone.writes("5")
    await press(phone, "button-finish", "button-send-now", "button-group")


async def in_another_language(phone: Phone) -> None:
    await new_case(phone)
    await press(phone, "button-home", "language-name-uk")


async def talked(phone: Phone) -> None:
    await learned(phone)
    await phone.writes("пишу дальше, прочтите")
    await phone.writes(media=Media(kind="voice", file_id="f"))


async def taken_case(phone: Phone) -> None:
    await learned(phone)
    await take(phone)


async def answered_case(phone: Phone) -> None:
    await taken_case(phone)
    await answer(phone)


async def closed_case(phone: Phone) -> None:
    await answered_case(phone)
    await close(phone)


STATES: Final[dict[str, Callable[[Phone], Awaitable[None]]]] = {
    "a draft half way, with a PIN": draft_with_pin,
    "the summary, with a PIN": summary_with_pin,
    "a held question, with a PIN": held_with_pin,
    "a question, with a PIN": question_with_pin,
    "a crisis, with a PIN": crisis_with_pin,
    "a new case": new_case,
    "words learned": learned,
    "another language": in_another_language,
    "a case he wrote into": talked,
    "a case that was taken": taken_case,
    "an unread answer": answered_case,
    "a closed case": closed_case,
    "a group's leader": leads_a_group,
}


async def at_desk(phone: Phone, act: Callable[[Turn, Any], Awaitable[Any]]) -> None:
    """An operator does something with every open case of this phone; what it makes the bot do in its chat is noted."""
    bench = phone.bench
    for case in await phone.cases():
        await codes.finish(bench.house, case.id, bench.now)
    phone.calls, phone.came = [], 0

    async def unit(tx: Tx) -> None:
        turn = Turn(bench.house, tx, bench.work())
        for case in await bench.house.cases.of_person(tx, bot=bench.house.line.bot, chat=phone.chat):
            await act(turn, case)

    await bench.house.database.transact(unit)
    await bench.deliver()


async def take(phone: Phone) -> None:
    await at_desk(phone, lambda turn, case: take_case(turn, case, Operator(id=b"o" * 16, user=5, name="Olga")))


async def answer(phone: Phone) -> None:
    words = Said(chat=phone.bench.house.line.chat, user=5, message=77, text="Мы вас слышим.")
    await at_desk(phone, lambda turn, case: answering.to_person(turn, case, words))


async def close(phone: Phone) -> None:
    await at_desk(phone, lambda turn, case: case_desk.close(turn, case, "answered"))


async def clear(*phones: Phone) -> None:
    for phone in phones:
        await phone.writes("/clear")


async def leave(*phones: Phone) -> None:
    for phone in phones:
        await phone.does("exit")


async def fall_silent(*phones: Phone) -> None:
    bench = phones[0].bench
    bench.now += HALF_AN_HOUR + 1
    await silence.lock_silent(bench.house, bench.now, everybody=True)
    await bench.deliver()


async def before_anybody_looks(*phones: Phone) -> None:
    """Half an hour is over, and the bot's own look at the clock did not come yet."""
    phones[0].bench.now += HALF_AN_HOUR + 1
    for phone in phones:
        await phone.writes("/start")


LOCKS: Final[dict[str, Callable[..., Awaitable[None]]]] = {
    "clear": clear,
    "exit": leave,
    "silence": fall_silent,
    "late look": before_anybody_looks,
}


@dataclass
class Officer:
    """He holds a locked phone and, for comparison, a stranger's; does the same on both and compares."""

    locked: Phone
    stranger: Phone
    old: list[tuple[str, int, int]]
    dice: random.Random

    async def searches(self, steps: int = MANY) -> None:
        """Try whatever comes to mind."""
        for _ in range(steps):
            await self.dice.choice([self.button, self.button, self.button, self.old_button, self.text, self.odd])()

    async def same(self, what: str, one: Awaitable[Any], other: Awaitable[Any]) -> None:
        """Both phones answered alike, in the same calls, for the same work, and look alike."""
        bench = self.locked.bench
        before = bench.cooked
        mine, cost = await one, bench.cooked - before
        theirs, price = await other, bench.cooked - before - cost
        assert mine == theirs, f"{what}\n{mine}\n{theirs}"
        assert cost == price, what
        assert await self.locked.plainly() == await self.stranger.plainly(), what

    async def button(self) -> None:
        """A button of what stands there now; erasing everything is left for the end."""
        newest = max((m for m, (_, keys) in self.stranger.messages.items() if keys), default=None)
        mine = max((m for m, (_, keys) in self.locked.messages.items() if keys), default=None)
        if newest is None or mine is None:
            assert newest == mine
            return
        at = self.dice.randrange(len(self.stranger.messages[newest][1]))
        label, data = self.stranger.messages[newest][1][at]
        if label in {self.erasing(language) for language in ("en", "ru", "uk")}:
            return
        my_data = self.locked.messages[mine][1][at][1]
        await self.same(label, self.locked.taps(mine, my_data), self.stranger.taps(newest, data))

    def erasing(self, language: str) -> str:
        return self.locked.bench.house.texts.plain(language, "button-delete-yes")

    async def old_button(self) -> None:
        """A button from before, on the screen as a slow phone still shows it, or on a message that is gone."""
        action, rev, message = self.dice.choice(self.old)
        screen = max((m for m, (_, keys) in self.locked.messages.items() if keys), default=None)
        other = max((m for m, (_, keys) in self.stranger.messages.items() if keys), default=GONE)
        mine, theirs = (message, other) if message == screen else (GONE, GONE)
        data, strangers = self.locked.sealed(action, rev), self.stranger.sealed(action, STALE)
        await self.same(action, self.locked.taps(mine, data), self.stranger.taps(theirs, strangers))

    async def text(self) -> None:
        said_ = self.dice.choice(TEXTS + COMMANDS)
        await self.same(said_, self.locked.writes(said_), self.stranger.writes(said_))

    async def odd(self) -> None:
        """A medium, a file, a reply to what stood there, a change of what he wrote once, a forged button."""
        old = self.dice.choice(self.old)[2]
        match self.dice.randrange(5):
            case 0:
                media = self.dice.choice(MEDIA)
                await self.same(media.kind, self.locked.writes(media=media), self.stranger.writes(media=media))
            case 1:
                await self.same(
                    "file", self.locked.writes(refused="document"), self.stranger.writes(refused="document")
                )
            case 2:
                mine, theirs = (phone.writes("а это что", reply_to=number) for phone, number in self._each(old))
                await self.same("reply", mine, theirs)
            case 3:
                mine, theirs = (phone.changes(number, "передумал") for phone, number in self._each(old))
                await self.same("edit", mine, theirs)
            case _:
                await self.same("forged", self.locked.taps(GONE, "AAAA"), self.stranger.taps(GONE, "AAAA"))

    def _each(self, old: int) -> tuple[tuple[Phone, int], tuple[Phone, int]]:
        return (self.locked, old if old not in self.locked.messages else GONE), (self.stranger, GONE)


async def searched(bench: Bench, chat: int, state: str, lock: str, *, language: str = "ru") -> Officer:
    """A phone in this state, locked this way, and a stranger's beside it."""
    phone, stranger = bench.phone(chat, language), bench.phone(chat + 1, language)
    await STATES[state](phone)
    old = await phone.buttons()
    await stranger.writes("/start")
    await LOCKS[lock](phone, stranger)
    return Officer(phone, stranger, old, random.Random(f"{state}{lock}"))
