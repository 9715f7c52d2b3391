"""A phone that is searched, over HTTP: quick exit, /clear, silence; five words and a PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies, asks, erases_everything

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone


async def test_one_tap_locks_and_five_words_unlock(bot: BotProcess, phone: Callable[..., Phone]) -> None:
    person = phone("Ivan")
    words = await applies(person)
    await person.taps("Exit")
    await person.sees("To begin, send /start.")
    assert len(person.messages) == 1
    await person.sends("/start")
    await person.sees_button("I am serving")
    assert "My case" not in str(person.messages[-1].buttons)
    await person.sends(words)
    await person.sees("The words fit")


async def test_after_everything_is_erased_the_first_screen_stands_alone(
    bot: BotProcess, phone: Callable[..., Phone]
) -> None:
    person = phone("Ivan")
    await applies(person)
    await erases_everything(person)
    await person.sees("If anything was here, it is gone.")
    await person.sends("/start")
    await person.sees_button("I am serving")
    await person.no_longer_sees("/start")
    assert len(person.messages) == 1


@pytest.mark.parametrize("typed", ["12ab", "1 2 3", "123456789012", "help me please"])
async def test_what_is_no_pin_goes_to_nobody(bot: BotProcess, person: Phone, desk: Operator, typed: str) -> None:
    await asks(person, "How long does it take?")
    await desk.sees("How long does it take?")
    await person.taps("Choose a PIN")
    await person.sees("Choose a PIN: 4 to 8 digits")
    message = await person.sends(typed)
    await person.sees("4 to 8 digits, no")
    await person.stage.wait(lambda: message.id not in person.chat.messages, "it to go", person.user)
    assert not any(typed in one.text for one in desk.messages)
    await person.sends("4711")
    await person.sees("once more")
    await person.sends("4711")
    await person.sees("Your PIN is set")


class TestSilence:
    @pytest.fixture
    def command(self) -> tuple[str, ...]:
        return ("-m", "tests.acceptance.silent")

    async def test_silence_turns_the_screen_into_a_strangers_and_the_pin_back(
        self, bot: BotProcess, phone: Callable[..., Phone]
    ) -> None:
        person = phone("Ivan")
        await person.sends("/start")
        await person.taps("I am serving")
        await person.taps("Apply")
        await person.taps("Yes, nobody can see")
        await person.sends("/privacy")
        await person.taps("Choose a PIN")
        await person.sends("4711")
        await person.sees("once more")
        await person.sends("4711")
        await person.no_longer_sees("once more")
        await person.sees_button("I am serving")
        await person.sends("4711")
        await person.sees("Everything is back")
        await person.sees_button("Continue")
