"""Which list of commands Telegram shows to whom: the narrowest scope that has one, in his language first."""

from typing import Any

import pytest

from bot.rehearsal.calls.profile import set_my_commands
from bot.rehearsal.control import do
from bot.rehearsal.menus import menu
from bot.rehearsal.world import World


@pytest.fixture
def world() -> World:
    return World()


def put(world: World, name: str, scope: dict[str, Any], language: str = "") -> None:
    commands = [{"command": name, "description": name}]
    set_my_commands(world, world.bot, {"commands": commands, "scope": scope, "language_code": language})


def test_the_narrowest_scope_wins_and_the_language_within_it(world: World) -> None:
    chief, hand, soldier = world.add_user("Olena", "uk"), world.add_user("Taras", "ru"), world.add_user("Ivan", "ru")
    group = world.add_group("Duty", by=chief)
    world.join(group, hand)
    put(world, "start", {"type": "all_private_chats"})
    put(world, "take", {"type": "chat", "chat_id": group.id})
    put(world, "stats", {"type": "chat_administrators", "chat_id": group.id})
    put(world, "stats_uk", {"type": "chat_administrators", "chat_id": group.id}, "uk")
    put(world, "phone", {"type": "chat", "chat_id": hand.id})

    def shown(chat: Any, user: Any) -> list[str]:
        return [one["command"] for one in menu(world.bot, chat, user)]

    assert shown(group, chief) == ["stats_uk"]
    assert shown(group, hand) == ["take"]
    assert shown(world.private(hand), hand) == ["phone"]
    assert shown(world.private(soldier), soldier) == ["start"]


def test_an_operator_is_added_made_supervisor_hides_his_name_and_is_put_out(world: World) -> None:
    group = world.add_group("Duty", by=world.add_user("Olena", "en"))
    user = world.users[do(world, {"act": "add_operator", "name": "Iryna"})["user"]]
    assert group.member(user).status == "member"
    do(world, {"act": "supervisor", "user": user.id, "on": True})
    do(world, {"act": "anonymous", "user": user.id, "on": True})
    said = world.say(user, group, "Hello")
    told = world.bot.updates[-1][1]["message"]
    assert said.anonymous
    assert world.snapshot()["chats"][0]["messages"][-1]["name"] == "Duty"
    assert (told["sender_chat"]["id"], told["from"]["username"]) == (group.id, "GroupAnonymousBot")
    do(world, {"act": "leave_group", "user": user.id, "removed": True})
    assert group.member(user).status == "kicked"
    shown = next(one for one in world.snapshot()["users"] if one["id"] == user.id)
    assert (shown["operator"], shown["role"], shown["anonymous"]) == (False, "former", False)
    do(world, {"act": "join_group", "user": user.id})
    assert group.inside(user)
