"""The second contact over HTTP: from another phone, with the questions switched on; what is kept apart, and frozen."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.driver import PRIVATELY
from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")

PLACE = "by the old mill"


@pytest.fixture
def command() -> tuple[str, ...]:
    return ("-m", "tests.acceptance.switched_on")


async def opens_his_case(second: Phone, words: str) -> None:
    await second.sends("/start")
    await second.taps("I have five words")
    await second.sends(words)
    await second.sees("The words fit")
    await second.taps("Tell the operators more")


async def tells(second: Phone) -> None:
    """Wounded, alone, the phone is his; a surname and a place; sent."""
    for label in ("Yes, but it can wait", "Alone", "Yes, only in mine", "Yes, ask"):
        await second.taps(label)
    await second.sends("Ivanov")
    for asked in ("first names", "Your rank", "born", "personal number"):
        await second.sees(asked)
        await second.taps("Skip")
    await second.taps("Yes, ask")
    await second.sends(PLACE)
    await second.sees("exact point")
    await second.no_longer_sees(PLACE)
    place = await second.sends_location()
    await second.sees("anything else")
    await second.stage.wait(lambda: place not in second.messages, "the place to go", second.user)
    await second.taps("Skip")
    await second.sees("kept apart, not shown here")
    await second.taps("Send")
    await second.taps("Yes, send it")


async def test_what_he_tells_joins_his_case_and_a_place_is_kept_apart(
    phone: Callable[..., Phone], operator: Callable[..., Operator], tmp_path: Path
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    words = await applies(person)
    alias = await takes(desk)
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    await person.taps("I know them by heart")
    second = phone("Somebody")
    await opens_his_case(second, words)
    await tells(second)
    await desk.sees_button("◇ Said otherwise")
    await desk.taps("◇ Said otherwise")
    await desk.sees_popup("The same question was answered otherwise before")
    receipt = await second.sees("Received about you, kept apart: Surname.")
    assert "No human has read it yet." in receipt.text
    assert "It is destroyed within 14 days." in receipt.text
    assert "Received about the place, kept apart: Roughly where; Exact point." in receipt.text
    assert not any(word in receipt.text for word in ("Ivanov", PLACE))
    await desk.sees("told more", in_=alias)
    card = await desk.sees("Taken by")
    assert not any(word in card.text for word in ("Ivanov", PLACE, "Wounded or ill"))
    await desk.taps("Open", under=card)
    opened = await desk.sees("Yes, only in mine", in_=PRIVATELY)
    assert opened.text.index("Wounded or ill") < opened.text.index("it can wait")
    assert not any(word in opened.text for word in ("Ivanov", PLACE))
    await desk.taps("Place", under=card)
    shown = await desk.sees(PLACE, in_=PRIVATELY)
    assert shown.protected
    assert "It is deleted by" in shown.text
    await desk.taps("Five data", under=card)
    await desk.sees("Ivanov", in_=PRIVATELY)
    with closing(sqlite3.connect(tmp_path / "data" / "parley.db")) as raw:
        assert raw.execute("SELECT count(*) FROM parts").fetchone() == (2,)


async def test_under_duress_the_place_is_asked_as_ever_and_not_kept(
    phone: Callable[..., Phone], operator: Callable[..., Operator], tmp_path: Path
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    words = await applies(person)
    alias = await takes(desk)
    await person.taps("I know them by heart")
    first, _, last = words.rpartition(" ")
    second = phone("Somebody")
    await opens_his_case(second, f"{last} {first}")
    await tells(second)
    await second.sees_button("My case")
    await desk.sees("neither kept nor passed on: 📍 Place", in_=alias)
    await desk.sees("neither kept nor passed on: 👤 Five data", in_=alias)
    with closing(sqlite3.connect(tmp_path / "data" / "parley.db")) as raw:
        assert raw.execute("SELECT count(*) FROM parts").fetchone() == (0,)


async def test_a_place_sent_to_an_operator_who_talks_with_him_is_kept_apart_and_stands_in_no_chat(
    person: Phone, desk: Operator, tmp_path: Path
) -> None:
    await applies(person)
    alias = await takes(desk)
    await desk.starts()
    await desk.sees("operators' side", in_=PRIVATELY)
    place = await person.sends_location()
    await person.stage.wait(lambda: place not in person.messages, "the place to go", person.user)
    await desk.sees("He sent a place. It is kept apart", in_=alias)
    assert not [one for one in desk.stage.group.messages.values() if one.media is not None]
    await desk.taps("Place", under=await desk.sees("taken by", in_=alias))
    shown = await desk.sees("It is deleted by", in_=PRIVATELY)
    assert f"{place.media.latitude:.5f}" in shown.text if place.media else False
