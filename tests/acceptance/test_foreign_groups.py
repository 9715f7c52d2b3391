"""The bot leaves every group but the operators', and none while it is not with the operators itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Chat
    from tests.acceptance.driver import Operator, Phone, Stage

TWICE = "bot is not a member"
"""Each update of a foreign group is a reason to leave it; the second finds the bot outside."""


def stands(stage: Stage, chat: Chat) -> str:
    return str(chat.member(stage.world.bot.user).status)


async def test_a_foreign_group_is_left_without_a_word(
    bot: BotProcess, rehearsal: Stage, operator: Callable[..., Operator]
) -> None:
    olena = operator("Olena")
    rehearsal.forgiven.append(TWICE)
    foreign = rehearsal.world.add_group("Somebody else's", by=olena.user)
    await rehearsal.wait(lambda: stands(rehearsal, foreign) == "left", "the bot to leave", olena.user)
    assert not [call for call in rehearsal.world.called("sendMessage") if call.arguments["chat_id"] == foreign.id]
    assert stands(rehearsal, rehearsal.group) != "left"


@pytest.mark.slow
async def test_a_foreign_group_is_left_though_telegram_stumbles_at_first(
    bot: BotProcess, rehearsal: Stage, operator: Callable[..., Operator]
) -> None:
    olena = operator("Olena")
    rehearsal.forgiven += ["Bad Gateway", TWICE]
    for _ in range(2):
        rehearsal.world.faults.next_refusal("getChatMember", 502, "Bad Gateway")
    foreign = rehearsal.world.add_group("Somebody else's", by=olena.user)
    await rehearsal.wait(lambda: stands(rehearsal, foreign) == "left", "the bot to leave", olena.user)
    assert not any('"leave_refused"' in line for line in bot.log)


async def test_no_group_is_left_while_the_bot_is_not_with_its_operators(
    bot: BotProcess, rehearsal: Stage, operator: Callable[..., Operator]
) -> None:
    """HOTLINE_OPERATOR_CHAT_ID names the wrong one of two groups: the right one is not lost by that."""
    world, olena = rehearsal.world, operator("Olena")
    rehearsal.forgiven += ["bot was kicked", "manage pinned messages", TWICE]  # it comes back with fewer rights
    world.leave(rehearsal.group, world.bot.user, by=olena.user)
    right = world.add_group("The operators' true group", by=olena.user)
    for words in ("Is anybody there?", "Hello?"):
        world.say(olena.user, right, words)
    await rehearsal.wait(lambda: any('"leave_refused"' in line for line in bot.log), "a line in the log", olena.user)
    (line,) = [json.loads(line) for line in bot.log if '"leave_refused"' in line]
    assert "HOTLINE_OPERATOR_CHAT_ID" in line["remedy"]
    world.join(rehearsal.group, world.bot.user)
    assert stands(rehearsal, right) != "left"
    world.say(olena.user, right, "And now?")
    await rehearsal.wait(lambda: stands(rehearsal, right) == "left", "the bot to leave", olena.user)


async def test_other_groups_are_left_and_not_answered(
    bot: BotProcess, phone: Callable[..., Phone], rehearsal: Stage
) -> None:
    rehearsal.forgiven.append("not a member")  # told twice, it leaves twice
    stranger = phone("Eve")
    elsewhere = rehearsal.world.add_group("Elsewhere", by=stranger.user)
    rehearsal.world.say(stranger.user, elsewhere, "/start")
    left = lambda: rehearsal.world.called("leaveChat")  # noqa: E731
    await rehearsal.wait(left, "the bot to leave", stranger.user)
    assert not [m for m in elsewhere.messages.values() if m.sender.is_bot and m.text]
