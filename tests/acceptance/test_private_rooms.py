"""Rooms in the takers' private chats: a topic a case where the bot has them, else reply threads with the alias."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import applies, asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture(params=[True, False], ids=["topics", "threads"])
def private_topics(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def more_settings(rehearsal: Stage, private_topics: bool) -> dict[str, str]:
    rehearsal.world.bot.topics_enabled = private_topics
    return {"HOTLINE_DESK": "private"}


async def follows(desk: Operator) -> None:
    """Go where the newest answer to a press leads."""
    led = lambda: [popup.url for popup in desk.world.popups if popup.user is desk.user and popup.url]  # noqa: E731
    links = await desk.stage.wait(led, "a link into the room", desk.user)
    assert re.fullmatch(r"https://t\.me/rehearsal_bot\?start=room_\w{6}", links[-1])
    desk.world.follow(desk.user, links[-1])


def in_group(desk: Operator) -> str:
    """Everything the group shows."""
    return "\n".join(message.text for message in desk.stage.group.messages.values())


async def test_a_case_is_worked_in_the_takers_private_chat_and_the_group_never_reads_it(
    person: Phone, desk: Operator
) -> None:
    await asks(person, "words before anybody took it")
    await desk.sees("Waiting for an operator")
    await desk.taps("Take")
    await desk.sees("has never pressed Start")
    await person.sends("words while the room waits")
    await follows(desk)
    await desk.sees("Check word", in_=PRIVATELY)
    await desk.sees("words before anybody took it", in_=PRIVATELY)
    await desk.sees("words while the room waits", in_=PRIVATELY)
    await desk.stage.wait(lambda: "never pressed Start" not in in_group(desk), "the line to go", desk.user)
    head = await desk.sees("Reply to a 💬", in_=PRIVATELY)
    await desk.replies(head, "an answer to the head")
    await person.reads("an answer to the head")
    await person.sends("and back")
    relayed = await desk.sees("and back", in_=PRIVATELY)
    assert "💬" in relayed.text
    answer = await desk.replies(relayed, "an answer to his words")
    await person.reads("an answer to his words")
    await desk.sees_reaction(answer, "👀")
    await desk.replies(answer, "he sounds calm")
    await desk.sees("Internal note", in_=PRIVATELY)
    await desk.edits(answer, "an answer put better")
    await person.sees("an answer put better")
    assert not any("calm" in message.text for message in person.messages)
    shown = in_group(desk)
    for words in ("words before", "words while", "and back", "answer to", "Check word: **"):
        assert words not in shown


async def test_a_plain_post_is_a_note_of_the_only_case_and_of_several_the_chosen_ones(
    phone: Callable[..., Phone], desk: Operator, private_topics: bool
) -> None:
    person, other = phone("Ivan"), phone("Oleh")
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await asks(person, "who hears me")
    await desk.taps("Take")
    head = await desk.sees("Reply to a 💬", in_=PRIVATELY)
    alias = head.text.split()[0]
    desk.world.say(desk.user, None, "a plain thought", thread=head.thread)
    await desk.sees("Internal note" if private_topics else f"{alias} · ✍ Internal note", in_=PRIVATELY)
    await asks(other, "and me")
    await desk.taps("Take")
    await desk.sees("and me", in_=PRIVATELY)
    desk.world.say(desk.user, None, "one more, nowhere")
    if private_topics:
        await desk.sees("It is not clear which case", in_=PRIVATELY)
    else:
        question = await desk.sees("Whose note is this?", in_=PRIVATELY)
        await desk.taps(alias, under=question)
        await desk.stage.wait(lambda: f"{alias} · ✍" in question.text, "the note's mark", desk.user)
        await desk.taps("Send to the person", under=question)
        await person.reads("one more, nowhere")
    assert not any("thought" in message.text for message in (*person.messages, *other.messages))
    assert not any("nowhere" in message.text for message in other.messages)


async def test_closing_takes_the_room_out_of_the_private_chat(person: Phone, desk: Operator, rehearsal: Stage) -> None:
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await asks(person, "a secret question")
    await desk.taps("Take")
    head = await desk.sees("Reply to a 💬", in_=PRIVATELY)
    asked = await desk.sees("a secret question", in_=PRIVATELY)
    await desk.replies(asked, "a secret answer")
    await person.reads("a secret answer")
    await desk.taps("Close", under=head)
    await desk.taps("Answered", under=head)
    await desk.sees("messages were removed here", in_=PRIVATELY)
    for words in ("secret question", "secret answer", "Check word"):
        await desk.no_longer_sees(words)
    assert not rehearsal.world.private(desk.user).topics
    await asks(person, "something new")
    await desk.taps("Take")
    await desk.sees("something new", in_=PRIVATELY)


async def test_an_assigned_case_moves_into_the_other_operators_chat_and_follows_its_person_to_another_phone(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    first, second = operator("Olena"), operator("Taras")
    for one in (first, second):
        await one.starts()
        await one.sees("operators' side", in_=PRIVATELY)
    person, later = phone("Ivan"), phone("Ivan's other phone")
    words = await applies(person)
    await first.taps("Take")
    head = await first.sees("Reply to a 💬", in_=PRIVATELY)
    await person.sends("words for whoever reads them")
    await first.sees("words for whoever", in_=PRIVATELY)
    alias = head.text.split()[0]
    first.world.say(first.user, None, f"/assign {alias} Taras")
    await second.sees("words for whoever", in_=PRIVATELY)
    await first.no_longer_sees("words for whoever")
    await later.sends("/start")
    await later.taps("I have five words")
    await later.sends(words)
    await second.sees("from another account", in_=PRIVATELY)
    await second.replies(await second.sees("Reply to a 💬", in_=PRIVATELY), "I have you now")
    await later.reads("I have you now")
    assert not any("I have you" in message.text for message in person.messages)


async def test_who_blocks_the_bot_loses_his_cases_to_whoever_takes_them_next(
    person: Phone, operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    rehearsal.forgiven.append("blocked")
    first, second = operator("Olena"), operator("Taras")
    for one in (first, second):
        await one.starts()
        await one.sees("operators' side", in_=PRIVATELY)
    await asks(person, "who answers me")
    await first.taps("Take")
    await first.sees("who answers me", in_=PRIVATELY)
    rehearsal.world.block(first.user)
    await second.sees("can no longer be reached in the private chat")
    await second.taps("Take")
    asked = await second.sees("who answers me", in_=PRIVATELY)
    await second.replies(asked, "I do")
    await person.reads("I do")


@pytest.mark.parametrize("private_topics", [True], indirect=True, ids=["topics"])
async def test_a_topic_deleted_by_hand_opens_again(
    person: Phone, desk: Operator, rehearsal: Stage, bot: BotProcess
) -> None:
    del bot
    rehearsal.forgiven += ["message thread not found", "message to edit not found"]
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await asks(person, "first words")
    await desk.taps("Take")
    await desk.sees("first words", in_=PRIVATELY)
    chat = rehearsal.world.private(desk.user)
    for topic in list(chat.topics):
        del chat.topics[topic]
        for message in [one for one in chat.messages.values() if one.thread == topic]:
            rehearsal.world.vanish(message)
    await person.sends("later words")
    relayed = await desk.sees("later words", in_=PRIVATELY)
    assert relayed.thread in chat.topics
    await desk.replies(relayed, "read them")
    await person.reads("read them")
