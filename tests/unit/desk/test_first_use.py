"""An operator's first use: five points, ticked one by one, asked again until all are, and in nobody's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.desk.duty.first_use import POINTS, TICK
from tests.unit.desk.watch import Room, room

if TYPE_CHECKING:
    from bot.flows.model import Book
    from tests.storage.conftest import Store

OLGA = 5
ASKED = "Five things before you work"


@pytest.fixture
def line(store: Store, book: Book) -> Room:
    return room(store, book)


async def ticks(line: Room, point: str) -> None:
    """Olga presses a point beneath the newest list."""
    beneath = max(line.stands[OLGA])
    await line.presses(OLGA, TICK, point.encode().ljust(16, b"\0"), chat=OLGA, beneath=beneath)


async def test_the_first_start_asks_and_the_last_tick_thanks(line: Room) -> None:
    await line.writes(OLGA, "/start", private=True)
    assert line.shows(ASKED)
    for point in POINTS:
        assert line.shows(ASKED)
        await ticks(line, point)
    assert not line.shows(ASKED)
    assert line.shows("All done")
    await line.writes(OLGA, "/start", private=True)
    assert not line.shows(ASKED)


async def test_a_tick_is_taken_back_by_a_second_press(line: Room) -> None:
    await line.writes(OLGA, "/start", private=True)
    await ticks(line, "name")
    await ticks(line, "name")
    operator = await line.house.database.transact(
        lambda tx: line.house.operators.find(tx, chat=line.house.line.chat, user=OLGA)
    )
    assert operator is not None
    assert operator.ticked == ()


async def test_it_is_asked_again_with_the_next_shift_and_forbids_nothing(line: Room) -> None:
    await line.starts()
    case = await line.asks()
    await line.takes(case)
    assert (await line.case(case.id)).taker == OLGA
    assert line.shows(ASKED)
    line.stands.clear()
    await line.writes(OLGA, "/shift out")
    await line.writes(OLGA, "/shift in")
    assert not line.shows(ASKED)
    await line.writes(OLGA, "/shift out")
    line.now += 86_400
    await line.writes(OLGA, "/shift in")
    assert line.shows(ASKED)
