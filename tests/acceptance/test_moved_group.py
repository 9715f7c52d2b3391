"""Telegram gives the operators' group another id while the line is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import applies

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


async def test_an_upgraded_group_is_followed_never_left_and_answers_from_there(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage, bot: BotProcess
) -> None:
    rehearsal.forgiven.append("upgraded")
    person, desk, world = phone("Ivan"), operator("Olena"), rehearsal.world
    await applies(person)
    await desk.sees("Waiting for an operator")
    old, new = rehearsal.group, world.add_group("Operators", forum=True)
    old.moved_to = new.id
    world.join(new, desk.user)
    rehearsal.group = new
    await person.sends("words after the move")
    relayed = await desk.sees("words after the move")
    await desk.replies(relayed, "an answer from the new group")
    await person.reads("an answer from the new group")
    await person.sends("thank you")
    await desk.sees("thank you")
    assert new.member(world.bot.user).status == "administrator"
    assert not world.called("leaveChat")
    assert sum('"chat_moved"' in line for line in bot.log) == 1


async def test_a_foreign_group_is_still_left(rehearsal: Stage, operator: Callable[..., Operator]) -> None:
    rehearsal.forgiven.append("bot is not a member")  # several updates tell of one group: it is left more than once
    desk, foreign = operator("Olena"), rehearsal.world.add_group("Foreign", forum=False)
    left = lambda: foreign.member(rehearsal.world.bot.user).status == "left"  # noqa: E731
    await rehearsal.wait(left, "the bot to leave the foreign group", desk.user)
