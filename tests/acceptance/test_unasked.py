"""What nobody asked, over HTTP: taken out of the form, a free question and an open case; gone from the chat; told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import asks, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")
TOLD = "The bot took it out."
TRACES = ("Bakhmut", "58th", "Ivanov", "912 345", "Petrov")


def none_of_it(stage: Stage) -> None:
    """Nothing of it stands in any call the bot ever made."""
    said = [f"{call.method} {call.arguments}" for call in stage.world.calls]
    assert [call for call in said if any(trace in call for trace in TRACES)] == []


async def test_a_question_of_the_form(phone: Callable[..., Phone], operator: Callable[..., Operator]) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    await person.taps("I am serving")
    await person.taps("Apply")
    for label in ("Yes, nobody can see", "No", "Only about me", "Mine, only I use it"):
        await person.taps(label)
    await person.sees("Question 5 of 6")
    await person.sends("we are near Bakhmut, 58th brigade, commander Ivanov beats us")
    await person.sees(TOLD)
    await person.no_longer_sees("Bakhmut")
    await person.taps("Here, as soon as possible")
    await person.sees("we are near [place], [unit], commander [name] beats us")
    await person.taps("Send")
    await person.taps("Yes, send it")
    await person.sees("five words")
    card = await desk.sees("Waiting for an operator")
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await desk.taps("Open", under=card)
    await desk.sees("we are near [place], [unit], commander [name] beats us", in_=PRIVATELY)
    none_of_it(person.stage)


async def test_a_free_question(phone: Callable[..., Phone], operator: Callable[..., Operator]) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    await person.sees_button("I am serving")
    await person.sends("can I come with two friends, my phone is +7 912 345-67-89")
    await person.sees(TOLD)
    await person.sees("my phone is [number]")
    await person.taps("Send to an operator")
    await desk.sees("my phone is [number]")
    await person.no_longer_sees("912 345")
    none_of_it(person.stage)


async def test_words_to_an_open_case_and_a_correction_of_them(person: Phone, desk: Operator) -> None:
    await asks(person, "is anybody there")
    alias = await takes(desk)
    await person.sees("Someone is reading")
    ordinary = await person.sends("there are two of us here")
    await desk.sees("there are two of us here", in_=alias)
    await person.sees_reaction(ordinary)
    await person.sends("we lie near Bakhmut and wait")
    await desk.sees("we lie near [place] and wait", in_=alias)
    await person.sees(TOLD)
    await person.no_longer_sees("Bakhmut")
    assert any(message.text == "there are two of us here" for message in person.messages)
    await person.edits(ordinary, "there are two of us here, I am Oleg Petrov")
    await desk.sees("there are two of us here, I am [name]", in_=alias)
    await person.no_longer_sees("there are two of us")
    none_of_it(person.stage)


async def test_a_reply_to_an_operator_in_the_middle_of_a_form(person: Phone, desk: Operator) -> None:
    await asks(person, "is anybody there")
    alias = await takes(desk)
    await desk.replies(await desk.sees("is anybody there", in_=alias), "how can we help you")
    await person.reads("how can we help you")
    answer = await person.sees("how can we help you")
    await person.sends("commander Ivanov does not let us go", reply_to=answer)
    await desk.sees("commander [name] does not let us go", in_=alias)
    await person.sees(TOLD)
    await person.no_longer_sees("Ivanov")
    none_of_it(person.stage)


async def test_a_call_is_passed_on_at_once_without_it(person: Phone, desk: Operator) -> None:
    await person.sends("/start")
    await person.taps("I am in danger now")
    await person.sees("A person is being called")
    await person.sends("wounded near Bakhmut, they are coming")
    await desk.sees("wounded near [place], they are coming")
    await person.sees(TOLD)
    await person.no_longer_sees("Bakhmut")
    none_of_it(person.stage)
