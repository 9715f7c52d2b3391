"""Commands of the operators' side, over HTTP: who may give which, where, and what is answered otherwise."""

from __future__ import annotations

import pytest

from bot.desk.orders import COMMANDS
from tests.acceptance.driver import Operator, Phone
from tests.switched import shipped

pytestmark = pytest.mark.usefixtures("bot")


async def test_help_names_every_command_of_the_place(desk: Operator) -> None:
    await desk.sends("/help")
    shown = await desk.sees("/help —")
    listed = [one.name for one in COMMANDS if "group" in one.places and not one.quiet and not one.supervisor]
    assert all(f"/{name} — " in shown.text for name in listed)


async def test_an_unknown_command_is_sent_to_nobody(desk: Operator, person: Phone) -> None:
    await desk.sends("/nonsense")
    await desk.sees("I do not know /nonsense")
    assert not person.messages


async def test_another_bots_command_is_not_ours(desk: Operator) -> None:
    await desk.sends("/help@other_bot")
    await desk.sends("/nonsense")
    await desk.sees("I do not know /nonsense")
    assert not any("all commands" in message.text and "/help —" in message.text for message in desk.messages)


def test_every_command_has_a_text_in_every_language() -> None:
    texts = shipped().texts
    for command in COMMANDS:
        for language in texts.languages:
            assert texts.plain(language, f"desk-command-{command.name}")
