"""Several operator groups: each gets what it takes, and another its cases where the bot can not work there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import Operator, Stage
from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Chat
    from tests.acceptance.driver import Phone

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture
def urgent_group(rehearsal: Stage) -> Chat:
    return rehearsal.world.add_group("Questions", forum=True)


@pytest.fixture
def more_settings(rehearsal: Stage, urgent_group: Chat) -> dict[str, str]:
    return {"HOTLINE_OPERATOR_CHAT_ID": f"{rehearsal.group.id};{urgent_group.id}:door=question"}


@pytest.fixture
def asked(rehearsal: Stage, urgent_group: Chat) -> Operator:
    """An operator of the group for questions alone."""
    user = rehearsal.world.add_user("Taras", "en")
    rehearsal.world.join(urgent_group, user)
    return Operator(stage=replace(rehearsal, group=urgent_group), user=user)


async def test_a_question_goes_to_its_group_and_is_answered_there(
    person: Phone, desk: Operator, asked: Operator, rehearsal: Stage
) -> None:
    await asks(person, "only a question")
    card = await asked.sees("Waiting for an operator")
    await asked.taps("Take")
    head = await asked.sees("Reply to a 💬")
    assert head.chat is card.chat
    await asked.replies(head, "an answer")
    await person.reads("an answer")
    alias = card.text.split()[0]
    assert not any(alias in message.text for message in rehearsal.group.messages.values())
    await asked.starts()
    await asked.sees("operators' side", in_="privately")
    del desk


async def test_a_case_is_assigned_within_its_own_group(
    person: Phone, desk: Operator, asked: Operator, rehearsal: Stage, urgent_group: Chat
) -> None:
    colleague = rehearsal.world.add_user("Nazar", "en")
    rehearsal.world.join(urgent_group, colleague)
    await desk.sends("I am of the other group")
    await asks(person, "who has time")
    alias = (await asked.sees("Waiting for an operator")).text.split()[0]
    await asked.taps("Take")
    await asked.sends(f"/assign {alias} {desk.user.name}")
    await asked.sees_button("Nazar")
    await asked.sends(f"/assign {alias} Nazar")
    await asked.sees("Taken by Nazar")


async def test_a_group_that_removes_the_bot_loses_its_cases_to_the_others(
    person: Phone, desk: Operator, asked: Operator, rehearsal: Stage, urgent_group: Chat
) -> None:
    rehearsal.forgiven += ["kicked", "not a member"]
    await asks(person, "who hears me")
    await asked.sees("Waiting for an operator")
    rehearsal.world.leave(urgent_group, rehearsal.world.bot.user, by=asked.user)
    await desk.sees("can no longer write in the operators' group “Questions”")
    await desk.sees("who hears me")
    await desk.taps("Take")
    words = await desk.sees("Reply to a 💬")
    await desk.replies(words, "we do")
    await person.reads("we do")


async def test_a_lost_right_is_told_to_the_other_groups(
    desk: Operator, rehearsal: Stage, urgent_group: Chat, phone: Callable[..., Phone]
) -> None:
    del phone
    rehearsal.forgiven.append("not enough rights")
    bot = rehearsal.world.bot.user
    owner = next(member.user for member in urgent_group.members.values() if member.status == "creator")
    rehearsal.world.stand(urgent_group, bot, "administrator", rights=frozenset({"can_delete_messages"}), by=owner)
    alarm = await desk.sees("“Questions” I lack rights")
    assert "can_pin_messages, can_manage_topics" in alarm.text


async def test_each_of_several_upgraded_groups_is_followed(person: Phone, asked: Operator, rehearsal: Stage) -> None:
    rehearsal.forgiven.append("upgraded")
    await asks(person, "before the move")
    await asked.sees("Waiting for an operator")
    old, new = asked.stage.group, rehearsal.world.add_group("Questions", forum=True)
    old.moved_to = new.id
    rehearsal.world.join(new, asked.user)
    asked.stage.group = new
    await person.sends("words after the move")
    relayed = await asked.sees("words after the move")
    await asked.replies(relayed, "an answer from there")
    await person.reads("an answer from there")
    assert not rehearsal.world.called("leaveChat")
