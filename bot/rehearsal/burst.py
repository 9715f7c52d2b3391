"""A burst: many people write within some minutes, go on a little, and read what they are answered."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.rehearsal.acts import ActError
from bot.rehearsal.control import do
from bot.rehearsal.crowd import Deed, Part, crowd
from bot.rehearsal.hand import Cast, Hand, face, holding

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.rehearsal.board import Board

MOST_PEOPLE: Final = 500
MOST_MINUTES: Final = 120.0
MOST_SCREENS: Final = 16
PATIENCE: Final = 120.0
"""Seconds for one screen: a bot that starts, a slow network, or many at once take their time."""
READING_SECONDS: Final = 900.0
"""How long after his case went off somebody still reads answers."""
PICTURE: Final = Path(__file__).with_name("page") / "evening.jpg"
PLIGHT: Final = "plight-afraid"
NEVER: Final = (
    "back",
    "home",
    "why",
    "exit",
    "wipe",
    "to-summary",
    "finish",
    "now",
    "crisis",
    "minor",
    "skip",
    "words",
)


@dataclass
class Burst:
    """At most one burst at a time. `quick` leaves out every wait of a person, for tests."""

    cast: Cast
    board: Board
    quick: bool = False
    sent: int = 0
    _parts: list[Part] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None
    _readers: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def running(self) -> bool:
        """Whether people are still to begin or to send their case."""
        return self._task is not None and not self._task.done()

    async def start(self, count: int, minutes: float, seed: int) -> None:
        """Begin anew; what still ran is stopped. Raises ValueError for a number that makes no sense."""
        if not (1 <= count <= MOST_PEOPLE and 0 <= minutes <= MOST_MINUTES and seed >= 0):
            msg = f"A burst takes 1 to {MOST_PEOPLE} people and 0 to {MOST_MINUTES:g} minutes"
            raise ValueError(msg)
        await self.stop()
        self.sent, self._parts = 0, crowd(count, seed)
        self._task = asyncio.create_task(self._run(minutes * 60), name="burst")
        self._show()

    async def stop(self) -> None:
        """Nobody begins or goes on any more; what was sent stays sent."""
        tasks = [*self._readers, *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._readers.clear()
        if self._parts:
            self._show()

    async def ended(self) -> None:
        """Wait until everybody has sent his case, or given up."""
        if self._task is not None:
            await self._task

    async def _run(self, seconds: float) -> None:
        await self.cast.bot.start()
        async with asyncio.TaskGroup() as group:
            for part in self._parts:
                group.create_task(self._live(part, seconds * part.moment))
        asyncio.get_running_loop().call_soon(self._show)

    async def _live(self, part: Part, after: float) -> None:
        """One person, from his first press to his last. One who gets stuck gives up, as people do."""
        await asyncio.sleep(after)
        act = {"act": "add_user", "language": part.language, "crowd": True}
        user = self.cast.world.users[do(self.cast.world, act)["user"]]
        person = _Person(
            Hand(cast=self.cast, user=user, language=part.language, patience=PATIENCE), part, 0.0 if self.quick else 1.0
        )
        with suppress(TimeoutError, ActError):
            await person.sends_his_case()
            self.sent += 1
            self._show()
            reading = asyncio.create_task(person.goes_on(), name="a person of the burst")
            self._readers.add(reading)
            reading.add_done_callback(self._readers.discard)

    def _show(self) -> None:
        urgent = sum(part.urgent for part in self._parts)
        shown = {"sent": self.sent, "count": len(self._parts), "urgent": urgent, "running": self.running}
        self.board.put("burst", shown)


class _Person:
    """Somebody with a phone. `pace` stretches his own waits."""

    def __init__(self, hand: Hand, part: Part, pace: float) -> None:
        self.hand = hand
        self.part = part
        self.pace = pace
        self.dice = random.Random(part.seed)  # noqa: S311 - a play, no secret

    async def sends_his_case(self) -> None:
        self.hand.cast.world.start(self.hand.user)
        if self.part.urgent:
            await self.hand.press("button-now")
            await self._writes(self.part.words)
        elif self.part.asks:
            await self._asks()
        else:
            await self._applies()

    async def goes_on(self) -> None:
        """Do what he is one to do, then read what comes."""
        with suppress(TimeoutError, ActError):
            await self._rests(4, 20)
            await self._does(self.part.deed)
            async with asyncio.timeout(READING_SECONDS):
                while self.part.deed is not Deed.BLOCK:
                    await self._reads()

    async def _does(self, deed: Deed) -> None:
        world, user = self.hand.cast.world, self.hand.user
        deeds: Mapping[Deed, Callable[[], object]] = {
            Deed.AGAIN: partial(world.say, user, None, self.part.later),
            Deed.PHOTO: partial(world.send, user, None, world.store("photo", PICTURE.read_bytes(), "image/jpeg")),
            Deed.VOICE: partial(world.voice, user),
            Deed.BLOCK: partial(world.block, user),
        }
        deeds.get(deed, list)()

    async def _reads(self) -> None:
        """Press Read when an answer waits; now and then write back."""
        label = self.hand.cast.texts.plain(self.hand.language, "button-read")
        await self.hand.cast.world.until(lambda: holding(self.hand.messages(), label), READING_SECONDS)
        await self._rests(3, 25)
        with suppress(ActError):
            await self.hand.press("button-read")
        await self.hand.until(lambda: not holding(self.hand.messages(), label), "what was to be read")
        if self.dice.random() < 0.4:  # noqa: PLR2004 - a share
            await self._rests(3, 15)
            await self._writes(self.part.later)

    async def _asks(self) -> None:
        plight = (PLIGHT,) if self.part.door == "relative" else ()
        for key in (f"door-{self.part.door}", *plight, "button-ask"):
            await self._goes_through(key)
        await self._writes(self.part.words)

    async def _applies(self) -> None:
        for key in (f"door-{self.part.door}", "button-apply"):
            await self._goes_through(key)
        send = self._label("send")
        for _ in range(MOST_SCREENS):
            await self.hand.until(lambda: self.hand.messages()[-1:] and self.hand.messages()[-1].buttons, "a screen")
            if holding(self.hand.messages()[-1:], send):
                break
            await self._next(self._answer)
        await self.hand.press("button-send")
        await self.hand.press("button-send-now")
        await self.hand.press("button-learned")

    async def _answer(self) -> None:
        """Press one of the answers on the screen, or skip the question; from what is no question go back."""
        newest = self.hand.messages()[-1]
        never = {self._label(name) for name in NEVER} | {self._said(key) for key in self._turns()}
        answers = [key for row in newest.buttons for key in row if key["text"] not in never]
        if not holding([newest], self._label("skip")):
            await self.hand.choose(("button-next", "button-back"))
        elif answers and self.dice.random() < 0.85:  # noqa: PLR2004 - a share
            self.hand.cast.world.tap(self.hand.user, newest, self.dice.choice(answers)["text"])
        else:
            await self.hand.press("button-skip")

    async def _goes_through(self, key: str) -> None:
        """Wait for a button, press it, and wait for what it leads to."""
        label = self._said(key)
        await self.hand.until(lambda: holding(self.hand.messages()[-1:], label), key)
        await self._next(partial(self.hand.press, key))

    async def _next(self, act: Callable[[], Awaitable[None]]) -> None:
        await self._rests(0.5, 3)
        before = face(self.hand.messages())
        await act()
        await self.hand.until(lambda: face(self.hand.messages()) != before, "the next screen")

    async def _writes(self, words: str) -> None:
        """Write, and wait until the bot did something with it."""
        await self._rests(1, 4)
        said = await self.hand.type(words)
        await self.hand.until(lambda: self.hand.messages()[-1].id != said.id, "a sign that it was read")

    async def _rests(self, least: float, most: float) -> None:
        await asyncio.sleep(self.dice.uniform(least, most) * self.pace)

    def _turns(self) -> list[str]:
        """Answers that make a case urgent, or end the form: who is to be urgent is settled already."""
        keys = [f"flow-{self.part.door}-{name}" for name in ("safe-no", "health-urgent")]
        return [key for key in keys if key in self.hand.cast.texts.keys(self.hand.language)]

    def _label(self, name: str) -> str:
        return self._said(f"button-{name}")

    def _said(self, key: str) -> str:
        return self.hand.cast.texts.plain(self.hand.language, key)
