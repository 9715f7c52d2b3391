"""What Telegram lists when somebody types "/": a person's phone shows nothing of the desk, an operator's all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.desk.commands import Place
from bot.desk.orders import COMMANDS
from bot.rehearsal.menus import menu
from handlers.profile import COMMANDS as SHOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Chat
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")

PERSONS = ["start", "help"]
"""What a searched phone shows: written down here once more, so that a change of it is seen."""


def listed(who: Phone, chat: Chat | None = None) -> list[str]:
    return [one["command"] for one in menu(who.world.bot, chat or who.chat, who.user)]


def allowed(place: Place, *, supervisor: bool) -> list[str]:
    rows = [one for one in COMMANDS if place in one.places and not one.quiet]
    return [one.name for one in rows if supervisor or not one.supervisor]


async def test_each_sees_his_own_commands_and_who_leaves_sees_a_persons(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, desk, chief = phone("Ivan", "ru"), operator("Olena", "uk"), operator("Taras", "en", admin=True)
    await rehearsal.wait(lambda: listed(desk, rehearsal.group), "the group's list", desk.user)
    assert listed(person) == listed(desk) == PERSONS == list(SHOWN)
    assert listed(desk, rehearsal.group) == allowed(Place.GROUP, supervisor=False)
    await rehearsal.wait(
        lambda: listed(chief, rehearsal.group) == allowed(Place.GROUP, supervisor=True), "his list", chief.user
    )
    await desk.starts()
    await chief.starts()
    mine, his = allowed(Place.PRIVATE, supervisor=False), allowed(Place.PRIVATE, supervisor=True)
    await rehearsal.wait(lambda: listed(desk) == mine and listed(chief) == his, "their private lists", desk.user)

    def told() -> str:
        return str(menu(rehearsal.world.bot, desk.chat, desk.user)[0]["description"])

    await rehearsal.wait(lambda: told() == "як тут усе влаштовано і всі команди", "his language", desk.user)
    rehearsal.world.stand(rehearsal.group, chief.user, "member", by=chief.user)
    await rehearsal.wait(lambda: listed(chief) == mine, "no supervisor's list any more", chief.user)
    rehearsal.world.leave(rehearsal.group, desk.user, by=chief.user)
    await rehearsal.wait(lambda: listed(desk) == PERSONS, "a person's list again", desk.user)
    assert listed(person) == PERSONS
