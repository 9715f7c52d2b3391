"""Any text a person or an operator can type, at every place: a screen follows, and no kept word is lost."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from bot.texts import clean, units
from tests.acceptance.driver import PATIENCE, PRIVATELY
from tests.acceptance.odd_things import TEXTS, many, types
from tests.acceptance.places import (
    choice_step,
    code,
    faults,
    home,
    open_case,
    question,
    screen,
    squeezed,
    text_step,
    writes,
)
from tests.acceptance.stories import takes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone
    from tests.acceptance.places import Place

    Phones = Callable[..., Phone]
    Operators = Callable[..., Operator]

ROOM = 15_000
"""Units of own words that one person writes here: an unsent question or an application holds a little more."""


def heaps(texts: Iterable[str]) -> list[list[str]]:
    """Texts in as many heaps as fit into one unsent question or one application each."""
    found: list[list[str]] = [[]]
    for text in texts:
        if sum(units(one) + 1 for one in [*found[-1], text]) > ROOM:
            found.append([])
        found[-1].append(text)
    return found


def under_the_card(person: Phone) -> str:
    """All words of a person beneath the card of his question, head lines left out; known by his first words."""
    group = person.stage.group.messages.values()
    first = next((one for one in group if f"of {person.user.name}\n" in f"{one.text}\n"), None)
    if first is None:
        return ""
    said = [one.text for one in group if one.reply_to == first.reply_to and one.sender.is_bot]
    return squeezed("".join(re.sub(r"^💬 \w+$", "", text, flags=re.MULTILINE) for text in said))


async def reaches_the_card(person: Phone, kept: list[str]) -> None:
    wanted = squeezed("".join(map(clean, kept)))
    whole = lambda: len(under_the_card(person)) >= len(wanted)  # noqa: E731
    await person.stage.wait(whole, f"{wanted[:50]!r} below the card", person.user)
    assert under_the_card(person) == wanted


async def at_home(person: Phone, texts: list[str]) -> None:
    """All of it becomes one unsent question."""
    await home(person)
    kept = [f"words of {person.user.name}", *texts]
    for text in kept:
        await writes(person, text)
    await person.taps("Send to an operator")
    await reaches_the_card(person, kept)


async def as_a_question(person: Phone, texts: list[str]) -> None:
    """The first is asked, all others are words to an open case."""
    await question(person)
    kept = [f"words of {person.user.name}", *texts]
    for text in kept:
        await writes(person, text)
    await reaches_the_card(person, kept)


async def instead_of_a_code(person: Phone, texts: list[str]) -> None:
    """What can not be five words is a question; the rest is taken out of the chat."""
    kept = [f"these are surely more than eight words, words of {person.user.name}"]
    await code(person)
    await writes(person, kept[0])
    for text in texts:
        await code(person)
        await writes(person, text)
        if "Send to an operator" in screen(person):
            kept.append(text)
        else:
            assert len(clean(text).split()) < 20, text
    await home(person)
    await person.taps("My unsent question")
    await person.taps("Send to an operator")
    await reaches_the_card(person, kept)


async def in_a_form(person: Phone, texts: list[str], *, place: Place) -> None:
    """All of it becomes the answer to one question."""
    await place(person)
    for text in texts:
        await writes(person, text)
        if place is text_step:
            await person.taps("‹ Back")
    await person.taps("Send what I have")
    await person.taps("Yes, send it")
    await person.sees("five words")


async def shown(desk: Phone, texts: list[str], where: Callable[[], str], *, times: int) -> None:
    """Each of the texts stands there so often, in as many messages as it takes."""

    def missing() -> list[str]:
        there = squeezed(where()).replace("💬", "")
        return [text[:50] for text in texts if there.count(squeezed(clean(text))) < times]

    try:
        await desk.world.until(lambda: not missing(), PATIENCE)
    except TimeoutError:
        pytest.fail(f"not there {times} times: {missing()}\n{desk.stage.transcript(desk.user)}", pytrace=False)


def cards(desk: Operator, kind: str) -> list[Message]:
    return [one for one in desk.stage.group.messages.values() if f"· {kind}" in one.text and one.buttons]


async def opens_every_application(desk: Operator, texts: list[str]) -> None:
    """Asks for the answers of each; they come to the operator's private chat."""
    for card in cards(desk, "application"):
        await desk.taps("Open", under=card)
    await shown(desk, texts, lambda: "".join(one.text for one in desk.messages), times=2)


async def takes_every_question(desk: Operator, texts: list[str]) -> None:
    """Each room begins with the words that were said so far."""
    for card in cards(desk, "question"):
        await desk.taps("Take", under=card)
        await desk.sees("Check word", in_=card.text.split(" ")[0])
    group = desk.stage.group.messages
    await shown(desk, texts, lambda: "".join(one.text for one in group.values() if one.thread), times=2)


async def everywhere(phone: Phones, desk: Operator, texts: list[str]) -> None:
    """Each text at each place, many people at once; then every kept one is looked for at the operators'."""
    people = iter(range(1_000))
    await desk.starts()
    await desk.sees("operators", in_=PRIVATELY)
    walks = [
        way(phone(f"P{next(people)}"), heap)
        for heap in heaps(texts)
        for way in (at_home, as_a_question, instead_of_a_code)
    ]
    walks += [
        in_a_form(phone(f"P{next(people)}"), heap, place=place)
        for heap in heaps(texts)
        for place in (choice_step, text_step)
    ]
    await asyncio.gather(*walks)
    await takes_every_question(desk, texts)
    await opens_every_application(desk, texts)


async def answers_with(desk: Operator, person: Phone, texts: list[str]) -> None:
    """What an operator types arrives as well."""
    await open_case(person)
    head = await desk.sees("Check word", in_=await takes(desk))
    for text in texts:
        await desk.sees_reaction(types(desk, text, reply_to=head), "👌")
    await person.taps("Read")
    await shown(person, texts, lambda: "".join(one.text for one in person.messages), times=1)


@pytest.mark.slow
async def test_any_text_is_kept_wherever_it_is_typed(phone: Phones, operator: Operators, bot: BotProcess) -> None:
    desk = operator("Olena <b>&\u202e'\"")
    await everywhere(phone, desk, list(TEXTS.values()))
    await answers_with(desk, phone("Ivan"), list(TEXTS.values()))
    assert faults(bot) == []


@pytest.mark.slow
async def test_any_of_many_texts_is_kept_wherever_it_is_typed(
    phone: Phones, operator: Operators, bot: BotProcess
) -> None:
    await everywhere(phone, operator("Olena"), list(many(150, seed=7)))
    assert faults(bot) == []
