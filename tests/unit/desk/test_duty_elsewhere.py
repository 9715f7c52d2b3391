"""Several operator chats: reminders, shifts and calls stay with the chat whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk import private_desk
from bot.desk.calls import call_desk
from bot.desk.calls.phone_screen import LEARNED, STEP, Step
from bot.desk.codes import codes
from bot.desk.duty import off_shift
from bot.routes import Route
from tests.promises.officer import DESK
from tests.unit.desk.watch import PERSON, Room, room

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.calls import Call
    from storage.cases import Case
    from storage.database import Tx
    from tests.storage.conftest import Store

FAR = -100_777
OLGA, PETRO = 5, 6
"""Olga is in the first chat, Petro in the far one."""


@dataclass
class Two(Room):
    """A line with two operator chats. `there`: what the far one was told."""

    there: list[str] = field(default_factory=list)

    async def call(self, method: str, *, chat_id: int = 0, **params: Any) -> Any:
        if chat_id == FAR and method == "sendMessage":
            self.there.append(params["text"])
        return await super().call(method, chat_id=chat_id, **params)

    async def asks_there(self, chat: int) -> Case:
        """A question whose card is in the far chat."""
        case = await self.asks(chat)

        async def unit(tx: Tx) -> None:
            card = await self.house.posts.by_id(tx, case.card or b"")
            assert card is not None
            await self.house.posts.add(tx, replace(card, chat=FAR))
            await self.house.cases.save(tx, replace(case, desk=FAR))

        await self.house.database.transact(unit)
        return await self.case(case.id)


@pytest.fixture
def line(store: Store, book: Book) -> Two:
    made = room(store, book)
    members = {(DESK, OLGA), (FAR, PETRO)}

    async def is_member(chat: int, user: int) -> bool:
        return (chat, user) in members

    async def supervisors(chat: int) -> dict[int, str]:
        return {70: "Chief"} if chat == DESK else {71: "Far chief"}

    house = replace(made.house, is_member=is_member, supervisors=supervisors)
    house.shelf._line = replace(house.shelf._line, routes=(Route(chat=DESK), Route(chat=FAR)))
    house.shelf.put(house.shelf.book)
    return Two(house, store=store)


async def call_of(line: Two, user: int) -> Call:
    call = await line.house.database.transact(lambda tx: line.house.calls.find(tx, user))
    assert call is not None
    return call


async def test_each_chat_is_reminded_of_its_own_cases_and_calls_its_own_supervisors(line: Two) -> None:
    here, there = await line.asks(PERSON), await line.asks_there(PERSON + 1)
    await line.writes(OLGA, "/shift in")
    await line.runs(25 * 60, step=60)
    mine = [text for text in line.told if "Waiting for an operator" in text and "<b>" in text]
    theirs = [text for text in line.there if "Waiting for an operator" in text]
    assert any(here.alias in text for text in mine)
    assert any(there.alias in text for text in theirs)
    assert not any(there.alias in text for text in line.told if "Waiting for an operator:" in text)
    assert not any(here.alias in text for text in theirs)
    assert any("Nobody is on shift" in text and "Far chief" in text for text in theirs)
    assert not any("Far chief" in text for text in line.told)


async def test_a_shift_begun_privately_is_one_of_the_chat_he_is_in(line: Two) -> None:
    await line.writes(PETRO, "/shift in", private=True)
    (shift,) = await line.house.database.transact(line.house.shifts.all)
    assert shift.chat == FAR
    await line.writes(OLGA, "/shift")
    assert "Nobody is on shift" in line.told[-1]


async def test_a_shift_ends_with_the_digest_of_its_chat_and_each_case_waits_in_its_own(line: Two) -> None:
    cases = [await line.asks_there(PERSON + number) for number in range(3)]
    await line.asks(PERSON + 9)
    await line.writes(PETRO, "/shift in", private=True)

    async def take(tx: Tx) -> None:
        for case in cases:
            await line.house.cases.take(tx, case.id, taker=PETRO, name="Petro")

    await line.house.database.transact(take)
    line.told.clear()
    await line.writes(PETRO, "/shift out", private=True)
    handed = next(text for text in line.there if "Petro handed over: 3" in text)
    assert all(case.alias in handed for case in cases)
    digest = next(text for text in line.there if "How things stand" in text)
    assert "Waiting for an operator: 3" in digest
    assert not any("How things stand" in text or "handed over" in text for text in line.told)


async def test_silence_is_told_in_the_chat_of_the_shift(line: Two) -> None:
    await line.writes(PETRO, "/shift in", private=True)
    line.now += 6 * 3_600
    await off_shift.look(line.house, line.now)
    await line.deliver()
    asked = [*line.there, *(params["text"] for params in line.stands.get(PETRO, {}).values())]
    assert any("are you still there" in text for text in asked)
    assert not any("are you still there" in text for text in line.told)


async def _new_case(line: Two, user: int) -> Case:
    await line.writes(user, "/phone", private=True)
    for kind, chosen in (("n", ()), ("d", (0,)), ("l", (0, 0)), ("u", (0, 0, 0))):
        await line.presses(user, STEP, Step(kind, *chosen).packed(), chat=user)
    return await line.case((await call_of(line, user)).case)


async def _has_words(line: Two, user: int) -> tuple[str, ...]:
    """The caller said the new words back; they open his case from now on."""
    call = await call_of(line, user)
    for case_id in await line.house.database.transact(line.house.cases.codes_pending):
        await codes.attach(line.house, case_id)
    await line.presses(user, LEARNED, call.id, chat=user)
    await line.presses(user, STEP, Step("e").packed(), chat=user)
    return call.fresh


async def test_a_call_makes_a_case_of_the_chat_its_operator_is_in(line: Two) -> None:
    assert line.house.desk_of(await _new_case(line, PETRO)) == FAR
    assert line.house.desk_of(await _new_case(line, OLGA)) == DESK


async def test_five_words_told_to_another_group_open_no_answers_there(line: Two) -> None:
    case = await _new_case(line, PETRO)
    await private_desk.said(line.house, line._said(PETRO, "he asks about his mother", private=True), line.work())
    words = await _has_words(line, PETRO)
    await line.writes(PETRO, "/shift out", private=True)
    await line.writes(OLGA, "/phone", private=True)
    await line.presses(OLGA, STEP, Step("w").packed(), chat=OLGA)
    await private_desk.said(line.house, line._said(OLGA, " ".join(words), private=True), line.work())
    await call_desk.try_all(line.house, line.now)
    await line.deliver()
    now = await line.case(case.id)
    assert (now.taker, (await call_of(line, OLGA)).case) == (None, case.id)
    assert line.shows("belongs to another operators")
    assert line.shows("Dictate")
    assert any("Olga speaks with the person" in text for text in line.there)
    assert not line.shows("his mother")
