"""The first line of the hotline, through the real program: the screen, a question, an operator's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone


async def test_a_man_begins_in_his_language_and_changes_it(bot: BotProcess, phone: Callable[..., Phone]) -> None:
    person = phone("Ivan", "ru")
    await person.sends("/start")
    await person.sees("О ком речь?")
    await person.taps("English")
    await person.no_longer_sees("О ком речь?")
    await person.no_longer_sees("/start")
