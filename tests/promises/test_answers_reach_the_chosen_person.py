"""Whatever is merged, separated, handed over or assigned, in any order: an answer reaches whom its room names.

A model that knows nothing of the rows says whose phone each answer is for; at the end every man reads what he has. An
answer that came to another phone, or to none, or to two, fails.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.desk.casework import merged, working
from bot.desk.group import REPLIED_ROLES
from bot.desk.showing.cards import SEPARATE, TAKE
from tests.promises.searched import said as label
from tests.promises.together import Model
from tests.storage.conftest import data, database, folder, keyring, path, store, template  # noqa: F401 - fixtures
from tests.switched import shipped
from tests.unit.desk.desk_work import PETRO, Desk
from tests.unit.desk.wire import OLGA, wired

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.desk.house import Turn
    from bot.flows.model import Book
    from storage.cases import Case
    from tests.promises.officer import Phone
    from tests.storage.conftest import Store

MEN = 3
STEPS = 40
SEEDS = (0, 3, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 4, 5)))


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


@dataclass
class Walk:
    """A desk, some men, and what a random operator does."""

    desk: Desk
    chance: random.Random
    model: Model = field(default_factory=Model)
    phones: list[Phone] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    wanted: dict[str, int] = field(default_factory=dict)

    async def begins(self) -> None:
        for number in range(MEN):
            phone, case = await self.desk.begins(4_500 + number)
            self.phones.append(phone)
            self.cases.append(case)
            self.desk.wire.now += 3_600

    @property
    def by(self) -> int:
        return self.chance.choice((OLGA, PETRO))

    @property
    def any_one(self) -> int:
        return self.chance.randrange(MEN)

    async def presses(self, letter: str, one: int, reference: bytes | None = None) -> None:
        card = await self.desk.post(self.cases[one].card)
        await self.desk.press(letter, reference or self.cases[one].id, on=card, by=self.by)

    async def takes(self) -> None:
        await self.presses(TAKE, self.any_one)

    async def hands_over(self) -> None:
        await self.presses(working.HAND, self.any_one)

    async def puts_aside(self) -> None:
        await self.presses(working.ASIDE, self.any_one)

    async def lets_sleep(self) -> None:
        await self.presses(working.SLEEP, self.any_one, b"half-hour".ljust(16))

    async def assigns(self) -> None:
        to = await self.desk.knows(self.by)
        await self.presses(working.GIVE, self.any_one, to.id)

    async def person_writes(self) -> None:
        await self.phones[self.any_one].writes(f"слово {self.chance.randrange(10**6)}")

    async def merges(self) -> None:
        one, other = self.any_one, self.any_one
        heard = self.chance.choice((one, other))
        await self.presses(working.JOIN if heard == one else working.HEARD, one, self.cases[other].id)
        together = self.model.root(one) == self.model.root(other)
        if together and heard != one:
            self.model.hear(self.model.root(one), other)
        elif not together and one not in self.model.into and other not in self.model.into:
            self.model.merge(one, other, heard)

    async def separates(self) -> None:
        one = self.any_one
        await self.presses(SEPARATE, one)
        if one in self.model.into:
            self.model.separate(one)

    async def answers(self) -> None:
        """A reply to any message of any case that goes to a person, wherever it stands."""
        one = self.any_one
        posts = [post for post in await self.desk.posts(self.cases[one]) if post.role in REPLIED_ROLES and post.message]
        text = f"answer{len(self.wanted)}"
        self.wanted[text] = self.model.target(one)
        await self.desk.says(text, to=self.chance.choice(posts), by=self.by)

    async def goes(self) -> None:
        acts: list[Callable[[], Awaitable[None]]] = [
            *(self.takes, self.hands_over, self.puts_aside, self.lets_sleep, self.assigns, self.person_writes),
            *(self.merges, self.merges, self.separates, self.answers, self.answers, self.answers),
        ]
        for _ in range(STEPS):
            await self.chance.choice(acts)()

    async def read(self) -> dict[str, set[int]]:
        """On whose phones each answer came to stand."""
        seen: dict[str, set[int]] = {text: set() for text in self.wanted}
        for number, phone in enumerate(self.phones):
            while any(said == label(phone, "button-read") for _, keys in phone.messages.values() for said, _ in keys):
                await phone.presses(label(phone, "button-read"))
                await self.desk.wire.deliver()
            stands = {line for words, _ in phone.messages.values() for line in words.splitlines()}
            for text in stands & seen.keys():
                seen[text].add(number)
        return seen


async def walked(store: Store, book: Book, seed: int) -> tuple[dict[str, int], dict[str, set[int]]]:  # noqa: F811
    walk = Walk(Desk(wired(store, book)), random.Random(seed))
    await walk.begins()
    await walk.goes()
    return walk.wanted, await walk.read()


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_answer_is_read_by_whom_the_room_names_and_by_nobody_else(
    store: Store,  # noqa: F811
    book: Book,
    seed: int,
) -> None:
    wanted, seen = await walked(store, book, seed)
    assert len(wanted) > STEPS // 10
    assert seen == {text: {one} for text, one in wanted.items()}


async def test_a_planted_fault_is_found(store: Store, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Where the choice is forgotten and answers go to the older case's person, the walk sees it."""

    async def forgetful(turn: Turn, case: Case) -> Case:
        return await merged.root(turn, case)

    monkeypatch.setattr(merged, "voice", forgetful)
    wanted, seen = await walked(store, book, 2)
    assert seen != {text: {one} for text, one in wanted.items()}
