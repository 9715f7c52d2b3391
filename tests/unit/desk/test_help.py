"""What an operator is told who does not know how: the help, the way to Start, a line that nobody will read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk import orders, private_desk
from bot.desk.commands import Place
from bot.desk.orders import COMMANDS
from tests.unit.desk.watch import Room, room

if TYPE_CHECKING:
    from bot.flows.model import Book
    from tests.storage.conftest import Store

MOST = 4_096
"""Characters of one message of Telegram."""
OLGA, PETRO = 5, 6


@pytest.fixture
def line(store: Store, book: Book) -> Room:
    made = room(store, book)
    made.house = replace(made.house, is_supervisor=chief)
    return made


async def chief(_chat: int, user: int) -> bool:
    return user == PETRO


def named(text: str) -> set[str]:
    return {one.name for one in COMMANDS if f"/{one.name} —" in text}


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("private", [False, True])
async def test_the_help_names_every_command_supervisors_have_more_and_one_message_holds_it(
    line: Room, language: str, *, private: bool
) -> None:
    line.house.shelf.line = replace(line.house.line, language=language)
    told = []
    for user in (OLGA, PETRO):
        line.stood.clear()
        line.told.clear()
        came = replace(line._said(user, "/help", private=private), language=language)
        await orders.obey(line.house, came, line.work(), private=private)
        await line.deliver()
        shown = [params["text"] for params in line.stands.get(user, {}).values()] if private else line.told
        told.append(shown[-1])
    operators, supervisors = told
    assert named(supervisors) == {one.name for one in COMMANDS if not one.quiet}
    assert named(operators) == {one.name for one in COMMANDS if not one.quiet and not one.supervisor}
    elsewhere = line.house.texts.plain(language, "desk-help-line-group", name="", what="").split("—")[1].strip()
    assert (elsewhere in supervisors) is private
    assert max(map(len, told)) <= MOST


async def test_the_help_says_where_take_opens_rooms_on_this_line(line: Room) -> None:
    ways = (True, False, "in the private chat"), (False, True, "a topic"), (False, False, "the reply thread")
    for private, forum, words in ways:
        line.house.shelf.line = replace(line.house.line, private=private, forum=forum)
        await line.writes(OLGA, "/help")
        assert f"opens its room</b>: {words}" in line.told[-1] or f"opens its room: {words}" in line.told[-1]


async def test_whoever_never_pressed_start_is_led_there_when_his_shift_begins(line: Room) -> None:
    await line.writes(OLGA, "/shift in")
    assert "press Start" in line.told[-1]
    assert f"https://t.me/{line.house.line.username}?start=desk" in line.told[-1]
    await line.starts()
    await line.writes(OLGA, "/shift in")
    assert "press Start" not in line.told[-1]


async def test_plain_words_in_the_private_chat_are_answered_in_a_line(line: Room) -> None:
    for _ in range(2):
        await private_desk.said(line.house, line._said(OLGA, "hello", private=True), line.work())
    await line.deliver()
    shown = [params["text"] for params in line.stands[OLGA].values()]
    assert shown == [line.house.say("desk-private-nothing")] * 2


def test_what_works_in_one_place_alone_is_marked() -> None:
    alone = {one.name: next(iter(one.places)) for one in COMMANDS if len(one.places) == 1 and not one.quiet}
    assert alone == {
        "phone": Place.PRIVATE,
        "export": Place.GROUP,
        "recipient": Place.GROUP,
        "forget_keys": Place.GROUP,
    }
