"""Nobody is forgotten: who waits too long is told of, first to those on shift, then to supervisors, again and again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk.duty import patience, reminders, watching
from bot.flows.project import Hours
from tests.promises.officer import START
from tests.unit.desk.watch import PERSON, Room, room

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.project import DeskWords
    from tests.storage.conftest import Store

MINUTE = 60
HOUR = 3_600
CHIEF = {77: "Vira"}


@pytest.fixture
def line(store: Store, book: Book) -> Room:
    made = room(store, book)
    made.supervisors.update(CHIEF)
    return made


def with_desk(line: Room, **words: object) -> None:
    """The same line with other words of its desk."""
    book = line.house.book
    desk: DeskWords = book.project.desk.model_copy(update=words)
    line.house.shelf.put(replace(book, project=book.project.model_copy(update={"desk": desk})))


async def test_a_new_case_is_told_of_after_ten_minutes_then_to_supervisors_then_ever_again(line: Room) -> None:
    case = await line.asks()
    await line.runs(9 * MINUTE)
    assert line.told_of(case) == 0
    await line.runs(4 * MINUTE)
    assert line.told_of(case) == 1
    await line.runs(11 * MINUTE)
    assert line.told_of(case) == 2
    assert "Vira" in line.told[-1]
    assert f"tg://user?id={next(iter(CHIEF))}" in line.told[-1]
    await line.runs(3 * HOUR, step=60)
    assert line.told_of(case) >= 5


async def test_nobody_is_told_of_what_was_taken(line: Room) -> None:
    case = await line.asks()
    await line.takes(case)
    await line.runs(15 * MINUTE)
    assert line.told_of(case) == 0


async def test_many_at_once_are_one_message_with_a_button_each_the_urgent_first(line: Room) -> None:
    cases = [await line.asks(PERSON + n) for n in range(11)]
    before = len(line.told)
    await line.runs(13 * MINUTE, step=13 * MINUTE)
    (reminder,) = [text for text in line.told[before:] if "Waiting for an operator: 11" in text]
    assert "and 3 more" in reminder
    labels = [key["text"] for row in line.keys[reminder] for key in row]
    assert len(labels) == 8
    assert labels[0] == f"Take {cases[0].alias}"


async def test_an_urgent_case_rings_at_two_minutes_and_supervisors_hear_of_it_two_minutes_later(line: Room) -> None:
    phone = line.phone(PERSON, "en")
    await phone.writes("a drone is above me")
    await line.deliver()
    (case,) = await phone.cases()
    await line.runs(2 * MINUTE + 10)
    assert any("two minutes have passed" in text for text in line.rung)
    assert line.told_of(case) == 0
    await line.runs(2 * MINUTE + 30)
    assert line.told_of(case) == 1
    assert "Vira" in line.rung[-1]
    await line.runs(30 * MINUTE)
    assert line.told_of(case) >= 3


async def test_a_silent_operator_is_told_and_then_his_case_is_everybodys_again(line: Room) -> None:
    case = await line.asks()
    await line.takes(case)
    await line.starts()
    await line.runs(22 * MINUTE)
    assert any(f"{case.alias}</b> has waited" in text for text in line.told)
    assert (await line.case(case.id)).taker == 5
    await line.runs(10 * MINUTE)
    free = await line.case(case.id)
    assert (free.state, free.taker) == ("new", None)
    assert any("without an answer" in text and "Olga" in text for text in line.told)
    assert line.shows("is everybody's again")


async def test_his_answer_a_moment_later_is_not_lost_and_makes_it_his_again(line: Room) -> None:
    case = await line.asks()
    await line.takes(case)
    await line.runs(33 * MINUTE)
    await line.answers(case, "here I am")
    mine = await line.case(case.id)
    assert mine.taker == 5
    assert mine.unread
    await line.runs(HOUR)
    assert (await line.case(case.id)).taker == 5


async def test_whoever_answered_is_reminded_of_nothing_until_the_person_writes_again(line: Room) -> None:
    case = await line.asks()
    await line.takes(case)
    await line.answers(case)
    await line.runs(2 * HOUR, step=60)
    assert (await line.case(case.id)).taker == 5
    await line.speaks(line.phones[PERSON])
    await line.runs(33 * MINUTE)
    assert (await line.case(case.id)).state == "new"


async def test_at_night_what_is_not_urgent_makes_no_sound_and_waits_for_the_morning(line: Room) -> None:
    hour = START // HOUR % 24
    with_desk(line, night=Hours(utc=0, since=hour, until=(hour + 5) % 24 or 24))
    case = await line.asks()
    line.rung.clear()
    await line.runs(4 * HOUR, step=60)
    assert line.told_of(case) == 1
    assert not line.rung
    await line.runs(2 * HOUR, step=60)
    assert line.told_of(case) >= 2
    assert any(case.alias in text for text in line.rung)


async def test_at_night_what_is_urgent_rings(line: Room) -> None:
    with_desk(line, night=Hours(utc=0, since=0, until=24))
    phone = line.phone(PERSON, "en")
    await phone.writes("a drone is above me")
    await line.runs(5 * MINUTE)
    assert sum("two minutes" in text or "⏰" in text for text in line.rung) == 2


async def test_a_crisis_rings_two_by_name_and_supervisors_where_there_are_not_two(line: Room) -> None:
    for user in (5, 6):
        await line.writes(user, "/shift in")
    await line.starts()
    phone = line.phone(PERSON, "en")
    await phone.writes("I want to kill myself")
    await line.runs(10)
    (ring,) = [text for text in line.rung if "crisis" in text and "We call" in text]
    assert "Olga" in ring
    assert "Petro" in ring
    assert "Vira" not in ring
    assert line.shows("you are called")
    await line.writes(6, "/shift out")
    other = line.phone(PERSON + 1, "en")
    await other.writes("I want to kill myself")
    await line.runs(10)
    assert "Vira" in next(text for text in reversed(line.rung) if "We call" in text)


async def test_an_anonymous_supervisor_is_named_nowhere(line: Room) -> None:
    line.supervisors[77] = ""
    case = await line.asks()
    await line.runs(25 * MINUTE)
    assert line.told_of(case) == 2
    assert not any("tg://user?id=77" in text for text in line.told)


async def test_what_no_watch_remembers_is_found_again(line: Room) -> None:
    case = await line.asks()

    async def forget(tx: object) -> None:
        await line.house.watches.drop_case(tx, case.id)  # type: ignore[arg-type]

    await line.house.database.transact(forget)
    assert not await line.watched(case)
    await reminders.heal(line.house, line.now)
    assert [watch.kind for watch in await line.watched(case)] == [watching.REMIND]


def test_morning_is_where_the_night_ends(line: Room) -> None:
    with_desk(line, night=Hours(utc=3, since=23, until=7))
    at = START // 86_400 * 86_400 + 21 * HOUR
    assert patience.is_night(line.house, at)
    assert patience.morning(line.house, at + 5) == at + 7 * HOUR
    assert patience.morning(line.house, at - 4 * HOUR) == at - 4 * HOUR
