"""Anything that can be sent or pressed, at every place: never silence, never a fault, nothing done twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.odd_things import EMPTY, PRESSES, THINGS, types
from tests.acceptance.places import (
    PLACES,
    faults,
    follows,
    home,
    screen,
    writes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone
    from tests.acceptance.places import Place

    Phones = Callable[..., Phone]
    Operators = Callable[..., Operator]


async def is_taken_calmly(person: Phone, place: Place, send: Callable[[Phone], Message]) -> None:
    await place(person)
    before = screen(person)
    await follows(person, send(person), before)


def album(person: Phone) -> Message:
    return person.world.album(person.user, caption="три снимка")[-1]


async def edits_it(person: Phone, place: Place) -> None:
    """A text that is changed before and after it was worked; the bot goes on."""
    await place(person)
    before, message = screen(person), types(person, "первые слова")
    person.world.edit(person.user, message, "другие слова")
    await follows(person, message, before)
    person.world.edit(person.user, message, "третьи слова")
    await writes(person, "/help")


def no_words() -> Iterator[Callable[[Phone], Message]]:
    """Texts of which nothing is left, and texts that may mean a button or a command."""
    for text in (*EMPTY.values(), *PRESSES):
        yield lambda person, text=text: types(person, text)  # type: ignore[misc]


@pytest.mark.slow
async def test_whatever_is_sent_is_answered_with_a_screen(phone: Phones, bot: BotProcess) -> None:
    things = [*THINGS.values(), album, *no_words()]
    walks = [is_taken_calmly(phone("Ivan"), place, send) for place in PLACES.values() for send in things]
    walks += [edits_it(phone("Ivan"), place) for place in PLACES.values()]
    await asyncio.gather(*walks)
    assert faults(bot) == []


async def taps_twice(person: Phone, label: str, *, under: Message | None = None) -> None:
    """Presses a button three times before anything can follow; every press is answered."""
    message = under or await person.sees_button(label, whole=True)
    queries = [person.world.tap(person.user, message, label) for _ in range(3)]
    answered = lambda: not any(one and one.id in person.world.queries for one in queries)  # noqa: E731
    await person.stage.wait(answered, f"the answers to {label!r}", person.user)


async def applies_hastily(person: Phone) -> None:
    """A whole application with every button pressed three times, two texts at once where one is asked."""
    await home(person)
    for label in ("I am serving", "Apply", "Yes, nobody can see", "No", "Only about me", "Mine, only I use it"):
        await taps_twice(person, label)
    await person.sees("Question 5 of 6")
    before, second = screen(person), [types(person, text) for text in ("первый ответ", "второй ответ")][-1]
    await follows(person, second, before)
    await person.sees("“второй ответ”")
    for label in ("Here, as soon as possible", "Send", "Yes, send it"):
        await taps_twice(person, label)
    await person.sees("five words")
    assert len([one for one in person.messages if one.buttons]) == 1


async def test_whatever_is_pressed_twice_happens_once(person: Phone, desk: Operator, bot: BotProcess) -> None:
    await applies_hastily(person)
    (card,) = [one for one in desk.stage.group.messages.values() if one.buttons]
    await taps_twice(desk, "Take", under=card)
    await desk.sees("Check word")
    assert len(desk.stage.group.topics) == 1
    await desk.starts()
    await desk.sends("заметка", in_=card.text.split(" ")[0])
    note = await desk.sees_button("Send to the person")
    await taps_twice(desk, "Send to the person", under=note)
    await person.reads("заметка")
    assert len([one for one in person.messages if "заметка" in one.text]) == 1
    await taps_twice(desk, "Open", under=card)
    assert "первый ответ\nвторой ответ" not in card.text
    await taps_twice(desk, "Close", under=card)
    await taps_twice(desk, "Answered")
    await person.reads("The conversation has ended")
    assert len([one for one in person.messages if "has ended" in one.text]) == 1
    assert faults(bot) == []
