"""Reminders where rooms are private: the silent operator hears of it in his own chat, the group gets the case back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.house import Shelf
from tests.promises.officer import build
from tests.unit.desk.watch import Room

if TYPE_CHECKING:
    from bot.flows.model import Book
    from tests.storage.conftest import Store

MINUTE = 60
OLGA = 5


async def test_a_silent_operators_private_room_goes_and_the_case_is_everybodys(store: Store, book: Book) -> None:
    bench = build(store, book)
    shelf = Shelf(book, replace(bench.house.line, private=True))
    line = Room(replace(bench.house, shelf=shelf), store=store, supervisors=bench.supervisors)
    await line.starts()
    case = await line.asks()
    await line.takes(case)
    assert (await line.case(case.id)).seat == OLGA
    before = len(line.told)
    await line.runs(22 * MINUTE)
    assert line.shows("has waited")
    assert not any("has waited" in text for text in line.told[before:])
    await line.runs(11 * MINUTE)
    free = await line.case(case.id)
    assert (free.state, free.taker, free.seat) == ("new", None, 0)
    assert line.shows("is everybody's again")
    assert line.told_of(case) == 1
