"""The second contact: off what `project.toml` leaves off; on, it says who reads what, and shows no place again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.flows.check import inspect
from bot.flows.form import new_form, refit
from bot.flows.model import Kind, Need
from bot.flows.talk import Gave, Remove, Submit
from bot.messages import Media
from tests.switched import switched_on
from tests.unit.flows.person import Person

if TYPE_CHECKING:
    from bot.flows.model import Book

PLACE = "by the old mill"


def second(book: Book, language: str = "en") -> Person:
    person = Person(book)
    person.known = replace(person.known, language=language, now=1_800_000_000)
    return person.has_case(case_door="soldier").presses("home", "status", "second")


def test_what_is_shipped_asks_for_no_name_and_no_place(book: Book) -> None:
    asked = book.flows["second"].steps
    assert [step.name for step in asked] == ["health", "company", "control", "tell"]
    assert "Question 1 of 4" in second(book).sees


@pytest.mark.parametrize("door", ["relative", "question", ""])
def test_only_who_applied_for_himself_is_asked(book: Book, door: str) -> None:
    person = Person(book).has_case(case_door=door).presses("home", "status")
    assert "Tell the operators more" not in person.buttons


def test_a_question_has_no_second_contact(book: Book) -> None:
    assert "second" not in str(Person(book).has_case("question", case_door="soldier").presses("home", "status").screen)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_before_a_name_it_is_said_who_reads_it_why_and_how_long(language: str) -> None:
    person = second(switched_on(), language).presses("next", "next", "next")
    assert "two operators" in person.sees
    assert "To be found." in person.sees
    assert "14" in person.sees
    person.presses("o:refuse")
    assert "the shift" in person.sees
    assert "12" in person.sees
    person.presses("o:refuse", "next", "home")
    assert person.talk.form is not None


def test_every_one_of_the_five_data_may_be_skipped() -> None:
    person = second(switched_on()).presses("next", "next", "next", "o:agree", "next", "next", "next", "next", "next")
    assert "Where you are" in person.sees


def test_a_place_leaves_the_chat_at_once_and_is_not_shown_again() -> None:
    person = second(switched_on()).presses("next", "next", "next", "o:refuse", "o:agree").types(PLACE)
    assert person.effects == (Remove(),)
    person.does(Gave(Media(kind="location", latitude=48.5, longitude=37.25)))
    assert person.effects == (Remove(),)
    person.presses("finish")
    assert PLACE not in person.sees
    assert "48.5" not in person.sees
    assert "kept apart" in person.sees
    assert "48.5" not in person.presses("back", "e:point").sees


def test_what_must_be_apart_is_marked_as_such() -> None:
    person = second(switched_on()).presses("o:well", "next", "next", "o:agree").types("Ivanov")
    person.presses("next", "next").types("1990").presses("next", "next", "o:agree").types(PLACE)
    person.presses("finish", "send-now")
    sent = next(effect for effect in person.caused() if isinstance(effect, Submit))
    assert {one.step: one.needs for one in sent.answers if one.words} == {
        "surname": Need.IDENTITY,
        "born": Need.IDENTITY,
        "area": Need.PLACE,
    }
    assert (sent.door, sent.urgent) == ("", False)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_its_receipt_names_what_came_and_when_it_is_destroyed_but_tells_nothing_of_it(language: str) -> None:
    person = second(switched_on(), language).presses("o:well", "next", "next", "o:agree").types("Ivanov")
    person.presses("next", "next", "next", "next", "o:agree").types(PLACE).presses("finish")
    person.known = replace(person.known, case_state="taken")
    person.presses("send-now")
    texts = person.book.texts
    came = {texts.plain(language, f"flow-second-{step}-short") for step in ("health", "surname", "area")}
    assert set(received(person)) == came
    assert texts.say(language, "receipt-second").partition("\n")[0] in person.sees
    assert "14" in person.sees
    assert "12" in person.sees
    assert not any(told in person.sees for told in ("Ivanov", PLACE))


def received(person: Person) -> list[str]:
    """Every question that the receipt names."""
    lines = re.findall(r"(?<=:</b> ).*(?=\.$)", person.sees, re.MULTILINE)
    return [name for line in lines for name in line.split("; ")]


def test_a_receipt_is_of_what_was_just_sent_and_never_of_what_was_sent_before(book: Book) -> None:
    person = second(book).presses("o:well", "finish", "send-now")
    person.known = replace(person.known, case_state="taken", words=("a", "b", "c", "d", "e"))
    assert "No human has read it yet" in person.sees
    person.presses("status", "words")
    assert "No human has read it yet" not in person.sees
    assert "Received" not in person.sees


def test_a_place_is_never_mixed_into_words_that_stay(book: Book) -> None:
    person = second(switched_on()).presses("next", "next", "next", "o:refuse", "o:agree").types(PLACE)
    person.presses("finish")
    form = person.talk.form
    assert form is not None
    for flow in (switched_on().flows["soldier"], book.flows["second"]):
        assert PLACE not in str(refit(form, flow))


def test_urgent_help_is_two_taps_away(book: Book) -> None:
    person = second(book).presses("o:urgent")
    assert "urgent" in person.sees
    person.presses("send")
    assert next(effect for effect in person.caused() if isinstance(effect, Submit)).urgent


def test_a_name_at_first_contact_is_refused(book: Book) -> None:
    """The planted fault: somebody puts a name into the first application."""
    soldier = book.flows["soldier"]
    asked = (*soldier.steps[:-1], soldier.steps[-1].model_copy(update={"needs": Need.IDENTITY}))
    flows = {**book.flows, "soldier": soldier.model_copy(update={"steps": asked})}
    assert any("never asked at first contact" in str(fault) for fault in inspect(replace(book, flows=flows)))


def test_every_step_that_names_or_places_a_man_has_its_switch() -> None:
    steps = {step.name: step for step in switched_on().flows["second"].steps}
    assert {name for name, step in steps.items() if step.needs} == {
        *("identity", "surname", "names", "rank", "born", "number"),
        *("place", "area", "point"),
    }
    assert all(step.needs for step in steps.values() if step.kind in {Kind.DATE, Kind.PLACE})
    assert set(new_form(switched_on().flows["second"]).apart) == {name for name, step in steps.items() if step.needs}
