"""A phone that is searched, over HTTP: quick exit, /clear, silence; five words and a PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies, erases_everything

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Phone


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
