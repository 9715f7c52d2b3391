"""Corrections reach the other end, whatever the group refuses; what is replaced goes when the new words are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies, asks, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")
NO_PHOTOS = "not enough rights to send photos"


@pytest.fixture
def no_photos(rehearsal: Stage) -> Callable[[], None]:
    """Call it and the group takes no photo any more, as an administrator can set."""
    rehearsal.forgiven.append(NO_PHOTOS)

    def refuse() -> None:
        for _ in range(20):
            rehearsal.world.faults.next_refusal("sendPhoto", 400, f"Bad Request: {NO_PHOTOS} to the chat")

    return refuse


async def relays_a_photo(person: Phone, desk: Operator) -> tuple[str, Message]:
    """A case taken and a photo in its room: the alias and the message on the phone."""
    await applies(person)
    alias = await takes(desk)
    photo = await person.sends_photo("we are at the old mill")
    await desk.sees("we are at the old mill", in_=alias)
    return alias, photo


async def no_longer_there(desk: Operator, text: str) -> None:
    gone = lambda: not any(text in message.text for message in desk.stage.group.messages.values())  # noqa: E731
    await desk.stage.wait(gone, f"{text!r} to go", desk.user)


async def test_a_corrected_caption_arrives_where_photos_are_refused_and_the_old_one_goes_after_it(
    person: Phone, desk: Operator, no_photos: Callable[[], None]
) -> None:
    alias, photo = await relays_a_photo(person, desk)
    no_photos()
    await person.edits(photo, "we LEFT the old mill")
    corrected = await desk.sees("we LEFT the old mill", in_=alias)
    assert "[photo]" in corrected.text
    await no_longer_there(desk, "we are at the old mill")
    await person.edits(photo, "we are in the WOOD now")
    await desk.sees("we are in the WOOD now", in_=alias)
    await no_longer_there(desk, "we LEFT the old mill")


async def test_a_correction_that_arrives_nowhere_leaves_the_old_words(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage, no_photos: Callable[[], None]
) -> None:
    rehearsal.forgiven.append("no such thing")
    person, desk = phone("Ivan"), operator("Olena")
    alias, photo = await relays_a_photo(person, desk)
    no_photos()
    faults = rehearsal.world.faults
    for _ in range(3):  # in the room, outside of it, and the alarm about the first refusal
        faults.next_refusal("sendMessage", 400, "Bad Request: no such thing")
    await person.edits(photo, "we LEFT the old mill")
    spent = lambda: not any(fault.method == "sendMessage" for fault in faults.waiting)  # noqa: E731
    await rehearsal.wait(spent, "every way to be refused", desk.user)
    await person.sends("and then we slept")
    await desk.sees("and then we slept", in_=alias)
    assert any("we are at the old mill" in message.text for message in rehearsal.group.messages.values())


async def test_a_long_caption_arrives_once_and_in_order_where_photos_are_refused(
    person: Phone, desk: Operator, no_photos: Callable[[], None]
) -> None:
    await applies(person)
    alias = await takes(desk)
    await desk.sees("Check word", in_=alias)
    no_photos()
    photo = await person.sends_photo(" ".join(f"word{number:03}" for number in range(120)))
    last = await desk.sees("word119", in_=alias)
    first = await desk.sees("word000", in_=alias)
    assert first.id < last.id
    await person.sees_reaction(photo)
    told = [message.text for message in desk.stage.group.messages.values() if "word" in message.text]
    assert " ".join(told).count("word119") == 1
    await person.edits(photo, "no words at all")
    await desk.sees("no words at all", in_=alias)
    await no_longer_there(desk, "word000")
    await no_longer_there(desk, "word119")


async def test_an_answer_corrected_after_a_block_is_shown_as_not_delivered(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    rehearsal.forgiven.append("blocked by the user")
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    alias = await takes(desk)
    answer = await desk.replies(await desk.sees("Check word", in_=alias), "Go to the bridge")
    await person.reads("Go to the bridge")
    await desk.sees_reaction(answer, "👀")
    await desk.sees("answered, waiting for the person")
    await person.sees("An operator has answered")
    faults = rehearsal.world.faults
    faults.next_refusal("editMessageText", 403, "Forbidden: bot was blocked by the user")
    await desk.edits(answer, "Do NOT go to the bridge")
    await desk.sees_reaction(answer, "🤷")
    await desk.sees("the correction did not arrive; the earlier words still stand there", in_=alias)


async def test_a_correction_takes_back_every_piece_of_a_long_answer(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    long = " ".join(["word"] * 815) + " SECRET-TAIL"
    answer = await desk.replies(await desk.sees("Check word", in_=alias), long)
    await person.reads("SECRET-TAIL")
    await desk.edits(answer, "Stay where you are.")
    await person.sees("Stay where you are.")
    await person.no_longer_sees("SECRET-TAIL")


async def test_a_message_edited_into_danger_words_calls(person: Phone, desk: Operator) -> None:
    await asks(person, "is anybody there")
    alias = await takes(desk)
    ordinary = await person.sends("there are two of us here")
    await desk.sees("there are two of us here", in_=alias)
    await person.sees_reaction(ordinary)
    await person.edits(ordinary, "I want to kill myself now")
    await person.sees("Do you want to die now?")
    await desk.sees("I want to kill myself now", in_=alias)
    await desk.sees("and now it speaks of danger", in_=alias)
    await desk.sees("Urgent: thoughts of suicide")
    await person.no_longer_sees("kill myself")
