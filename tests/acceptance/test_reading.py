"""An operator's answer: one neutral line, the words on Read, and what stays in the chat afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")
LINE = "You have a new message."


async def in_a_room(person: Phone, desk: Operator) -> Message:
    """A case that was taken; the first words of its room."""
    await applies(person)
    alias = await takes(desk)
    return await desk.sees("Check word", in_=alias)


def lines(person: Phone) -> list[Message]:
    return [message for message in person.messages if LINE in message.text]


async def test_one_line_tells_of_all_answers_and_read_shows_them_in_order(person: Phone, desk: Operator) -> None:
    head = await in_a_room(person, desk)
    first = await desk.replies(head, "The first answer")
    await desk.sees_reaction(first, "👌")
    second = await desk.replies(head, "A secnd answer")
    await desk.sees_reaction(second, "👌")
    await desk.edits(second, "A second answer")
    third = await desk.replies(head, "And a third")
    await desk.sees_reaction(third, "👌")
    (line,) = lines(person)
    assert not any("first answer" in message.text or "third" in message.text for message in person.messages)
    assert (await person.reads("The first answer")).id == line.id
    assert line.id < (await person.sees("A second answer")).id < (await person.sees("And a third")).id
    assert lines(person) == []
    assert not any("secnd" in message.text or "corrected" in message.text for message in person.messages)
    for one in (first, second, third):
        await desk.sees_reaction(one, "👀")
    await desk.edits(first, "The first answer, put right")
    assert (await person.sees("put right")).id == line.id
    await person.sees("corrected")


async def test_the_answer_waits_on_the_status_screen_too(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    head = await in_a_room(person, desk)
    await desk.replies(head, "Are you alone?")
    await person.sees(LINE)
    await person.sends("/start")
    await person.sees_button("I am serving")
    await person.taps("My case")
    await person.sees("An operator's answer is waiting")
    await person.taps("Read")
    await person.sees("Are you alone?")
    await person.no_longer_sees("answer is waiting")
    assert lines(person) == []


async def test_a_correction_that_does_not_fit_in_place_waits_to_be_read_again(person: Phone, desk: Operator) -> None:
    head = await in_a_room(person, desk)
    answer = await desk.replies(head, "Short")
    await person.reads("Short")
    await desk.edits(answer, "A long one " + "word " * 810 + "SECRET-TAIL")
    await person.sees(LINE)
    assert any("Short" in message.text for message in person.messages)
    await person.reads("SECRET-TAIL")
    await person.no_longer_sees("Short")
    await desk.sees_reaction(answer, "👀")


async def test_what_was_not_read_before_a_close_is_still_read(person: Phone, desk: Operator) -> None:
    head = await in_a_room(person, desk)
    await desk.replies(head, "The last thing I can tell you")
    await person.sees(LINE)
    await desk.taps("Close", under=head)
    await desk.taps("Answered")
    await desk.sees("Closed: Answered")
    assert len(lines(person)) == 1
    await person.reads("The last thing I can tell you")
    await person.reads("The conversation has ended")


async def test_at_once_takes_his_words_and_what_he_read(person: Phone, desk: Operator) -> None:
    head = await in_a_room(person, desk)
    await person.sends("/privacy")
    await person.sees("Who reads it")
    await person.taps("Traces in this chat")
    await person.taps("At once")
    await person.sees_button("✓ At once")
    await desk.replies(head, "Read me once")
    await person.reads("Read me once")
    said = await person.sends("I have read it")
    await person.sees("Passed on")
    await desk.sees("I have read it")
    await person.no_longer_sees("Read me once")
    await person.no_longer_sees(said.text)


async def test_the_choice_and_the_checklist_are_found_from_privacy_and_help(phone: Callable[..., Phone]) -> None:
    person = phone("Ivan", "ru")
    await person.sends("/privacy")
    await person.sees("Через 12 часов")
    await person.taps("Следы в этом чате")
    await person.taps("1 час")
    await person.sees("Через 1 час бот убирает")
    await person.taps("Что убрать вручную")
    await person.sees("резервные копии")
    await person.sends("/help")
    await person.sees("Как это работает")
    await person.taps("Следы в этом чате")
    await person.sees_button("✓ 1 час")


async def test_the_screen_that_asks_for_a_voice_says_it_can_be_recognised(phone: Callable[..., Phone]) -> None:
    person = phone("Ivan", "uk")
    await person.sends("/start")
    await person.taps("Просто є запитання")
    await person.taps("Запитати оператора")
    await person.sees("Голос можна впізнати")
