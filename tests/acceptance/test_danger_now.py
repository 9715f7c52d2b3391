"""In danger now, over real HTTP: one press calls, nobody coming calls again, a mistake costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone

NOW = "I am in danger now"


@pytest.fixture
def command() -> tuple[str, ...]:
    """A second alarm after one second: nobody waits two minutes in a test."""
    return ("-m", "tests.acceptance.hasty")


def alarms(desk: Operator, said: str = "nobody took this case") -> list[Message]:
    return [one for one in desk.stage.group.messages.values() if said in one.text]


async def test_one_press_calls_and_the_next_words_join_it(
    bot: BotProcess, phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    first = await person.sees_button(NOW)
    assert first.buttons[0][0]["text"] == NOW
    await person.sees("no operator is to be seen")
    await person.taps(NOW)
    await person.sees("A person is being called")
    card = await desk.sees("in danger now · en")
    assert card.text.startswith("🔴")
    await person.taps("To the start")
    await person.taps(NOW)
    said = await person.sends("blood")
    await desk.sees("blood")
    await person.sees("Passed on")
    await person.stage.wait(lambda: said.id not in person.chat.messages, "his words to go", person.user)
    assert len([one for one in desk.stage.group.messages.values() if "in danger now · en" in one.text]) == 1
    await desk.sees("nobody took this case")
    await person.sees("Nobody has answered yet")
    await desk.taps("Take")
    await person.sees("Someone is reading")
    await person.no_longer_sees("no operator is to be seen")
    await desk.sees("blood", in_="in danger now")
    assert len(alarms(desk)) == 1


async def test_a_second_alarm_survives_a_kill_and_a_taken_case_rings_no_more(
    bot: BotProcess, person: Phone, desk: Operator
) -> None:
    await person.sends("/start")
    await person.taps(NOW)
    await desk.sees("in danger now · en")
    await bot.kill()
    await bot.start()
    alarm = await desk.sees("nobody took this case")
    await desk.taps("Take", under=alarm)
    await person.sees("Someone is reading")
    assert len(alarms(desk)) == 1


async def test_pressed_by_mistake_leaves_a_line_and_no_case(
    bot: BotProcess, phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    await person.taps(NOW)
    card = await desk.sees("in danger now · en")
    await person.taps("I pressed by mistake")
    await person.sees("it was a mistake")
    assert (await desk.sees("pressed by mistake, says the person")).id == card.id
    await person.taps("I only have a question")
    await person.taps("Ask an operator")
    await person.sends("How long?")
    await person.sees("No human has read it yet")
    assert card.buttons == []


async def test_who_cannot_go_on_is_asked_plainly_and_called_for_twice(
    bot: BotProcess, person: Phone, desk: Operator
) -> None:
    await person.sends("/start")
    await person.taps("I can't go on")
    await person.sees("Do you want to die now?")
    await desk.sees("in crisis · en")
    await person.sends("yes")
    await desk.sees("yes")
    await desk.sees("nobody took this case")


async def test_words_call_as_the_button_does_and_each_message_shows_that_it_went_on(
    bot: BotProcess, person: Phone, desk: Operator
) -> None:
    await person.sends("/start")
    await person.sees_button(NOW)
    await person.sends("a drone is above me")
    await person.sees("A person is being called")
    await person.sees("A voice can be recognised")
    await person.sees_button("Choose a PIN")
    card = await desk.sees("in danger now · en")
    assert "Urgent: in danger at this moment" in card.text
    await desk.sees("a drone is above me")
    await desk.sees("nobody took this case")
    await person.sends_voice()
    await person.sees("messages so far: 2")
    await person.sends("still here")
    await person.sees("messages so far: 3")


async def test_a_question_taken_for_a_call_gets_its_answer_and_the_operators_are_told(
    bot: BotProcess, person: Phone, desk: Operator
) -> None:
    await person.sends("/start")
    await person.sends("a drone is hovering over me how do I surrender to it")
    card = await desk.sees("Urgent: in danger at this moment")
    await person.taps("I am not in danger")
    await person.sees_button("How do I surrender to a drone?")
    await desk.sees("nothing is urgent, it was a mistake")
    await desk.stage.wait(lambda: "Urgent" not in card.text, "the card to turn calm", desk.user)


async def test_pressed_by_mistake_in_an_open_question_its_card_turns_calm_again(
    bot: BotProcess, phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    await person.taps("I only have a question")
    await person.taps("Ask an operator")
    await person.sends("How long?")
    card = await desk.sees("a question · en")
    assert "Urgent" not in card.text
    await person.taps("To the start")
    await person.taps(NOW)
    await desk.stage.wait(lambda: "Urgent: in danger" in card.text, "the card to turn red", desk.user)
    await person.taps("I pressed by mistake")
    await desk.sees("nothing is urgent, it was a mistake")
    await desk.stage.wait(lambda: "Urgent" not in card.text, "the card to turn calm", desk.user)


async def test_a_crisis_still_calls_again_after_a_press_by_mistake(
    bot: BotProcess, person: Phone, desk: Operator
) -> None:
    await person.sends("/start")
    await person.sends("I want to kill myself")
    card = await desk.sees("Urgent: ")
    assert "in danger at this moment" not in card.text
    await person.sends("/start")
    await person.taps(NOW)
    await desk.stage.wait(lambda: "in danger at this moment" in card.text, "the card to say more", desk.user)
    await person.taps("I pressed by mistake")
    await desk.sees("the last call was a mistake")
    await desk.stage.wait(lambda: "in danger at this moment" not in card.text, "the card to say less", desk.user)
    assert card.text.startswith("🔴")
    await desk.sees("nobody took this case")


async def test_who_left_without_a_way_back_is_not_called_for(bot: BotProcess, person: Phone, desk: Operator) -> None:
    await person.sends("/start")
    await person.taps(NOW)
    card = await desk.sees("in danger now · en")
    alarm = await desk.sees("nobody took this case")
    await person.taps("Exit")
    await person.sees("To begin, send /start")
    lost = await desk.sees("has no way back. No answer reaches him")
    assert lost.id == card.id
    assert [button["text"] for row in lost.buttons for button in row] == ["Open", "Close", "More…"]
    await desk.stage.wait(lambda: alarm.id not in desk.stage.group.messages, "the alarm to go", desk.user)


async def test_an_erased_call_leaves_nothing_to_take(bot: BotProcess, person: Phone, desk: Operator) -> None:
    await person.sends("/start")
    await person.taps(NOW)
    alarm = await desk.sees("nobody took this case")
    await person.sends("/delete")
    await person.taps("Yes, erase everything")
    await desk.sees("erased by the person")
    await desk.stage.wait(lambda: alarm.id not in desk.stage.group.messages, "the alarm to go", desk.user)
    assert not any(one.buttons for one in desk.stage.group.messages.values())
