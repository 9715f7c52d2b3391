"""The people of the rehearsal: what a phone allows, what a bot is told, how long a test may wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.acts import ActError
from bot.rehearsal.pace import Pace
from bot.rehearsal.refusals import Refusal
from bot.rehearsal.things import Chat
from bot.rehearsal.world import World

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def world() -> World:
    return World(clock=lambda: 1_800_000_000.0)


def kinds(world: World) -> list[str]:
    return [kind for _, update in world.bot.updates for kind in update if kind != "update_id"]


def test_message_ids_count_over_all_private_chats_and_in_each_group(world: World) -> None:
    one, two = world.add_user("One"), world.add_user("Two")
    assert [world.say(user, None, "x").id for user in (one, two, one)] == [1, 2, 3]
    first, second = world.add_group("First", by=one), world.add_group("Second", by=one)
    assert [world.say(one, chat, "x").id for chat in (first, second, first)] == [2, 2, 3]


def test_what_a_phone_does_not_allow(world: World) -> None:
    ivan, olga = world.add_user("Ivan"), world.add_user("Olga")
    group = world.add_group("Group", forum=True)
    mine = world.say(ivan, None, "mine")
    topic = world.open_topic(group, next(iter(world.users.values())), "Topic")
    topic.closed = True
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: world.say(ivan, None, "\u200b"), "empty"),
        (lambda: world.say(ivan, None, "👍" * 2049), "too long"),
        (lambda: world.say(ivan, group, "x"), "not in"),
        (lambda: world.edit(olga, mine, "x"), "somebody else's"),
        (lambda: world.tap(ivan, mine, "Go"), "No button 'Go' under this message; there are: none"),
        (lambda: world.switch("warp", on=True), "no switch"),
    ]
    for act, sentence in refused:
        with pytest.raises(ActError, match=sentence):
            act()
    world.join(group, ivan)
    for thread, sentence in [(topic.id, "closed"), (99, "no such topic")]:
        with pytest.raises(ActError, match=sentence):
            world.say(ivan, group, "x", thread=thread)
    world.block(ivan)
    with pytest.raises(ActError, match="blocked"):
        world.say(ivan, None, "x")


def test_a_bot_is_not_told_of_deletions_and_own_messages(world: World) -> None:
    ivan = world.add_user("Ivan")
    message = world.say(ivan, None, "x")
    world.delete(ivan, message)
    world.take_phone(ivan)
    assert kinds(world) == ["message"]
    assert world.see(ivan) == []


def test_leaving_is_told(world: World) -> None:
    olga = world.add_user("Olga")
    group = world.add_group("Group", by=olga)
    world.bot.allowed = frozenset({"message", "chat_member", "my_chat_member"})
    guest = world.add_user("Guest")
    world.join(group, guest)
    world.leave(group, guest, by=olga)
    world.leave(group, world.bot.user, by=olga)
    assert kinds(world) == [
        "my_chat_member",
        "message",
        "chat_member",
        "message",
        "message",
        "chat_member",
        "message",
        "my_chat_member",
    ]
    assert group.member(guest).status == "kicked"
    assert not world.bots_in(group)


def test_a_deep_link_presses_start_with_its_payload(world: World) -> None:
    ivan = world.add_user("Ivan")
    message = world.follow(ivan, "https://t.me/Rehearsal_Bot?start=case-1")
    assert message is not None
    assert message.text == "/start case-1"
    assert world.follow(ivan, "https://example.org/x") is None


async def test_waiting_ends_with_the_change_or_with_the_time(world: World) -> None:
    ivan = world.add_user("Ivan")
    waiting = asyncio.create_task(world.until(lambda: world.see(ivan), 5))
    await asyncio.sleep(0)
    world.say(ivan, None, "x")
    assert [message.text for message in await waiting] == ["x"]
    with pytest.raises(TimeoutError):
        await world.until(lambda: False, 0.01)
    assert not world._change._waiters


def test_limits_are_spent_per_chat_group_and_bot() -> None:
    clock = [0.0]
    pace = Pace(lambda: clock[0])
    pace.on = True
    chats = [Chat(id=number, type="private") for number in range(1, 41)]
    for chat in chats[:30]:
        pace.spend(1, chat)
    with pytest.raises(Refusal) as caught:
        pace.spend(1, chats[30])
    assert caught.value.parameters == {"retry_after": 1}
    pace.spend(2, chats[30])
    clock[0] = 1.0
    pace.spend(1, chats[30])


def test_the_snapshot_says_what_the_page_needs(world: World) -> None:
    ivan = world.add_user("Ivan", "ru")
    group = world.add_group("Operators", forum=True)
    world.join(group, ivan)
    topic = world.open_topic(group, ivan, "Case")
    world.say(ivan, group, "inside", thread=topic.id)
    world.location(ivan)
    world.sticker(ivan)
    snapshot = world.snapshot()
    assert set(snapshot) == {"bot", "users", "chats", "popups", "switches"}
    desk, private = snapshot["chats"]
    assert desk["topics"] == [{"id": topic.id, "title": "Case", "closed": False}]
    assert desk["messages"][-1]["thread"] == topic.id
    assert [message["media"]["kind"] for message in private["messages"]] == ["location", "sticker"]
    assert [user["operator"] for user in snapshot["users"]] == [True, True]
