"""Turns that a talk takes on bad days: timers, corrections, reopened cases, operators who come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.control import do
from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import applies, asks, erases_everything, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


async def closes(desk: Operator) -> None:
    await desk.taps("Close")
    await desk.taps("Answered")
    await desk.sees("Closed: Answered")


async def test_a_correction_takes_back_every_piece_of_a_long_answer(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    alias = await takes(desk)
    long = " ".join(["word"] * 815) + " SECRET-TAIL"
    answer = await desk.replies(await desk.sees("Check word", in_=alias), long)
    await person.reads("SECRET-TAIL")
    await desk.edits(answer, "Stay where you are.")
    await person.sees("Stay where you are.")
    await person.no_longer_sees("SECRET-TAIL")


async def test_a_closed_case_opens_again_with_the_words_and_operators_are_told(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    words = await applies(person)
    alias = await takes(desk)
    await closes(desk)
    await person.reads("The conversation has ended")
    await person.sends(words)
    screen = await person.sees("The words fit")
    assert "Operators read it before" in screen.text
    assert "No human has read it yet" not in screen.text
    await desk.sees(f"{alias}: the person opened this case again")
    await desk.taps("Take")
    await person.no_longer_sees("Nobody has taken it up")
    await person.sees("An operator has taken your case")


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


async def test_an_edit_after_the_close_is_said_not_to_reach_the_person(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    words = await applies(person)
    alias = await takes(desk)
    answer = await desk.replies(await desk.sees("Check word", in_=alias), "Come at noon")
    await person.reads("Come at noon")
    chatter = await desk.sends("tea, anybody?")
    await closes(desk)
    await person.reads("The conversation has ended")
    await desk.edits(chatter, "coffee, anybody?")
    await desk.edits(answer, "Do not come")
    notice = await desk.sees("The person does not see this edit")
    assert (notice.reply_to, notice.text.startswith("This case is closed.")) == (answer.id, True)
    await person.sends(words)
    await person.sees("The words fit")
    await desk.edits(answer, "Do not come at noon")
    await desk.sees("can no longer reach that copy")
    assert not any("Do not come" in message.text for message in person.messages)
    beneath = [one.reply_to for one in desk.stage.group.messages.values() if "does not see this edit" in one.text]
    assert beneath == [answer.id, answer.id]


async def test_after_a_close_erasing_still_takes_the_answers_out_of_the_chat(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    alias = await takes(desk)
    await desk.replies(await desk.sees("Check word", in_=alias), "An answer that should go")
    await person.reads("An answer that should go")
    await closes(desk)
    await person.reads("The conversation has ended")
    await erases_everything(person)
    await person.no_longer_sees("An answer that should go")
    await person.no_longer_sees("The conversation has ended")


async def test_erasing_reaches_every_case_of_the_chat(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    first, second, desk = phone("Ivan"), phone("Petr"), operator("Olena")
    words = await applies(first)
    await asks(second, "What about food?")
    await desk.sees("What about food?")
    await second.sends(words)
    await second.sees("The words fit")
    await erases_everything(second)
    gone = lambda: sum("erased by the person" in m.text for m in desk.stage.group.messages.values()) == 2  # noqa: E731
    await desk.stage.wait(gone, "both cards to be erased", desk.user)


async def test_a_stranger_who_joins_the_operators_gets_the_desk(phone: Callable[..., Phone], rehearsal: Stage) -> None:
    person = phone("Petro", "uk")
    await person.sends("/start")
    await person.sees("?")
    rehearsal.world.join(rehearsal.group, person.user)
    await person.sends("/start")
    await person.sees("бік операторів")


async def test_an_operator_who_blocked_the_bot_learns_why_open_shows_nothing(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    rehearsal.forgiven.append("bot was blocked by the user")
    person, desk = phone("Ivan"), operator("Olena")
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await applies(person)
    card = await desk.sees("Waiting for an operator")
    desk.world.block(desk.user)
    await desk.taps("Open", under=card)

    def told() -> bool:
        told_in_group = any("press Start" in message.text for message in rehearsal.group.messages.values())
        return told_in_group or any(popup.url for popup in desk.world.popups)

    await rehearsal.wait(told, "a way to the private chat", desk.user)


async def test_words_like_a_code_are_held_and_reach_no_operator_unasked(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, other, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    words = (await applies(person)).split()
    await desk.sees("Waiting for an operator")
    await other.sends("/start")
    await other.sees_button("I am serving")
    near = " ".join([*words[:3], words[3] + "xxq", words[4] + "zzk"])
    await other.sends(near)
    await other.sees("These may be your five words")
    await other.no_longer_sees(words[0])
    await other.taps("To the start")
    await other.sends("When may I call home?")
    await other.sees("The five words from before are erased")
    await other.taps("Send to an operator")
    await desk.sees("When may I call home?")
    assert not any(words[3] + "xxq" in message.text for message in desk.stage.group.messages.values())


async def test_words_like_a_code_written_as_a_question_are_held_too(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, other, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    words = (await applies(person)).split()
    await desk.sees("Waiting for an operator")
    await asks(other, " ".join([*words[:3], words[3] + "xxq", words[4] + "zzk"]))
    await other.sees("These may be your five words")
    await other.no_longer_sees(words[0])
    assert not any(words[3] + "xxq" in message.text for message in desk.stage.group.messages.values())


async def test_words_like_a_code_after_a_crisis_that_was_closed_reach_no_operator_unasked(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, other, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    words = (await applies(person)).split()
    await desk.sees("Waiting for an operator")
    await other.sends("I want to kill myself")
    urgent = await desk.sees("Urgent")
    await desk.taps("Take", under=urgent)
    await desk.taps("Close", under=urgent)
    await desk.taps("Answered", under=urgent)
    await other.reads("The conversation has ended")
    await other.sends(" ".join([*words[:3], words[3] + "xxq", words[4] + "zzk"]))
    await other.sees("These may be your five words")
    await other.taps("I have five words")
    await other.sends(" ".join(words))
    await other.sees("The words fit")
    await other.taps("To the start")
    await other.sees_button("I am serving")
    await desk.sees("the person continues from another account")
    assert not any("My unsent question" in str(message.markup) for message in other.messages)
    assert not any(words[3] + "xxq" in message.text for message in desk.stage.group.messages.values())


async def test_five_plain_words_reach_the_operators_of_an_open_case(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    words = (await applies(person)).split()
    alias = await takes(desk)
    await person.sends(" ".join([words[4], words[3], words[2], "somethingelse", "anotherthing"]))
    await desk.sees("somethingelse", in_=alias)


async def test_a_closed_screens_buttons_work(phone: Callable[..., Phone], operator: Callable[..., Operator]) -> None:
    person, desk = phone("Ivan"), operator("Olena")
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


async def test_words_on_the_way_to_erasing_are_held_not_lost(phone: Callable[..., Phone]) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    await person.sees_button("I am serving")
    await person.sends("/delete")
    await person.sees_button("Yes, erase everything")
    await person.sends("please, a moment")
    await person.sees("please, a moment")
    await person.sees_button("Send to an operator")


async def test_a_place_goes_on_only_once_an_operator_talks_with_its_sender_and_stays_in_no_chat(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
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
    await desk.sees(alias, in_=alias)


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


async def test_moving_one_case_leaves_another_open_one_where_it_is(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, second, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    words = await applies(person)
    asker = phone("Petr")
    await asks(asker, "What about food?")
    await desk.sees("What about food?")
    await asker.sends(words)
    await asker.sees("The words fit")
    await second.sends(words)
    await second.sees("The words fit")
    card = await desk.sees("question\nonly a question")
    await desk.replies(card, "There is enough food")
    await asker.reads("There is enough food")
    alias = card.text.split(" ")[0]
    await asker.sends("and is there water")
    await desk.sees("and is there water", in_=alias)
    # In a chat things go one after another: what was sent there before stands there when the reaction does.
    await second.sees_reaction(await second.sends("words of the other man"))
    await desk.sees("words of the other man")
    assert not any("enough food" in message.text for message in second.messages)
    await person.stage.wait(lambda: person.messages == [], "an empty chat", person.user)


async def test_closing_one_case_leaves_another_open_one_of_the_chat(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, asker, desk = phone("Ivan"), phone("Petr"), operator("Olena")
    words = await applies(person)
    application = await desk.sees("Waiting for an operator")
    await asks(asker, "What about food?")
    question = await desk.sees("question\nonly a question")
    await asker.sends(words)
    await asker.sees("The words fit")
    await desk.taps("Take", under=application)
    await desk.taps("Close", under=application)
    await desk.taps("Answered", under=application)
    await asker.reads("The conversation has ended")
    await desk.taps("Take", under=question)
    await asker.sends("and is there water")
    await desk.sees("and is there water", in_=question.text.split(" ")[0])


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
