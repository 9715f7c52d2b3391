"""Shifts: work signs in, silence signs out, and nobody's case stays behind with whoever went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.desk import access
from bot.desk.duty.off_shift import STILL_HERE
from tests.promises.officer import DESK
from tests.unit.desk.watch import NAMES, PERSON, Room, room

if TYPE_CHECKING:
    from bot.flows.model import Book
    from tests.storage.conftest import Store

HOUR = 3_600


@pytest.fixture
def line(store: Store, book: Book) -> Room:
    return room(store, book)


async def test_taking_and_answering_sign_in(line: Room) -> None:
    case = await line.asks()
    await line.takes(case)
    await line.answers(case, user=6)
    assert await line.on_shift() == ["Olga", "Petro"]


async def test_looking_signs_nobody_in_and_being_off_forbids_nothing(line: Room) -> None:
    case = await line.asks()
    await line.writes(7, "/shift")
    assert await line.on_shift() == []
    await line.takes(case)
    await line.writes(5, "/shift out")
    await line.answers(case)
    assert (await line.case(case.id)).taker == 5


async def test_going_hands_over_every_case_with_a_line_each_and_says_how_things_stand(line: Room) -> None:
    cases = [await line.asks(PERSON + n) for n in range(3)]
    for case in cases:
        await line.takes(case)
    await line.answers(cases[0])
    await line.takes(await line.asks(PERSON + 9), user=6)
    await line.writes(5, "/shift out")
    assert all([(await line.case(case.id)).taker is None for case in cases])
    (handed,) = [text for text in line.rung if "Olga handed over: 3" in text]
    assert all(f"<b>{case.alias}</b> ·" in handed for case in cases)
    labels = [button["text"] for keys in line.keys[handed] for button in keys]
    assert sorted(labels) == sorted(f"Take {case.alias}" for case in cases)
    digest = next(text for text in line.told if "How things stand" in text)
    assert "Petro 1" in digest
    assert "On shift: Petro" in digest
    assert "Cases handed over: 3" in next(text for text in line.told if "is off shift" in text)
    assert await line.on_shift() == ["Petro"]


async def test_one_case_alone_rings_beneath_its_card_and_many_in_messages_of_eight(line: Room) -> None:
    alone = await line.asks(PERSON + 90)
    await line.takes(alone, user=6)
    await line.writes(6, "/shift out")
    assert any(alone.alias in text and "Petro handed it over" in text for text in line.rung)
    cases = [await line.asks(PERSON + n) for n in range(9)]
    for case in cases:
        await line.takes(case)
    line.rung.clear()
    await line.writes(5, "/shift out")
    assert [text.split(".")[0] for text in line.rung] == ["🔁 <b>Olga handed over: 8", "🔁 <b>Olga handed over: 1"]


async def test_a_case_handed_over_waits_since_then_not_since_its_hour(line: Room) -> None:
    line.now = line.now // HOUR * HOUR + HOUR - 60
    case = await line.asks()
    await line.takes(case)
    await line.answers(case)
    await line.writes(5, "/shift out")
    given = await line.case(case.id)
    assert given.hour < given.since == given.waits <= line.now
    assert line.now - given.since < 60
    digest = next(text for text in reversed(line.told) if "How things stand" in text)
    assert "58" not in digest
    assert "59" not in digest


async def test_nobody_answers_his_own_case(line: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await line.asks()
    line.phones.pop(PERSON)
    monkeypatch.setitem(NAMES, PERSON, "Ivan")
    await line.answers(case, user=PERSON)
    assert line.house.say("desk-own-case") in line.told
    assert (await line.case(case.id)).state == "new"


async def test_silence_is_asked_about_then_ends_the_shift(line: Room) -> None:
    case = await line.asks()
    await line.takes(case)
    await line.answers(case)
    await line.runs(5 * HOUR + 40 * 60, step=300)
    assert any("are you still there" in text for text in line.told)
    assert await line.on_shift() == ["Olga"]
    await line.runs(40 * 60, step=300)
    assert await line.on_shift() == []
    assert (await line.case(case.id)).taker is None
    assert any("the shift has ended" in text for text in line.told)


async def test_i_am_here_keeps_the_shift_and_is_for_him_alone(line: Room) -> None:
    await line.writes(5, "/shift in")
    await line.runs(5 * HOUR + 40 * 60, step=300)
    (shift,) = await line.house.database.transact(line.house.shifts.all)
    assert await line.presses(6, STILL_HERE, shift.id) == "It was not you who was asked."
    assert await line.presses(5, STILL_HERE, shift.id) == "Good, you are on shift."
    await line.runs(2 * HOUR, step=300)
    assert await line.on_shift() == ["Olga"]


async def test_who_leaves_the_chat_leaves_no_case_behind(line: Room) -> None:
    case = await line.asks()
    await line.takes(case)
    await access.left(line.house, DESK, 5, line.work())
    await line.deliver()
    assert (await line.case(case.id)).state == "new"
    assert await line.on_shift() == []


async def test_words_of_the_command(line: Room) -> None:
    await line.writes(5, "/shift nonsense")
    assert any("You can write" in text for text in line.told)
    await line.writes(5, "/shift OUT")
    assert any("off shift already" in text for text in line.told)
    await line.writes(5, "/shift in", private=True)
    assert await line.on_shift() == ["Olga"]
    assert (await line.house.database.transact(line.house.shifts.all))[0].chat == DESK
