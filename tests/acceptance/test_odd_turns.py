"""Turns that a talk takes on bad days: timers, corrections, reopened cases, operators who come and go."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.control import do
from tests.acceptance.stories import applies, closes, erases_everything, takes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.rehearsal.process import BotProcess
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
    await desk.sees_reaction(answer, "👌")
    await person.reads("Yes, still here.")
    await desk.taps("Close", under=head)
    await desk.taps("Answered", under=head)
    await person.reads("The conversation has ended")


async def test_a_closed_screens_buttons_work(person: Phone, desk: Operator) -> None:
    await applies(person)
    await takes(desk)
    await closes(desk)
    await person.reads("The conversation has ended")
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


async def test_a_place_goes_on_only_once_an_operator_talks_with_its_sender_and_stays_in_no_chat(
    bot: BotProcess, phone: Callable[..., Phone], operator: Callable[..., Operator], tmp_path: Path
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    await desk.sees("Waiting for an operator")
    gone = lambda: not any(message.media for message in person.messages)  # noqa: E731
    await person.sends_location()
    await person.sees("do not send your place")
    await person.stage.wait(gone, "the place to go", person.user)
    alias = await takes(desk)
    await person.sees("Someone is reading")
    await person.sends_location()
    await person.sees("Passed on to the operators")
    await person.stage.wait(gone, "the place to go", person.user)
    places = [message for message in desk.stage.group.messages.values() if message.media]
    assert [message.media.kind for message in places if message.media] == ["location"]
    await desk.sees(f"💬 {alias}", in_=alias)

    await bot.stop()
    with closing(sqlite3.connect(tmp_path / "data" / "parley.db")) as raw:
        timed: list[int] = [due for (due,) in raw.execute("SELECT due FROM outbox WHERE due > 0")]
    assert sum(80_000 < due - time.time() <= 90_000 for due in timed) == 2, "the place and its head line go in a day"


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


async def test_erasing_everything_gives_no_new_tries(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, other, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    words = (await applies(person)).split()
    await desk.sees("Waiting for an operator")
    for turn in range(5):
        await other.sends("/start")
        await other.taps("I have five words")
        await other.sends(" ".join([words[turn], *words[:turn], *words[turn + 1 :]][::-1]))
        await other.sees("open nothing")
    await erases_everything(other)
    await other.sends("/start")
    await other.taps("I have five words")
    await other.sends(" ".join(words))
    await other.sees("Too many tries")


async def test_a_typed_number_overtakes_a_press_and_the_person_reads_words(
    rehearsal: Stage, phone: Callable[..., Phone]
) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    screen = await person.sees_button("I only have a question")
    keys = [key for row in screen.buttons for key in row]
    earlier = next(key["callback_data"] for key in keys if key["text"] == "I am serving")
    await person.sends(str([key["text"] for key in keys].index("I only have a question") + 1))
    newest = await person.sees_button("Ask an operator")
    do(rehearsal.world, {"act": "tap", "user": person.user.id, "message": newest.id, "data": earlier})
    await person.sees_popup("This button is from an earlier screen")
