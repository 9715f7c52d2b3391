"""Over any order of taking, answering, silence, coming and going: whoever waits is told of until somebody takes him.

And no case is with an operator who is off shift. Real rows and the real desk; the clock and Telegram are played.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.desk import access
from bot.desk.duty import off_shift, reminders, watching
from bot.desk.house import Turn
from bot.desk.words.relay import answered_last
from tests.promises.officer import DESK
from tests.storage.conftest import data, database, folder, keyring, path, store, template
from tests.switched import shipped
from tests.unit.desk.watch import NAMES, PERSON, Room, room

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.cases import Case
    from storage.database import Tx
    from tests.storage.conftest import Store

__all__ = ["data", "database", "folder", "keyring", "path", "store", "template"]

ACTS: Final = 30
PEOPLE: Final = 4
MINUTE: Final = 60
HOUR: Final = 3_600


class Afternoon:
    """Whatever may happen at a desk, drawn by chance."""

    def __init__(self, line: Room, seed: int) -> None:
        self.line, self.chance = line, random.Random(seed)
        self.cases: dict[int, Case] = {}
        self.first = PERSON + seed * 100

    async def happens(self) -> None:
        """One thing, drawn by chance; some days nothing fits and time passes."""
        acts: list[tuple[int, Callable[[], Awaitable[Any]]]] = [
            (3, self.asks),
            (3, self.speaks),
            (1, self.calls),
            (4, self.takes),
            (4, self.answers),
            (2, self.goes),
            (1, self.comes),
            (1, self.leaves),
            (5, self.passes),
        ]
        act = self.chance.choices([act for _, act in acts], [often for often, _ in acts])[0]
        await act()
        await self.holds()

    def someone(self) -> int:
        return self.chance.choice(list(NAMES))

    def a_case(self) -> Case | None:
        return self.chance.choice(list(self.cases.values())) if self.cases else None

    async def asks(self) -> None:
        if len(self.cases) < PEOPLE:
            chat = self.first + len(self.cases)
            self.cases[chat] = await self.line.asks(chat)

    async def speaks(self) -> None:
        if self.cases:
            await self.line.speaks(self.line.phones[self.chance.choice(list(self.cases))])

    async def calls(self) -> None:
        if self.cases:
            chat = self.chance.choice(list(self.cases))
            await self.line.speaks(self.line.phones[chat], "a drone is above me")

    async def takes(self) -> None:
        if case := self.a_case():
            await self.line.takes(case, self.someone())

    async def answers(self) -> None:
        if case := self.a_case():
            await self.line.answers(case, user=self.someone())

    async def goes(self) -> None:
        await self.line.writes(self.someone(), "/shift out")

    async def comes(self) -> None:
        await self.line.writes(self.someone(), "/shift in")

    async def leaves(self) -> None:
        await access.left(self.line.house, DESK, self.someone(), self.line.work())
        await self.line.deliver()

    async def passes(self) -> None:
        await self.line.runs(self.chance.choice((3, 12, 35, 400)) * MINUTE, step=5 * MINUTE)

    async def holds(self) -> None:
        """Nobody's case is with who is off; whoever waits has somebody who will be told of him."""
        shifts = {shift.user for shift in await self.line.house.database.transact(self.line.house.shifts.all)}
        for known in self.cases.values():
            case = await self.line.case(known.id)
            assert case.taker is None or case.taker in shifts, f"{case.alias} is with somebody who is off"
            if await self.owed(case):
                kinds = {watch.kind for watch in await self.line.watched(case)}
                assert kinds & {watching.REMIND, watching.ANSWER, "call"}, f"{case.alias} is forgotten: {case.state}"

    async def owed(self, case: Case) -> bool:
        """Whether the last word is the person's."""
        house = self.line.house

        async def unit(tx: Tx) -> bool:
            return not await answered_last(Turn(house, tx, self.line.work()), case)

        return case.state in {"new", "taken"} and await house.database.transact(unit)

    async def ends(self) -> None:
        """Nobody does anything any more: everybody who waits is named, again and again."""
        await self.line.runs(2 * HOUR, step=2 * MINUTE)
        for _ in range(2):
            before = len(self.line.told)
            await self.line.runs(70 * MINUTE, step=2 * MINUTE)
            named = " ".join(self.line.told[before:])
            for known in self.cases.values():
                if await self.owed(case := await self.line.case(known.id)):
                    assert case.state == "new", f"{case.alias} stays with a silent operator"
                    assert case.alias in named, f"nobody hears of {case.alias}"


async def play(line: Room, seed: int) -> None:
    afternoon = Afternoon(line, seed)
    for _ in range(ACTS):
        await afternoon.happens()
    await afternoon.ends()


@pytest.fixture
def line(store: Store) -> Room:
    return room(store, shipped())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 13))
async def test_whoever_waits_is_told_of_until_somebody_takes_him(line: Room, seed: int) -> None:
    await play(line, seed)


async def test_one_afternoon(line: Room) -> None:
    await play(line, 0)


async def several(line: Room) -> None:
    for seed in range(1, 6):
        await play(line, seed)


async def nothing(*_: Any, **__: Any) -> int:
    return 0


FAULTS: Final = {
    "a person writes and nobody watches": (watching, "spoke", "forgotten"),
    "who goes off keeps his cases": (off_shift, "hand_over_all", "is off"),
    "nobody is told a second time": (reminders, "_tell_desk", "nobody hears"),
    "a silent operator keeps his case": (reminders, "give_back", "silent|forgotten|nobody"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
async def test_a_planted_fault_is_seen(line: Room, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, what, seen = FAULTS[name]
    if what == "give_back":

        async def kept(_turn: Any, case: Case, *_: Any, **__: Any) -> Case:
            return case

        monkeypatch.setattr(where, what, kept)
    else:
        monkeypatch.setattr(where, what, nothing)
    with pytest.raises(AssertionError, match=seen):
        await several(line)
