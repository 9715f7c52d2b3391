"""Whoever is in the operator chat gets the desk, whatever Telegram happens to say of him."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


async def test_an_operator_stays_one_while_the_member_list_is_closed_to_the_bot(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    """Telegram promises an answer about others only to administrators."""
    rehearsal.forgiven.append("member list is inaccessible")
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    await takes(desk)
    for _ in range(2):
        rehearsal.world.faults.next_refusal("getChatMember", 400, "Bad Request: member list is inaccessible")
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await desk.starts()
    await rehearsal.wait(lambda: len(greetings(rehearsal, desk)) == 2, "the desk's help again", desk.user)


def greetings(stage: Stage, desk: Operator) -> list[str]:
    chat = stage.world.private(desk.user)
    return [message.text for message in chat.messages.values() if "operators' side" in message.text]


async def test_a_stranger_who_joins_the_operators_gets_the_desk(phone: Callable[..., Phone], rehearsal: Stage) -> None:
    person = phone("Petro", "uk")
    await person.sends("/start")
    await person.sees("?")
    rehearsal.world.join(rehearsal.group, person.user)
    await person.sends("/start")
    await person.sees("бік операторів")


async def test_an_operator_who_blocked_the_bot_learns_why_open_shows_nothing(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    rehearsal.forgiven.append("bot was blocked by the user")
    person, desk = phone("Ivan"), operator("Olena")
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await applies(person)
    card = await desk.sees("Waiting for an operator")
    desk.world.block(desk.user)
    await desk.taps("Open", under=card)

    def told() -> bool:
        told_in_group = any("press Start" in message.text for message in rehearsal.group.messages.values())
        return told_in_group or any(popup.url for popup in desk.world.popups)

    await rehearsal.wait(told, "a way to the private chat", desk.user)
