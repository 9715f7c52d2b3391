"""Long works beside people who write: of the units of one, never two wait for the writer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from storage import age, moving_beside, resealing
from storage.cases import NewCase
from storage.moving import Mover
from storage.resealing import seal_all

from .conftest import NOW, Store
from .test_moves import keeper_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Database, Tx

T = TypeVar("T")
DAY = 86_400
NEW = NewCase(kind="question", door="d", language="en", bot=1, chat=5, check_word="oak")


@dataclass
class Counting:
    """A database that knows how many of its units waited at once, at most."""

    database: Database
    units: int = 0
    waiting: int = 0
    most: int = 0

    async def transact(self, unit: Callable[[Tx], Awaitable[T]]) -> T:
        self.units, self.waiting = self.units + 1, self.waiting + 1
        self.most = max(self.most, self.waiting)
        try:
            return await self.database.transact(unit)
        finally:
            self.waiting -= 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)


@pytest.fixture
async def counting(store: Store, monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Eight hot cases; processes of their own are begun for the first, and pages are short."""
    for room, name, value in (
        (moving_beside, "FEW", 1),
        (moving_beside, "PAGE", 2),
        (moving_beside, "FINDS", 5),
        (resealing, "FEW", 0),
        (resealing, "_AT_ONCE", 2),
    ):
        monkeypatch.setattr(room, name, value)
    for number in range(8):
        await store(partial(store.cases.open, new=replace(NEW, chat=5 + number), now=NOW))
    return Counting(store.database)


async def test_of_a_nightly_move_one_unit_at_most_waits_for_the_writer(counting: Counting, store: Store) -> None:
    await (await keeper_of(store)).make(now=NOW + DAY)
    moved = await Mover(vault=store.vault).everything(counting, now=NOW + DAY)
    assert (moved.moved >= 8, moved.given_up) == (True, False)
    assert (counting.units > 8, counting.most) == (True, 1)


async def test_of_a_sealing_to_other_operators_one_unit_at_most_waits_for_the_writer(
    counting: Counting, store: Store
) -> None:
    store.cases.seal_to((age.new_identity().recipient,))
    told: list[int] = []
    await seal_all(counting, store.cases, told.append)
    assert (sum(told), counting.units > 8, counting.most) == (8, True, 1)
