"""An answer that never arrives is told to those who have the case now, and to no chat that its room has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.desk import access
from tests.promises.officer import DESK
from tests.unit.desk.private import TARAS, PrivateWire, private_line
from tests.unit.desk.wire import CHAT, OLGA

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.cases import Case
    from tests.storage.conftest import Store

LOST = "did not arrive"
BLOCKED = (403, "Forbidden: bot was blocked by the user")


@pytest.fixture(params=[True, False], ids=["topics", "threads"])
async def line(request: pytest.FixtureRequest, store: Store, book: Book) -> PrivateWire:
    line = private_line(store, book, topics=bool(request.param))
    for user in (OLGA, TARAS):
        await line.starts(user)
    return line


async def answered(line: PrivateWire) -> Case:
    """Olga answered; the line that tells of it waits for five minutes."""
    case = await line.takes(OLGA, await line.asks(line.phone(CHAT, "en"), "when does this end and what do I do"))
    line.flood("sendMessage")
    await line.replies(OLGA, line.number(OLGA, "Check word"), "are you well")
    return case


async def test_handed_over_meanwhile_the_desk_hears_of_it(line: PrivateWire) -> None:
    await line.hands_over(await answered(line), TARAS)
    line.refuse("sendMessage", "", BLOCKED)
    await line.passes(3_600)
    assert not line.shows(OLGA, LOST)
    assert sum(LOST in told for told in line.told) == 1


async def test_one_who_left_hears_nothing(line: PrivateWire) -> None:
    case = await answered(line)
    await access.left(line.house, DESK, OLGA, line.tick())
    line.refuse("sendMessage", "", BLOCKED)
    await line.passes(3_600)
    assert line.chats[OLGA] == {}
    assert sum(LOST in told and case.alias in told for told in line.told) == 1


async def test_who_still_has_the_case_hears_it_in_its_room(line: PrivateWire) -> None:
    await answered(line)
    line.refuse("sendMessage", "", BLOCKED)
    await line.passes(3_600)
    assert line.shows(OLGA, LOST)
    assert not any(LOST in told for told in line.told)
