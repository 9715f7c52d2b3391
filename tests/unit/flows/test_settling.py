"""The content changed beneath a talk: no word is lost, nobody stands where nothing is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.engine import begin, settle
from bot.flows.talk import (
    Given,
    Place,
    Talk,
)

from .person import Person

if TYPE_CHECKING:
    from bot.flows.model import Book


def test_a_new_version_keeps_answers_whose_step_is_still_there(book: Book, asked: Person) -> None:
    asked.taps("Yes, nobody can see", "No").types("two of us").presses("next", "next")
    asked.types("help")
    flow = book.flows["soldier"]
    newer = flow.model_copy(update={"version": 2, "steps": tuple(s for s in flow.steps if s.name != "company")})
    fitted = settle(replace(book, flows={**book.flows, "soldier": newer}), asked.talk)
    assert fitted.form is not None
    assert fitted.form.version == 2
    assert fitted.form.answers["safe"] == Given(option="yes")
    assert fitted.form.answers["tell"].words.split("\n") == ["two of us", "help"]


def test_an_option_that_is_gone_asks_again(book: Book, asked: Person) -> None:
    asked.taps("Not sure")
    flow = book.flows["soldier"]
    safe = flow.steps[0].model_copy(update={"options": ("yes", "no")})
    newer = flow.model_copy(update={"version": 2, "steps": (safe, *flow.steps[1:])})
    fitted = settle(replace(book, flows={"soldier": newer}), asked.talk)
    assert fitted.form is not None
    assert "safe" not in fitted.form.answers


def test_words_survive_the_end_of_their_flow(book: Book, asked: Person) -> None:
    asked.types("my leg")
    left = settle(replace(book, flows={}), asked.talk)
    assert (left.place, left.form, left.held) == (Place.HOME, None, "my leg")


def test_a_step_that_is_gone_without_a_new_version_breaks_nothing(book: Book, asked: Person) -> None:
    flow = book.flows["soldier"]
    shorter = flow.model_copy(update={"steps": flow.steps[2:]})
    asked.book = replace(book, flows={**book.flows, "soldier": shorter})
    assert "wounded or ill" in asked.presses("home", "resume").sees


def test_back_from_a_side_page_leads_home_when_the_application_is_gone(book: Book, asked: Person) -> None:
    asked.presses("help")
    asked.book = replace(book, flows={})
    assert asked.presses("back").talk.place is Place.HOME


def test_an_answer_that_is_gone_leads_to_its_topic(book: Book) -> None:
    talk = Talk(place=Place.ANSWER, door="soldier", topic="how", answer="no-such-answer")
    assert settle(book, talk).place is Place.TOPIC
    talk = Talk(place=Place.TOPIC, door="no-such-door", topic="how")
    assert settle(book, talk).place is Place.HOME
    assert settle(book, Talk(place=Place.DOOR, door="no-such-door")).place is Place.HOME


def test_a_talk_of_another_program_begins_anew() -> None:
    assert Talk.from_json({"place": "moon"}) == begin()
