"""A group over HTTP: a leader writes down a number, others join, one goes; no phone ever tells of another."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import takes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


async def writes_down(leader: Phone) -> str:
    """Five men, one wounded; the four words for the others."""
    await leader.sends("/start")
    await leader.taps("I am serving")
    await leader.taps("How people surrender")
    await leader.taps("There are several of us")
    await leader.taps("There are several of us")
    await leader.taps("Write down a group")
    await leader.sends("five of us")
    await leader.sees("How many of you are wounded")
    await leader.sends("1")
    await leader.sees("need help now")
    await leader.taps("Send what I have")
    await leader.taps("Yes, send it")
    await leader.sees("There are also the four words of the group")
    await leader.taps("There are several of us")
    return four_words((await leader.sees("Four words for the others:")).text)


def four_words(seen: str) -> str:
    found = re.search(r"for the others: ([a-z]+( [a-z]+){3})", seen)
    assert found is not None, seen
    return found.group(1)


async def joins(man: Phone, words: str) -> None:
    await man.sends("/start")
    await man.taps("five words")
    await man.taps("four words")
    sent = await man.sends(words)
    await man.sees("You are in the group")
    await man.stage.wait(lambda: sent not in man.messages, "his words to go", man.user)


async def named(desk: Operator, name: str, count: int) -> list[str]:
    """What stands in the group, once so many messages of it name this group."""

    def shown() -> list[str]:
        texts = [one.text for one in desk.world.see(desk.user, desk.stage.group)]
        return texts if len([text for text in texts if f"Group {name}" in text]) == count else []

    found: list[str] = await desk.stage.wait(shown, f"{count} messages that name the group", desk.user)
    return found


async def erases(man: Phone) -> None:
    await man.sends("/delete")
    await man.taps("Yes, erase everything")
    await man.sees("it is gone")


async def test_a_number_and_the_joined_stand_on_one_card_and_on_no_phone(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    leader, second, desk = phone("Ivan"), phone("Petr"), operator("Olena")
    words = await writes_down(leader)
    await desk.sees("Men: 5 · wounded and ill: 1")
    await desk.sees("own phones: 1 · left: 0")
    before = [message.text for message in leader.messages]
    await joins(second, words.upper())
    card = await desk.sees("own phones: 2 · left: 0")
    name = re.search(r"Group (\w{4})", card.text)
    assert name is not None
    texts = await named(desk, name.group(1), 3)
    assert not [text for text in texts if words in text or "Ivan" in text or "Petr" in text]
    assert [message.text for message in leader.messages] == before
    seen = " ".join(message.text for message in second.messages)
    assert words not in seen
    assert name.group(1) not in seen
    await second.taps("My case")
    await second.taps("There are several of us")
    await second.sees("the bot shows nothing here")


async def test_one_mans_withdrawal_changes_nothing_for_the_others(
    phone: Callable[..., Phone], operator: Callable[..., Operator], tmp_path: Path
) -> None:
    leader, second, third, desk = phone("Ivan"), phone("Petr"), phone("Oleg"), operator("Olena")
    words = await writes_down(leader)
    for man in (second, third):
        await joins(man, words)
    await desk.sees("own phones: 3 · left: 0")
    before = [[message.text for message in man.messages] for man in (leader, third)]
    await erases(second)
    await desk.sees("own phones: 2 · left: 1")
    assert [[message.text for message in man.messages] for man in (leader, third)] == before
    assert not any("group" in message.text.lower() for message in second.messages)
    await erases(leader)
    await desk.sees("Men: — · wounded and ill: —")
    assert [message.text for message in third.messages] == before[1]
    await joins(second, words)
    await desk.sees("own phones: 2 · left: 2")
    with closing(sqlite3.connect(tmp_path / "data" / "parley.db")) as raw:
        assert raw.execute("SELECT count(*) FROM cases").fetchone() == (2,)


async def test_wrong_words_and_words_told_twice(phone: Callable[..., Phone], operator: Callable[..., Operator]) -> None:
    leader, second, desk = phone("Ivan"), phone("Petr"), operator("Olena")
    words = await writes_down(leader)
    await second.sends("/start")
    await second.taps("five words")
    await second.sends(" ".join(["qwrtzpsd", *words.split()[1:]]))
    await second.sees("The first word is not on our list.")
    await second.sends(" ".join(words.split()[::-1]))
    await second.sees("do not fit")
    await second.sends(words)
    await second.sees("You are in the group")
    await second.sends("/start")
    await second.taps("five words")
    await second.sends(words)
    await second.sees("You are in the group")
    await desk.sees("own phones: 2 · left: 0")
    await second.taps("My case")
    await second.taps("There are several of us")
    await second.taps("Leave the group")
    await desk.sees("own phones: 1 · left: 1")
    await second.sees_button("Write down a group")


async def test_a_group_told_by_a_man_with_an_operator_joins_his_case(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    leader, desk = phone("Ivan"), operator("Olena")
    await writes_down(leader)
    alias = await takes(desk)
    await leader.taps("Change the numbers")
    await leader.sends("4")
    await leader.sees("How many of you are wounded")
    await leader.taps("Send what I have")
    await leader.taps("Yes, send it")
    await desk.sees("Men: 4 · wounded and ill: 1")
    await desk.sees("a group was written down", in_=alias)
