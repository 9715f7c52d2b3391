"""Words that may be a code, or a way to a question, are held: nobody reads them before their writer says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies, asks, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


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


async def test_five_plain_words_reach_the_operators_of_an_open_case(person: Phone, desk: Operator) -> None:
    words = (await applies(person)).split()
    alias = await takes(desk)
    await person.sends(" ".join([words[4], words[3], words[2], "somethingelse", "anotherthing"]))
    await desk.sees("somethingelse", in_=alias)


async def test_words_on_the_way_to_erasing_are_held_not_lost(phone: Callable[..., Phone]) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    await person.sees_button("I am serving")
    await person.sends("/delete")
    await person.sees_button("Yes, erase everything")
    await person.sends("please, a moment")
    await person.sees("please, a moment")
    await person.sees_button("Send to an operator")


async def test_listed_words_written_into_an_open_case_are_held_and_go_only_at_his_word(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    words = (await applies(person)).split()
    await takes(desk)
    await person.sees("Someone is reading")
    spare = " ".join(reversed(words[:4]))
    await person.sends(spare)
    await person.sees("These may be your five words")
    await person.no_longer_sees(spare)
    assert not any(spare in message.text for message in desk.stage.group.messages.values())
    await person.taps("Send to an operator")
    await desk.sees(spare)
