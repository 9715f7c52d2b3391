"""Plain words in a private chat without topics: a note of the only case there, of several the chosen one's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk import private_desk
from bot.desk.casework import notes
from bot.desk.words import holding
from bot.messages import Said
from tests.unit.desk.private import TARAS, PrivateWire, private_line
from tests.unit.desk.wire import CHAT, HOUR, OLGA

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.messages import Reply
    from storage.cases import Case
    from tests.storage.conftest import Store

OTHER = 4_200


@pytest.fixture
async def line(store: Store, book: Book) -> PrivateWire:
    wire = private_line(store, book, topics=False)
    for user in (OLGA, TARAS):
        await wire.starts(user)
    return wire


@pytest.fixture
async def cases(line: PrivateWire) -> list[Case]:
    """Two cases that Olga has."""
    return [
        await line.takes(OLGA, await line.asks(line.phone(chat, "en"), "when does this end and what do I do"))
        for chat in (CHAT, OTHER)
    ]


async def kept(line: PrivateWire, case: Case) -> list[str]:
    entries = await line.house.database.transact(lambda tx: line.house.cases.entries(tx, case))
    return [entry.body["text"] for entry in entries if entry.kind == "note"]


async def chooses(line: PrivateWire, letter: str, place: int = 0) -> Reply:
    """Press a choice beneath the question that stands in Olga's chat."""
    house = line.house

    async def question(tx: object) -> bytes:
        number = line.number(OLGA, "Whose note") if line.shows(OLGA, "Whose note") else max(line.chats[OLGA])
        post = await house.posts.by_message(tx, OLGA, number)  # type: ignore[arg-type]
        assert post is not None
        return post.id

    found = await house.database.transact(question)
    return await line.presses(OLGA, letter, found[:-1] + bytes([place]), chat=OLGA)


async def test_with_no_case_nothing_is_kept_and_that_is_said(line: PrivateWire) -> None:
    await line.replies(OLGA, None, "a thought")
    assert line.shows(OLGA, "You have no case here now")


async def test_of_several_the_chosen_one_gets_the_words_as_they_are_by_then(
    line: PrivateWire, cases: list[Case]
) -> None:
    number = await line.replies(OLGA, None, "he sounds calm")
    came = Said(chat=OLGA, user=OLGA, message=number, text="he sounds tired", edited=True, name="Olga")
    await private_desk.said(line.house, came, line.tick())
    aliases = sorted(cases, key=lambda case: (-case.hour, case.alias))
    await chooses(line, notes.CHOOSE, 1)
    assert await kept(line, aliases[1]) == ["he sounds tired"]
    assert await kept(line, aliases[0]) == []
    assert line.shows(OLGA, aliases[1].alias)
    again = await chooses(line, notes.CHOOSE, 0)
    assert again.toast == line.house.plain("desk-loose-gone")
    assert await kept(line, aliases[0]) == []


async def test_a_case_that_moved_meanwhile_is_not_written_to_and_the_words_still_wait(
    line: PrivateWire, cases: list[Case]
) -> None:
    first, second = sorted(cases, key=lambda case: (-case.hour, case.alias))
    await line.replies(OLGA, None, "he sounds calm")
    await line.hands_over(first, TARAS)
    refused = await chooses(line, notes.CHOOSE, 0)
    assert first.alias in (refused.toast or "")
    assert await kept(line, first) == []
    await chooses(line, notes.CHOOSE, 1)
    assert await kept(line, second) == ["he sounds calm"]


async def test_forgotten_or_left_for_a_day_it_is_kept_nowhere_and_says_so(line: PrivateWire, cases: list[Case]) -> None:
    await line.replies(OLGA, None, "he sounds calm")
    await chooses(line, notes.DROP)
    assert line.shows(OLGA, "Forgotten")
    await line.replies(OLGA, None, "he sounds tired")
    line.now += 26 * HOUR
    await holding.sweep(line.house, line.now)
    await line.deliver()
    assert line.shows(OLGA, "No case was chosen for a day")
    assert [await kept(line, case) for case in cases] == [[], []]


async def test_nobody_else_chooses(line: PrivateWire, cases: list[Case]) -> None:
    await line.replies(OLGA, None, "he sounds calm")
    number = line.number(OLGA, "Whose note")
    post = await line.house.database.transact(lambda tx: line.house.posts.by_message(tx, OLGA, number))
    assert post is not None
    await line.presses(TARAS, notes.CHOOSE, post.id, chat=TARAS)
    assert [await kept(line, case) for case in cases] == [[], []]


async def test_a_file_is_no_note(line: PrivateWire, cases: list[Case]) -> None:
    came = Said(chat=OLGA, user=OLGA, message=900, text="", refused="document", name="Olga")
    await private_desk.said(line.house, replace(came), line.tick())
    await line.deliver()
    assert line.shows(OLGA, "is not kept as a note")
    assert [await kept(line, case) for case in cases] == [[], []]
