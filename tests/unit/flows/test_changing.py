"""What changes an application that is gone waits with its person; what cannot wait goes out all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.flows.form import new_form, refit
from bot.flows.locking import rejoin
from bot.flows.talk import Form, Submit, Talk
from tests.switched import switched_on

from .person import Person

if TYPE_CHECKING:
    from bot.flows.model import Book


def changing(book: Book, language: str = "en") -> Person:
    person = Person(book).has_case(case_door="soldier", language=language)
    return person.presses("home", "status", "change")


def closed(person: Person) -> Person:
    person.known = replace(person.known, has_case=False, case_state=None, case_kind=None)
    return person


def form_of(person: Person) -> Form:
    assert person.talk.form is not None
    return person.talk.form


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_a_change_of_what_was_closed_is_not_sent_and_its_answer_stays(book: Book, language: str) -> None:
    person = closed(changing(book, language).presses("o:yes", "finish")).presses("send-now")
    assert person.caused() == ()
    assert book.texts.say(language, "hint-change-closed") in person.sees
    assert (form_of(person).answers["safe"].option, form_of(person).changes) == ("yes", False)


def test_then_it_is_an_application_like_any_other(book: Book) -> None:
    person = closed(changing(book).presses("o:yes", "finish")).presses("send-now", "finish", "send-now")
    (sent,) = person.caused()
    assert isinstance(sent, Submit)
    assert sent.door == "soldier"
    assert person.talk.hint == ""


def test_what_cannot_wait_is_sent_and_its_person_told_that_it_is_new(book: Book) -> None:
    person = closed(changing(book).presses("o:yes", "o:urgent")).presses("send")
    assert isinstance(person.caused()[0], Submit)
    assert "went out as a new application" in person.sees


def test_a_question_that_is_open_instead_takes_no_single_answer(book: Book) -> None:
    person = closed(changing(book).presses("o:yes", "finish")).has_case("question", case_door="question")
    assert person.presses("send-now").caused() == ()


def test_another_flow_is_no_change() -> None:
    book = switched_on()
    changes = replace(new_form(book.flows["soldier"]), changes=True)
    assert refit(changes, book.flows["soldier"].model_copy(update={"version": 99})).changes
    assert not refit(changes, book.flows["second"]).changes


def test_an_end_goes_where_its_form_goes(book: Book) -> None:
    form = new_form(book.flows["soldier"])
    assert rejoin(Talk(form=form, ends=7), Talk(form=form, ends=9)).ends == 7
    assert rejoin(Talk(), Talk(form=form, ends=9)).ends == 9
