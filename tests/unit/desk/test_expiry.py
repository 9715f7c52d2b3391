"""The day an answer expires on comes while the line is open: it is marked without a restart, and only once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.desk.house import Line, Shelf
from bot.desk.talks import expiry
from bot.logs import Event
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.flows.model import Book

FAR = 32_503_680_000


class House:
    """As much of a house as this use case touches."""

    def __init__(self, book: Book) -> None:
        self.shelf = Shelf(book, Line(bot=1, username="bot", chat=-1, forum=True))
        self.database = self

    @property
    def book(self) -> Book:
        return self.shelf.book

    async def transact(self, unit: Callable[[Any], Awaitable[None]]) -> None:
        await unit(self)

    async def one(self, query: str) -> None:
        """No other unit may be under way while the content changes."""
        assert query == "alone"


async def test_an_answer_expires_while_the_line_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[Any] = []
    monkeypatch.setattr(expiry, "note", lambda event, **numbers: noted.append((event, numbers)))
    house = House(replace(shipped(), expired=frozenset()))
    await expiry.mark_expired(cast("Any", house), 0)
    assert (house.book.expired, noted) == (frozenset(), [])
    for _ in range(2):
        await expiry.mark_expired(cast("Any", house), FAR)
    assert house.book.expired == set(house.book.answers)
    assert noted == [(Event.CONTENT_EXPIRED, {"count": len(house.book.answers)})]
