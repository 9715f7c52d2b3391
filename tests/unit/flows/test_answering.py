"""Steps that ask for a day, a number, a place, a voice or a picture: what cannot be read is kept and said kindly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.flows.load import load_book
from bot.flows.model import Kind
from bot.flows.talk import Gave, Remove, Submit
from bot.messages import Media
from tests.unit.flows.person import Person

if TYPE_CHECKING:
    from pathlib import Path

FLOW = """
door = "soldier"
version = 1
""" + "".join(
    f'[[step]]\nname = "{name}"\nkind = "{kind}"\n{more}'
    for name, kind, more in (
        ("born", "date", ""),
        ("since", "date", "year = true\n"),
        ("number", "phone", ""),
        ("where", "place", ""),
        ("show", "media", ""),
        ("tell", "text", ""),
    )
)
NAMES = ("born", "since", "number", "where", "show", "tell")


@pytest.fixture
def person(locales: Path) -> Person:
    (locales / "flows" / "soldier.toml").write_text(FLOW.lstrip(), encoding="utf-8")
    texts = "flow-soldier = A few questions.\n" + "".join(
        f"flow-soldier-{name}{end} = Words of {name}\n" for name in NAMES for end in ("", "-short", "-why")
    )
    for language in ("en", "uk"):
        (locales / language / "flows.ftl").write_text(texts, encoding="utf-8")
    person = Person(load_book(locales))
    person.known = replace(person.known, now=1_800_000_000)
    return person.presses("d:soldier", "apply")


def test_a_day_that_is_read_leads_on(person: Person) -> None:
    person.types("3 мая 1990")
    assert "Question 2 of 6" in person.sees
    assert person.presses("back").sees.count("03.05.1990") == 1


def test_a_day_that_is_none_is_kept_and_asked_again(person: Person) -> None:
    person.types("вчера")
    assert person.effects == (Remove(),)
    assert "Question 1 of 6" in person.sees
    assert "“вчера” (as written)" in person.sees
    assert "Kept as you wrote it" in person.sees
    person.types("31.02.1990")
    assert "no such day" in person.sees
    person.types("1998")
    assert "That is a year" in person.sees
    person.types("3.5.1998")
    assert "Question 2 of 6" in person.sees
    assert person.talk.form is not None
    assert person.talk.form.answers["born"].words.splitlines() == ["вчера", "31.02.1990", "1998", "3.5.1998"]


def test_a_year_is_enough_where_the_step_says_so(person: Person) -> None:
    assert "Question 3 of 6" in person.presses("next").types("1998").sees


def test_a_number_without_its_country_is_asked_for_it(person: Person) -> None:
    person.presses("next", "next").types("8 912 345 67 89")
    assert "country code" in person.sees
    assert "Question 4 of 6" in person.types("+7 912 345 67 89").sees


def test_a_place_in_words_leads_on_and_a_slip_is_said(person: Person) -> None:
    person.presses("next", "next", "next")
    assert "a digit" in person.types("37U DQ 123 4567").sees.lower()
    assert "Question 5 of 6" in person.types("за мостом").sees


def test_a_point_of_the_map_is_kept_and_a_moving_one_is_warned_of(person: Person) -> None:
    person.presses("next", "next", "next")
    person.does(Gave(Media(kind="location", latitude=48.5, longitude=37.25, live=True)))
    assert person.effects == (Remove(),)
    assert "stop sharing" in person.sees
    assert "48.50000, 37.25000" in person.sees
    person.does(Gave(Media(kind="location", latitude=48.6, longitude=37.25)))
    assert "Question 5 of 6" in person.sees


def test_an_album_is_kept_whole_and_its_words_too(person: Person) -> None:
    person.presses("next", "next", "next", "next")
    for number in range(3):
        person.does(Gave(Media(kind="photo", file_id=f"p{number}"), "my hand" if number == 0 else ""))
        assert person.effects == (Remove(),)
    person.gives("voice")
    assert "recordings and pictures: 4" in person.sees
    assert "my hand" in person.sees
    person.presses("next", "finish", "send-now")
    sent = next(effect for effect in person.caused() if isinstance(effect, Submit))
    shown = next(one for one in sent.answers if one.step == "show")
    assert [medium.file_id for medium in shown.media] == ["p0", "p1", "p2", "file"]


def test_no_picture_goes_lost_unsaid_when_there_is_no_room(person: Person) -> None:
    person.presses("next", "next", "next", "next")
    for _ in range(10):
        person.gives("voice")
    person.gives("voice")
    assert person.effects == ()
    assert "no more room" in person.sees


def test_the_operators_learn_what_was_read_and_what_was_not(person: Person) -> None:
    person.types("3 мая 1990").types("когда-то").presses("next", "finish", "send-now")
    sent = next(effect for effect in person.caused() if isinstance(effect, Submit))
    born, since = sent.answers
    assert (born.read, born.unread) == ("03.05.1990", False)
    assert (since.words, since.read, since.unread) == ("когда-то", "", True)


def test_a_newer_flow_keeps_what_was_given(person: Person) -> None:
    person.types("3 мая 1990").presses("next", "next", "next")
    person.gives("voice")
    flow = person.book.flows["soldier"]
    shorter = tuple(step for step in flow.steps if step.kind in {Kind.DATE, Kind.TEXT})
    person.book = replace(person.book, flows={"soldier": flow.model_copy(update={"steps": shorter, "version": 2})})
    person.presses("home")
    assert person.talk.form is not None
    assert person.talk.form.answers["born"].read == "03.05.1990"
    assert len(person.talk.form.answers["tell"].media) == 1
