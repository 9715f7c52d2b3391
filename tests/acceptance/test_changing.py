"""An application that was sent is changed from "My case": what is left out stays, and operators see both versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import OWN_WORDS, applies, erases_everything, fills_the_form, takes, words_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


async def skips_to(person: Phone, question: int) -> None:
    for number in range(1, question):
        await person.sees(f"Question {number} of 6")
        await person.taps("Skip")
    await person.sees(f"Question {question} of 6")


async def test_one_answer_is_changed_and_the_others_stay(person: Phone, desk: Operator) -> None:
    await applies(person)
    await takes(desk)
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await person.taps("My case")
    await person.taps("Change my answers")
    shown = await person.sees("Answer only what you want to change")
    assert OWN_WORDS not in shown.text
    await skips_to(person, 6)
    await person.taps("Only after I write again")
    summary = await person.sees("the earlier answer stays")
    assert OWN_WORDS not in summary.text
    await person.taps("Send")
    await person.taps("Yes, send it")
    await person.sees("Changes are stored")
    await desk.sees("the person changed the application")
    card = await desk.sees("Only after I write again")
    assert "Only about me" not in card.text
    assert "Here, as soon as possible" not in card.text
    await desk.taps("Open", under=card)
    opened = await desk.sees("Only after I write again", in_=PRIVATELY)
    assert opened.text.count(OWN_WORDS) == 2
    assert "Here, as soon as possible" in opened.text


async def test_nothing_answered_changes_nothing(person: Phone, desk: Operator) -> None:
    await applies(person)
    await person.taps("My case")
    await person.taps("Change my answers")
    await skips_to(person, 6)
    await person.taps("Send what I have")
    await person.taps("Yes, send it")
    await person.sees("You changed nothing")
    assert "changed the application" not in str([one.text for one in desk.stage.group.messages.values()])


async def test_what_is_told_under_duress_hides_no_free_answer_and_the_erased_card_stays_red(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await fills_the_form(person, "Only after I write again")
    await person.taps("Send")
    await person.taps("Yes, send it")
    words = words_on((await person.sees("five words")).text)
    await takes(desk)
    await person.taps("I know them by heart")
    first, _, last = words.rpartition(" ")
    watched = phone("Somebody")
    await watched.sends("/start")
    await watched.taps("I have five words")
    await watched.sends(f"{last} {first}")
    await watched.sees("The words fit")
    await watched.taps("Change my answers")
    await skips_to(watched, 6)
    await watched.taps("Here, as soon as possible")
    await watched.taps("Send")
    await watched.taps("Yes, send it")
    await watched.sees("Changes are stored")
    await desk.sees("the person changed the application")
    card = await desk.sees("NOT FREE")
    assert "Only after I write again" in card.text
    await erases_everything(watched)
    await watched.sees("it is gone")
    erased = await desk.sees("erased by the person")
    assert "NOT FREE" in erased.text
