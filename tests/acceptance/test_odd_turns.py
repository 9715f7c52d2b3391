"""Turns that a talk takes on bad days: rooms deleted, screens closed, commands and presses in odd moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.control import do
from tests.acceptance.stories import applies, closes, erases_everything, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_room_deleted_by_hand_begins_anew_with_its_head_and_buttons(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    rehearsal.forgiven.append("message thread not found")
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    alias = await takes(desk)
    await desk.sees("Check word", in_=alias)
    room = await desk.sees_topic(alias)
    gone = [one for one in rehearsal.group.messages.values() if one.thread == room.id]
    del rehearsal.group.topics[room.id]
    for message in gone:
        rehearsal.world.vanish(message)
    await person.sends("Are you still there?")
    asked = await desk.sees("Are you still there?", in_=alias)
    head = await desk.sees("Check word", in_=alias)
    assert head.id < asked.id
    answer = await desk.replies(head, "Yes, still here.")
    await person.sees("Yes, still here.")
    await desk.sees_reaction(answer, "👌")
    await desk.taps("Close", under=head)
    await desk.taps("Answered", under=head)
    await person.sees("The conversation has ended")


async def test_a_closed_screens_buttons_work(phone: Callable[..., Phone], operator: Callable[..., Operator]) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    await takes(desk)
    await closes(desk)
    await person.sees("The conversation has ended")
    await person.taps("I have five words")
    await person.sees_button("‹ Back")
    await person.no_longer_sees("No human has read it yet")


async def test_commands_leave_one_message_edited_in_place(phone: Callable[..., Phone]) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    screen = await person.sees_button("I am serving")
    await person.sends("/help")
    await person.sees("How this works")
    await person.stage.wait(lambda: len(person.messages) == 1, "one message", person.user)
    assert person.messages[0].id == screen.id


async def test_what_was_not_kept_does_not_bury_the_screen_and_goes_with_everything(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person = phone("Ivan")
    operator("Olena")
    await person.sends("/start")
    await person.taps("I am serving")
    await person.taps("Apply")
    photo = await person.sends_photo()
    await person.sees("Only words can be kept here")
    await person.stage.wait(lambda: person.messages[-1].id > photo.id, "the screen beneath the photo", person.user)
    await erases_everything(person)
    await person.stage.wait(lambda: len(person.messages) == 1, "an otherwise empty chat", person.user)


async def test_a_place_that_goes_is_said_to_be_passed_on(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    await desk.sees("Waiting for an operator")
    await person.sends_location()
    await person.sees("Passed on to the operators")
    gone = lambda: not any(message.media for message in person.messages)  # noqa: E731
    await person.stage.wait(gone, "the place to go", person.user)


async def test_a_question_beneath_the_crisis_answer_is_urgent(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    await person.taps("I am serving")
    await person.taps("I am in danger or unwell")
    await person.taps("I don't want to live")
    await person.taps("Ask an operator")
    await person.sends("yes")
    await desk.sees("Urgent")


async def test_a_typed_number_overtakes_a_press_and_the_person_reads_words(
    rehearsal: Stage, phone: Callable[..., Phone]
) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    screen = await person.sees_button("I only have a question")
    earlier = screen.buttons[0][0]["callback_data"]
    await person.sends("5")
    newest = await person.sees_button("Ask an operator")
    do(rehearsal.world, {"act": "tap", "user": person.user.id, "message": newest.id, "data": earlier})
    await person.sees_popup("This button is from an earlier screen")
