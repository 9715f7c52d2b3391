"""A family over HTTP: its search is kept apart; its case and his are linked blindly, and only when he says yes."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import applies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")

NAME = "Ivan Ivanov"


@pytest.fixture
def command() -> tuple[str, ...]:
    return ("-m", "tests.acceptance.switched_on")


def rows(data: Path, query: str) -> Any:
    with closing(sqlite3.connect(data / "data" / "parley.db")) as raw:
        return raw.execute(query).fetchone()


async def asks(mother: Phone) -> None:
    await mother.sends("/start")
    await mother.taps("About a relative or friend")
    await mother.taps("I fear for him")
    await mother.taps("Ask an operator")
    await mother.sends("Is he alive?")
    await mother.sees("question is stored")
    await mother.taps("My case")


async def three_words(soldier: Phone) -> str:
    await soldier.taps("My case")
    await soldier.taps("Three words for my family")
    await soldier.taps("Show three words")
    shown = re.search(r"three words: ([a-z]+ [a-z]+ [a-z]+)", (await soldier.sees("Your three words")).text)
    assert shown is not None
    return shown.group(1)


async def says(mother: Phone, words: str) -> str:
    """What she sees after she wrote three words."""
    await mother.taps("I have three words from him")
    sent = await mother.sends(words)
    answer = await mother.sees("The rest is his to decide")
    await mother.stage.wait(lambda: sent not in mother.messages, "her words to go", mother.user)
    return answer.text


async def linked_cards(desk: Operator, count: int) -> None:
    """So many cards of the group say that their case is linked."""

    def shown() -> bool:
        texts = [one.text for one in desk.world.see(desk.user, desk.stage.group)]
        return len([text for text in texts if "Linked with his consent" in text]) == count

    await desk.stage.wait(shown, f"{count} linked cards", desk.user)


async def lines(desk: Operator, text: str, count: int) -> None:
    """So many messages of the group hold this text."""

    def shown() -> bool:
        return len([one for one in desk.world.see(desk.user, desk.stage.group) if text in one.text]) == count

    await desk.stage.wait(shown, f"{count} times {text!r}", desk.user)


async def test_a_search_is_kept_apart_and_opens_by_its_own_button(
    phone: Callable[..., Phone], operator: Callable[..., Operator], tmp_path: Path
) -> None:
    mother, desk = phone("Mother"), operator("Olena")
    await mother.sends("/start")
    await mother.taps("About a relative or friend")
    await mother.taps("He is missing")
    await mother.taps("Begin a search here")
    await mother.sees("the search desk")
    await mother.taps("Next")
    await mother.sends(NAME)
    await mother.sees("When was he born")
    await mother.no_longer_sees(NAME)
    await mother.sends("1990")
    await mother.sees("kept apart")
    await mother.taps("Send")
    await mother.taps("Yes, send it")
    await mother.sees("Many wait long or get no answer")
    card = await desk.sees("A missing man is searched for")
    assert NAME not in card.text
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await desk.taps("Who is missing", under=card)
    shown = await desk.sees(NAME, in_=PRIVATELY)
    assert shown.protected
    assert rows(tmp_path, "SELECT count(*) FROM parts") == (1,)
    await mother.sends("/delete")
    await mother.taps("Yes, erase everything")
    await mother.sees("it is gone")
    assert rows(tmp_path, "SELECT count(*) FROM parts") == (0,)


async def test_where_he_is_reaches_nobody(phone: Callable[..., Phone], operator: Callable[..., Operator]) -> None:
    mother, desk = phone("Mother"), operator("Olena")
    await asks(mother)
    place = await mother.sends_location()
    await mother.sees("Do not send where he is")
    await mother.stage.wait(lambda: place not in mother.messages, "the place to go", mother.user)
    await mother.sends("48.5123, 37.9876")
    await mother.no_longer_sees("48.5123")
    await mother.sends("And his health?")
    await desk.sees("And his health?")
    group = mother.world.see(desk.user, mother.stage.group)
    assert not [one for one in group if one.media is not None or "48.5123" in one.text]


async def test_two_cases_are_linked_by_his_yes_and_by_nothing_before(
    phone: Callable[..., Phone], operator: Callable[..., Operator], tmp_path: Path
) -> None:
    soldier, mother, desk = phone("Ivan"), phone("Mother"), operator("Olena")
    await applies(soldier)
    words = await three_words(soldier)
    await asks(mother)
    wrong = await says(mother, "one two three")
    before = [message.text for message in soldier.messages]
    assert await says(mother, words.upper()) == wrong
    await desk.sees("relative")
    assert [message.text for message in soldier.messages] == before
    assert "Linked" not in str([one.text for one in mother.world.see(desk.user, mother.stage.group)])
    await soldier.taps("Back")
    await soldier.taps("Your three words were said")
    await soldier.sees("Did you give them to someone close?")
    await soldier.taps("Yes, link them")
    await soldier.sees("Linked.")
    await desk.sees("He agreed in his own chat")
    await linked_cards(desk, 2)
    assert "Linked" not in str([message.text for message in mother.messages])
    assert rows(tmp_path, "SELECT count(*) FROM links") == (0,)
    await soldier.taps("Take it back")
    await soldier.sees_button("Show three words")
    await linked_cards(desk, 0)
    await lines(desk, "the link is gone", 2)


async def test_erasing_takes_the_words_and_the_link(
    phone: Callable[..., Phone], operator: Callable[..., Operator], tmp_path: Path
) -> None:
    soldier, mother, desk = phone("Ivan"), phone("Mother"), operator("Olena")
    await applies(soldier)
    words = await three_words(soldier)
    await asks(mother)
    await says(mother, words)
    await soldier.taps("Back")
    await soldier.taps("Your three words were said")
    await soldier.taps("Yes, link them")
    await desk.sees("Linked with his consent")
    await soldier.sends("/delete")
    await soldier.taps("Yes, erase everything")
    await soldier.sees("it is gone")
    await linked_cards(desk, 0)
    await lines(desk, "erased by the person", 1)
    await lines(desk, "the link is gone", 2)
    assert rows(tmp_path, "SELECT count(*) FROM links") == (0,)


async def test_three_words_written_before_she_is_asked_reach_no_operator(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    soldier, mother, desk = phone("Ivan"), phone("Mother"), operator("Olena")
    await applies(soldier)
    words = await three_words(soldier)
    await mother.sends("/start")
    await mother.taps("About a relative or friend")
    await mother.taps("He wants out")
    await mother.taps("I have three words from him")
    await mother.sees("First write a question to the operators")
    early = await mother.sends(words)
    await mother.stage.wait(lambda: early not in mother.messages, "her words to go", mother.user)
    await mother.sees("First write a question to the operators")
    await mother.sends("Is he alive?")
    await mother.sees("question is stored")
    late = await mother.sends(words)
    await mother.sees("The rest is his to decide")
    await mother.stage.wait(lambda: late not in mother.messages, "her words to go", mother.user)
    await soldier.taps("Back")
    await soldier.taps("Your three words were said")
    assert words not in str([one.text for one in desk.world.see(desk.user, desk.stage.group)])
