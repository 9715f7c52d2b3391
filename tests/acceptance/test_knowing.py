"""Signals and bans over HTTP: what operators see on the card, and what a banned person is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")

LONG = "I have been serving for two weeks now and want to leave with a friend of mine, how long does it all take?"
THREAT = "come out and we will see who of us is the stronger one"


async def asks(one: Phone, words: str) -> None:
    await one.sends("/start")
    await one.taps("I only have a question")
    await one.sends(words)
    await one.taps("Send to an operator")
    await one.sees("is stored")


async def test_the_same_words_of_two_people_are_explained_on_a_tap(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    desk = operator("Olga")
    for name in ("Ivan", "Petro"):
        await asks(phone(name), LONG)
    await desk.taps("Same text", patient=False)
    await desk.sees_popup("It proves nothing")


async def test_a_ban_is_told_and_leaves_the_call_for_help(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    boss, ivan = operator("Ira", admin=True), phone("Ivan")
    await asks(ivan, LONG)
    card = await boss.sees("only a question")
    message = await boss.replies(card, "/ban 3 threats")
    assert message
    await boss.sees("messages do not reach you")
    await ivan.reads("operators do not receive your messages")
    await ivan.sends(THREAT)
    await ivan.sees("I am in danger now")
    assert not any(THREAT in one.text for one in boss.stage.group.messages.values())
    await ivan.sends("/start")
    await ivan.taps("I am in danger now")
    await boss.sees("Urgent")
