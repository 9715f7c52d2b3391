"""A note that is sent to the person after all is an answer like any other: whoever sends it has the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies, asks, fills_the_form, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


async def sends_after_all(desk: Operator, person: Phone, words: str) -> None:
    note = await desk.sees("Internal note")
    await desk.taps("Send to the person", under=note)
    await person.reads(words)


async def test_a_note_beneath_a_question_that_became_an_application_takes_it(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await asks(person, "What about food?")
    await desk.sees("Waiting for an operator")
    await fills_the_form(person)
    await person.taps("Send")
    await person.taps("Yes, send it")
    await desk.sends("Write to me now", reply_to=await desk.sees("has become an application"))
    await sends_after_all(desk, person, "Write to me now")
    await desk.sees("taken by Olena")
    await person.no_longer_sees("No human has read it yet")


async def test_a_note_in_the_old_room_of_a_reopened_case_takes_it(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena", admin=True)
    words = await applies(person)
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    await desk.taps("Close", under=head)
    await desk.taps("Answered", under=head)
    await person.reads("The conversation has ended")
    await person.sends(words)
    await person.sees("Nobody has taken it up")
    await desk.sends("I read you again", in_=alias)
    await sends_after_all(desk, person, "I read you again")
    await person.no_longer_sees("Nobody has taken it up")
