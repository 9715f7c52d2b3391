"""The road of relatives: the danger first, nobody applies for another, no place, a search only where it is on."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from bot.flows.buttons import title
from bot.flows.form import new_form, own_words
from bot.flows.model import Need
from bot.flows.talk import LinkAct, Place, Remove, Submit
from tests.switched import switched_on
from tests.unit.flows.person import Person

if TYPE_CHECKING:
    from bot.flows.model import Book

on = cache(switched_on)
LANGUAGES = ["ru", "uk", "en"]
PLIGHTS = ["missing", "prisoner", "wants-out", "afraid"]
HIS = "Ivan Ivanov"
OWN = {
    "apply-for-him", "not-exchanged", "crisis", "harm-others", "was-tortured", "drunk", "only-asking", "traces",
    "withdraw", "what-next", "missing", "body", "family-punished", "writing-a-crime",
}  # fmt: skip
"""Answers a relative asks for himself: there "I" and "mine" are his own."""


def relative(book: Book, language: str = "en") -> Person:
    person = Person(book)
    person.known = replace(person.known, language=language, now=1_800_000_000)
    return person.presses("d:relative")


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_sentences_of_danger_stand_before_the_four_doors(book: Book, language: str) -> None:
    person = relative(book, language)
    danger, _, asked = person.sees.partition("\n\n")
    assert len(re.findall(r"[.!?](?:</b>)?(?=\s|$)", danger)) == 3
    assert asked.count("?") == 1
    actions = [option.action for option in person.screen.options]
    assert actions[:4] == [f"p:{name}" for name in PLIGHTS]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLIGHTS)
def test_no_plight_leads_to_an_application_or_a_question_where_he_is(book: Book, name: str, language: str) -> None:
    person = relative(book, language).presses(f"p:{name}")
    actions = {option.action for option in person.screen.options}
    assert not actions & {"apply", "second", "begin:search"}
    assert {"ask", "back", "home", "exit"} <= actions
    assert person.presses("back").talk.place is Place.DOOR


def test_an_answer_read_from_there_leads_back_there(book: Book) -> None:
    person = relative(book).presses("p:prisoner", "a:camp-life", "back")
    assert person.talk.place is Place.PLIGHT
    assert person.presses("a:camp-life", "home").talk.plight is None


def test_the_tracing_stands_before_the_projects_contacts(book: Book) -> None:
    assert "call 1" not in relative(book).presses("p:missing").sees
    seen = relative(on()).presses("p:missing").sees
    assert seen.index("Committee of the Red Cross") < seen.index("call 1") < seen.index("call 2")
    assert "Do not pay" in seen
    assert "call 1" not in relative(on()).presses("p:prisoner").sees


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_a_name_it_is_said_who_reads_it_why_and_how_long(language: str) -> None:
    person = relative(on(), language).presses("p:missing", "begin:search")
    assert all(said in person.sees for said in ("the search desk", "To look for him.", "90"))
    assert person.presses("back").talk.place is Place.PLIGHT


def test_a_search_asks_name_and_birth_date_and_nothing_else() -> None:
    flow = on().flows["search"]
    assert [step.name for step in flow.questions] == ["name", "born"]
    assert {step.needs for step in flow.steps} == {Need.SEARCH}


def test_what_a_search_tells_is_kept_apart_and_never_shown_again() -> None:
    person = relative(on()).presses("p:missing", "begin:search", "next").types(HIS).types("1990")
    assert HIS not in person.sees
    assert "kept apart" in person.sees
    person.presses("send", "send-now")
    (sent,) = person.caused()
    assert isinstance(sent, Submit)
    assert [(answer.step, answer.words, answer.needs) for answer in sent.answers] == [
        ("name", HIS, Need.SEARCH),
        ("born", "1990", Need.SEARCH),
    ]
    assert (sent.door, person.talk.sent) == ("relative", "search")
    assert "no answer" in person.sees


def test_a_search_joins_an_open_application() -> None:
    person = (
        relative(on()).has_case(case_door="soldier").presses("p:missing", "begin:search", "next", "finish", "send-now")
    )
    (sent,) = person.caused()
    assert isinstance(sent, Submit)
    assert sent.door == ""


def test_the_words_of_another_draft_become_a_question_and_no_part_of_a_search() -> None:
    person = Person(on()).presses("d:soldier", "apply").types("my own words")
    person.presses("home", "d:relative", "p:missing", "begin:search")
    assert "my own words" in person.talk.held
    assert person.talk.form is not None
    assert not any(given.words for given in person.talk.form.answers.values())


def test_a_name_is_never_mixed_into_words_that_stay() -> None:
    person = relative(on()).presses("p:missing", "begin:search", "next").types(HIS)
    assert person.talk.form is not None
    assert own_words(person.talk.form) == ""
    person.presses("back", "minor")
    assert HIS not in person.talk.held
    off = Person(switched_off())
    off.talk = replace(off.talk, place=Place.STEP, form=replace(new_form(on().flows["search"]), step="name"))
    assert off.presses("home").talk.form is None


def switched_off() -> Book:
    whole = on()
    return replace(whole, flows={name: flow for name, flow in whole.flows.items() if name != "search"})


@pytest.mark.parametrize("said", ["48.5123, 37.9876", "37U DQ 1234 5678"])
def test_where_he_is_goes_and_is_passed_to_nobody(book: Book, said: str) -> None:
    person = relative(book).has_case("question", case_door="relative")
    for came in (said, ""):
        person = person.types(came) if came else person.gives("location", "here")
        assert person.caused() == (Remove(),)
        assert "Do not send where he is" in person.sees


def test_a_soldier_who_reads_the_relatives_door_may_send_his_own_place(book: Book) -> None:
    person = relative(book).has_case(case_door="soldier").gives("location")
    assert "Do not send where he is" not in person.sees


def test_three_words_say_nothing_back(book: Book) -> None:
    person = relative(book).has_case("question", case_door="relative").presses("p:missing", "tell")
    person.types("Amber, basket CANDLE")
    assert person.caused() == (Remove(), LinkAct("tell", "amber basket candle"))
    assert "The rest is his to decide" in person.sees


def test_a_message_written_instead_of_the_words_reaches_the_operators(book: Book) -> None:
    person = relative(book).has_case("question", case_door="relative").presses("home", "status", "tell")
    person.types("I do not know any words, he only told me to write to you")
    assert any("he only told me" in str(effect) for effect in person.caused())


def test_a_link_stands_only_under_an_application_for_oneself(book: Book) -> None:
    for door, action in (("soldier", "link"), ("maybe", "link"), ("relative", "tell")):
        person = Person(book).has_case(case_door=door).presses("home", "status")
        assert ({option.action for option in person.screen.options} & {"link", "tell"}) == {action}
    question = Person(book).has_case("question", case_door="soldier").presses("home", "status")
    assert not {option.action for option in question.screen.options} & {"link", "tell"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_speaks_about_him_behind_the_relatives_door_alone(book: Book, language: str) -> None:
    person = relative(book, language).presses("t:captivity").presses("a:beaten")
    his, own = (book.texts.plain(language, f"answer-beaten-title{end}") for end in ("-relative", ""))
    assert his in person.sees
    assert own not in person.sees
    assert book.texts.say(language, "answer-to-him") in person.sees
    soldier = person.presses("home").presses("d:soldier").presses("t:captivity")
    assert own in [
        option.label.key and book.texts.plain(language, option.label.key) for option in soldier.screen.options
    ]
    assert own in soldier.presses("a:beaten").sees


def test_no_title_a_relative_can_come_to_speaks_as_the_soldier(book: Book) -> None:
    door = book.doors["relative"]
    plights = [book.plights[name] for name in door.plights]
    front = {key for topic in door.topics for key in book.topics[topic].answers}
    front |= {key for plight in plights for key in (*plight.answers, *filter(None, [plight.answer]))}
    reached: set[str] = set()
    while front:
        reached |= front
        front = {other for key in front for other in book.answers[key].related} - reached
    titles = {key: title(book, key, "relative") for key in reached - OWN}
    first_person = re.compile(r"\b(я|мен[яі]|мне|мо[йяюиї]|моих|моего|нас|I|I'm|me|my|us)\b", re.IGNORECASE)
    for key, name in titles.items():
        for language in LANGUAGES:
            assert not first_person.search(book.texts.plain(language, name)), (key, language)
