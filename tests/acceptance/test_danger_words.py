"""Over real HTTP: danger words reach the operators at once, red and first, and the person is asked nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_stranger_who_wants_to_die_is_with_the_operators_after_one_message(
    person: Phone, desk: Operator
) -> None:
    await person.sends("/start")
    await person.sends("I don't want to live anymore")
    screen = await person.sees("Do you want to die now?")
    assert "Apply" not in str(screen.buttons)
    card = await desk.sees("Urgent")
    assert card.text.startswith("🔴")
    await desk.sees("I don't want to live anymore")
    await person.sends("the gun is here")
    await desk.sees("the gun is here")


async def test_an_open_case_turns_red(phone: Callable[..., Phone], operator: Callable[..., Operator]) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    await person.sends("How long does it take?")
    await person.taps("Send to an operator")
    card = await desk.sees("Waiting for an operator")
    assert "🔴" not in card.text
    alias = await takes(desk)
    await person.sends("I will kill myself")
    await person.sees("Do you want to die now?")
    await desk.sees("I will kill myself", in_=alias)
    assert (await desk.sees("🔴")).id == card.id


async def test_the_card_says_in_words_of_which_danger(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    await person.sends("they tortured me")
    card = await desk.sees("Urgent: torture or rape")
    await person.sees("The operators have been called")
    await person.sees("Exit” and /clear lose the answer")
    await person.sees_button("Choose a PIN")
    await person.sends("I will kill my commander")
    assert (await desk.sees("Urgent: torture or rape; may harm others")).id == card.id
    other = phone("Petro")
    await other.sends("/start")
    await other.sends("I am 16 years old")
    await desk.sees("Urgent: about somebody under 18")
    await other.taps("To the start")
    await other.taps("I can't go on")
    await desk.sees("Urgent: about somebody under 18; thoughts of suicide")
