"""The whole job over real HTTP: a person applies, operators answer, and what must not be seen is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import OWN_WORDS, applies, erases_everything, fills_the_form, learns, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


@pytest.mark.both
async def test_an_application_reaches_the_operators_and_the_answer_comes_back(person: Phone, desk: Operator) -> None:
    await applies(person)
    card = await desk.sees("soldier · en")
    assert "Ivan" not in card.text
    assert OWN_WORDS not in card.text
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    answer = await desk.replies(head, "I am here. Write to me <i>calmly</i>.")
    await desk.sees_reaction(answer, "👌")
    got = await person.reads("I am here. Write to me <i>calmly</i>.")
    assert "Olena" not in got.text
    await desk.sees_reaction(answer, "👀")
    mine = await person.sends("Thank you")
    relayed = await desk.sees("Thank you", in_=alias)
    await person.sees_reaction(mine, "👌")
    await desk.replies(relayed, "We talk on.")
    await person.reads("We talk on.")


async def test_what_was_typed_into_the_form_does_not_stay_in_the_chat(phone: Callable[..., Phone]) -> None:
    person = phone("Ivan")
    await fills_the_form(person)
    await person.stage.wait(
        lambda: not [m for m in person.messages if m.sender is person.user], "an empty chat", person.user
    )
    assert len(person.messages) == 1


async def test_open_shows_the_answers_privately_and_only_there(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena", "uk")
    await applies(person)
    card = await desk.sees("Waiting for an operator")
    await desk.taps("Open", under=card)
    link = next(popup.url for popup in desk.world.popups if popup.url)
    assert OWN_WORDS not in link
    desk.world.follow(desk.user, link)
    shown = await desk.sees(OWN_WORDS, in_=PRIVATELY)
    assert shown.protected
    await desk.taps("Open", under=card)
    await desk.sees_popup("private chat")


async def test_open_shows_both_sides_of_the_talk_in_their_order(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    rehearsal.forgiven.append("bot was blocked by the user")
    person, desk = phone("Ivan"), operator("Olena")
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await applies(person)
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    await desk.replies(head, "Are you <b>well</b>?")
    await person.reads("Are you <b>well</b>?")
    await person.sends("Yes, I am")
    await desk.sees("Yes, I am", in_=alias)
    person.world.block(person.user)
    await desk.replies(head, "Then wait.")
    await desk.sees("did not arrive", in_=alias)
    await desk.taps("Open", under=head)
    shown = (await desk.sees(OWN_WORDS, in_=PRIVATELY)).text
    told = ["Operator: Are you <b>well</b>?", "💬 Yes, I am", "Operator, not delivered: Then wait."]
    places = [shown.find(line) for line in (OWN_WORDS, *told)]
    assert -1 not in places, shown
    assert places == sorted(places)


async def test_a_member_of_the_operator_chat_never_gets_the_persons_flow(operator: Callable[..., Operator]) -> None:
    desk = operator("Olena", "uk")
    await desk.starts()
    await desk.sees("бік операторів", in_=PRIVATELY)
    await desk.sends("hello", in_=PRIVATELY)
    assert all(not message.buttons for message in desk.messages)


async def test_a_plain_post_in_a_room_is_a_note_until_somebody_sends_it(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    await desk.sends("he sounds afraid", in_=alias)
    note = await desk.sees("Internal note", in_=alias)
    assert not any("afraid" in message.text for message in person.messages)
    await desk.taps("Send to the person", under=note)
    await person.reads("he sounds afraid")
    await desk.sees("sent to the person after all", in_=alias)


async def test_edits_follow_both_ways(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    mine = await person.sends("first words")
    relayed = await desk.sees("first words", in_=alias)
    await person.edits(mine, "second words")
    assert (await desk.sees("second words", in_=alias)).id == relayed.id
    answer = await desk.replies(relayed, "an answre")
    copy = await person.reads("an answre")
    await desk.edits(answer, "an answer")
    assert (await person.sees("an answer")).id == copy.id


async def test_the_second_take_learns_who_was_first(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, first, second = phone("Ivan"), operator("Olena"), operator("Petro")
    await applies(person)
    card = await first.sees("Waiting for an operator")
    take = card.buttons[0][0]["callback_data"]
    await first.taps(take, under=card)
    second.world.press_data(second.user, card, take)
    await second.sees_popup("Taken already by Olena")


async def test_close_tells_the_person_and_the_server_can_no_longer_write(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    await desk.taps("Close", under=head)
    await desk.taps("Answered")
    await person.reads("The conversation has ended")
    card = await desk.sees("Closed: Answered")
    await desk.replies(card, "one more thing")
    await desk.sees("Nothing was sent", in_=None)
    await person.sends("/start")
    await person.sees_button("I am serving")


@pytest.mark.both
async def test_a_second_phone_continues_with_five_words_and_the_first_keeps_nothing(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    words = await applies(person)
    alias = await takes(desk)
    await desk.replies(await desk.sees("Check word", in_=alias), "A secret answer")
    await person.reads("A secret answer")
    await person.taps("I know them by heart")
    second = phone("Somebody")
    await second.sends("/start")
    await second.taps("I have five words")
    await second.sends(words.upper().replace(" ", ", "))
    await second.sees("Check word")
    await desk.sees("continues from another account", in_=alias)
    await person.no_longer_sees("A secret answer")
    await desk.replies(await desk.sees("Check word", in_=alias), "Are you safe now?")
    await second.reads("Are you safe now?")
    assert not any("safe now" in message.text for message in person.messages)


async def test_wrong_words_open_nothing_and_too_many_tries_wait(phone: Callable[..., Phone]) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    await person.taps("I have five words")
    await person.sends("apple bridge candle doctor engine")
    await person.sees_button("‹ Back")
    await person.stage.wait(
        lambda: not [m for m in person.messages if m.sender is person.user], "an empty chat", person.user
    )
    assert "apple" not in "".join(message.text for message in person.messages)


async def test_erase_everything_leaves_no_case_and_no_words(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    await person.sends("a line to be erased")
    await desk.sees("a line to be erased", in_=alias)
    await erases_everything(person)
    await person.sees("it is gone")
    await desk.sees("erased by the person")
    gone = lambda: not any("line to be erased" in m.text for m in desk.stage.group.messages.values())  # noqa: E731
    await desk.stage.wait(gone, "the person's words to go", desk.user)
    assert len(person.messages) == 1


async def test_stale_and_forged_buttons_are_answered_kindly(phone: Callable[..., Phone]) -> None:
    person, other = phone("Ivan"), phone("Petr")
    await person.sends("/start")
    screen = await person.sees_button("I am serving")
    old = next(key["callback_data"] for row in screen.buttons for key in row if key["text"] == "I am serving")
    await person.taps("I am serving")
    person.world.press_data(person.user, screen, old)
    await person.sees_popup("earlier screen")
    await other.sends("/start")
    theirs = await other.sees_button("I am serving")
    other.world.press_data(other.user, theirs, old)
    await other.sees_popup("does not work here")
    other.world.press_data(other.user, theirs, "nonsense")
    await other.sees_button("I am serving")


async def test_who_blocked_the_bot_is_shown_as_not_reached(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    rehearsal.forgiven.append("bot was blocked by the user")
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    alias = await takes(desk)
    person.world.block(person.user)
    await desk.sees("blocked the bot", in_=alias)
    answer = await desk.replies(await desk.sees("Check word", in_=alias), "Are you there?")
    await desk.sees_reaction(answer, "🤷")
    await desk.sees("did not arrive", in_=alias)
    person.world.unblock(person.user)
    await desk.sees("can be reached again", in_=alias)
    await person.taps("My case")
    status = await person.sees("An operator's answer is waiting")
    assert "has answered" not in status.text
    await desk.sees("Taken by Olena")
    await desk.replies(await desk.sees("Check word", in_=alias), "And now?")
    await person.reads("And now?")
    await person.sees("An operator has answered")
    await desk.sees("Olena: answered, waiting for the person")


@pytest.mark.both
async def test_a_kill_in_the_middle_of_the_form_loses_no_answer(phone: Callable[..., Phone], bot: BotProcess) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    await person.taps("I am serving")
    await person.taps("Apply")
    await person.taps("Yes, nobody can see")
    await person.sees("Question 2 of 6")
    await bot.kill()
    await person.taps("Yes, but it can wait", patient=False)
    await bot.start()
    await person.sees("Question 3 of 6")
    await person.taps("Send what I have")
    summary = await person.sees("Send this to the operators?")
    assert "Yes, but it can wait" in summary.text
    assert "nobody can see" in summary.text


async def test_the_relatives_door_warns_and_ends_in_a_question(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Anna"), operator("Olena")
    await person.sends("/start")
    await person.taps("About a relative or friend")
    await person.taps("Ask an operator")
    await person.sends("My son is missing")
    await person.sees("Check word")
    await desk.sees("relative · en")
    await desk.sees("My son is missing")


async def test_voice_photo_and_place_travel_both_ways(person: Phone, desk: Operator, rehearsal: Stage) -> None:
    await applies(person)
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    for send in (person.sends_voice, person.sends_photo, person.sends_location):
        await send()
    room = await desk.sees_topic(alias)

    def all_arrived() -> bool:
        seen = rehearsal.world.see(desk.user, rehearsal.group, thread=room.id)
        return {message.media.kind for message in seen if message.media} >= {"voice", "photo", "location"}

    await rehearsal.wait(all_arrived, "all three", desk.user)
    no_place = lambda: not [m for m in person.messages if m.media and m.media.kind == "location"]  # noqa: E731
    await rehearsal.wait(no_place, "the place to go", person.user)
    rehearsal.world.photo(desk.user, rehearsal.group, caption="look", reply_to=head.id, thread=room.id)
    got = await person.reads("look")
    assert got.media is not None
    assert got.media.kind == "photo"


async def test_the_persons_screen_tells_who_has_it_now(person: Phone, desk: Operator) -> None:
    await learns(person, await applies(person))
    screen = await person.sees("No human has read it yet")
    alias = await takes(desk)
    await person.no_longer_sees("No human has read it yet")
    assert [message.id for message in person.messages] == [screen.id]
    await desk.replies(await desk.sees("Check word", in_=alias), "Hello")
    await person.reads("Hello")
    assert person.messages[0].id == screen.id


async def test_who_asks_for_no_answer_before_he_writes_is_heard(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await fills_the_form(person, "Only after I write again")
    await person.taps("Send")
    await person.taps("Yes, send it")
    wish = "✋ How to answer: Only after I write again"
    assert wish in (await desk.sees("Waiting for an operator")).text
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    assert wish in head.text
    await desk.replies(head, "Are you there?")
    await desk.sees("asked you to wait for a sign", in_=alias)
    await person.reads("Are you there?")
    await desk.replies(head, "I wait.")
    await person.reads("I wait.")
    await desk.taps("Close", under=head)
    await desk.sees_button("Answered")
    assert wish in head.text
    seen = desk.world.see(desk.user, desk.stage.group, thread=head.thread)
    assert sum("wait for a sign" in message.text for message in seen) == 1


async def test_who_may_be_answered_at_once_is_answered_without_a_warning(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    first, second, desk = phone("Ivan"), phone("Petr"), operator("Olena")
    await applies(first)
    alias = await takes(desk)
    await desk.replies(await desk.sees("Check word", in_=alias), "Here I am.")
    await first.reads("Here I am.")
    await fills_the_form(second, "Only after I write again")
    await second.taps("Send")
    await second.taps("Yes, send it")
    alias = await takes(desk)
    await second.sends("This is my sign")
    await desk.replies(await desk.sees("This is my sign", in_=alias), "And here I am.")
    await second.reads("And here I am.")
    assert not any("wait for a sign" in message.text for message in desk.stage.group.messages.values())
