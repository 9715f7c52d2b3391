"""2,000 open cases: what a Start and the end of a shift read of them, and for how long the one writer is held.

`pytest -m slow -s tests/unit/desk/test_many_hot.py` prints the milliseconds (docs/PERFORMANCE.md).
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest

from bot.desk.casework import rooms
from bot.desk.duty import off_shift
from bot.desk.house import Turn
from bot.desk.showing import digest
from storage.cases import NewCase
from tests.promises.officer import DESK
from tests.unit.desk.watch import room

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.flows.model import Book
    from storage.database import Tx
    from tests.storage.conftest import Store

Found = TypeVar("Found")
CASES, AT_ONCE, HIS, OLGA = 2_000, 100, 20, 5

pytestmark = [pytest.mark.slow]


async def test_a_start_and_the_end_of_a_shift_among_many_open_cases(store: Store, book: Book) -> None:
    line = room(store, book)
    house = line.house

    async def more(tx: Tx) -> None:
        for number in range(AT_ONCE):
            new = NewCase(kind="application", door="soldier", language="ru", bot=house.line.bot, chat=10_000 + number)
            case = await house.cases.open(tx, new, now=line.now)
            await house.cases.save(tx, replace(case, desk=DESK, card=house.new_post()))

    async def his(tx: Tx) -> None:
        for case in (await house.cases.hot(tx))[:HIS]:
            await house.cases.take(tx, case.id, taker=OLGA, name="Olga")

    async def held(what: str, work: Callable[[Turn], Awaitable[Found]]) -> Found:
        async def unit(tx: Tx) -> Found:
            began = time.perf_counter()
            found = await work(Turn(house, tx, line.work()))
            print(f"{what}: {(time.perf_counter() - began) * 1_000:.0f} ms")  # noqa: T201 - the figures are what it is for
            return found

        return await house.database.transact(unit)

    for _ in range(CASES // AT_ONCE):
        await house.database.transact(more)
    await house.database.transact(his)
    assert await held("Start, its rooms", lambda turn: rooms.at(turn, OLGA)) == []
    queue = await held("the digest", lambda turn: digest.queue_of(turn, DESK))
    assert (queue.new, queue.taken) == (CASES - HIS, {"Olga": HIS})
    assert await held("20 cases handed over", lambda turn: off_shift.hand_over_all(turn, OLGA)) == HIS
    assert (await held("the digest again", lambda turn: digest.queue_of(turn, DESK))).new == CASES
