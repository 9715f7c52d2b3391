"""Danger words stop whatever is going on: they go out at once, and nothing else is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.flows.danger import Dangers
from bot.flows.model import Contact, Crisis, Statement
from bot.flows.talk import Ask, Known, Place, Remove, Submit

from .person import Person

if TYPE_CHECKING:
    from bot.flows.model import Book


@pytest.fixture
def person(book: Book) -> Person:
    return Person(book, Known(language="ru"))


LAST = "не хочу жить"


def urgent(person: Person) -> Ask:
    (remove, asked) = person.caused()
    assert remove == Remove()
    assert isinstance(asked, Ask)
    assert asked.urgent
    return asked


@pytest.mark.parametrize(
    "way",
    [
        [],
        ["d:soldier"],
        ["d:soldier", "t:how"],
        ["d:soldier", "t:how", "a:drone"],
        ["d:relative", "ask"],
        ["code"],
        ["help"],
        ["delete"],
        ["privacy"],
        ["d:soldier", "apply"],
        ["d:soldier", "apply", "finish"],
        ["d:soldier", "apply", "next", "finish", "back", "send"],
        ["now"],
        ["crisis"],
    ],
)
def test_danger_words_go_to_the_operators_at_once_from_anywhere(person: Person, way: list[str]) -> None:
    form = person.presses(*way).talk.form
    person.types(LAST)
    assert urgent(person).text == LAST
    assert person.talk.place is Place.CRISIS
    assert person.talk.form == form
    assert "Вы хотите умереть сейчас?" in person.sees
    assert person.buttons == ["Спросить оператора сейчас", "‹ Назад", "В начало", "Выйти"]


@pytest.mark.parametrize(
    ("said", "sees"),
    [
        ("я убью командира", "Оружие сейчас у вас в руках?"),
        ("меня пытали", "Мы вам верим."),
        ("мне 17 лет", "Заявка не нужна"),
    ],
)
def test_each_danger_has_its_own_words(person: Person, said: str, sees: str) -> None:
    assert sees in person.types(said).sees
    assert urgent(person).text == said


def test_an_answer_in_words_is_kept_and_makes_the_application_urgent(person: Person) -> None:
    person.presses("d:soldier", "apply", "next", "next", "next", "next")
    person.types(LAST)
    assert urgent(person).text == LAST
    assert person.talk.place is Place.CRISIS
    assert "Вы хотите умереть сейчас?" in person.sees
    person.presses("home", "resume")
    assert person.buttons[0] == "Спросить оператора сейчас"
    person.presses("finish")
    assert "Это срочно" in person.sees
    person.presses("send-now")
    (submit,) = person.caused()
    assert isinstance(submit, Submit)
    assert submit.urgent
    assert submit.answers[0].words == LAST


def test_from_such_a_form_the_operator_is_one_tap_away(person: Person) -> None:
    person.presses("d:soldier", "apply", "next", "next", "next", "next").types(LAST)
    person.presses("ask-now").types("помогите")
    assert urgent(person).text == "помогите"
    assert person.talk.place is Place.CRISIS
    assert person.talk.form is not None
    person.presses("home", "resume", "finish", "ask-now").types("я тут")
    assert urgent(person).text == "я тут"


def test_no_place_and_no_words_of_a_crisis_wait_for_a_yes(person: Person) -> None:
    person.types(LAST).types("да")
    assert urgent(person).text == "да"
    person.gives("voice")
    assert urgent(person).media is not None
    person.gives("location")
    assert person.caused() == (Remove(),)
    person.gives("location", LAST)
    assert urgent(person).media is None
    person.presses("ask-now").types("1")
    assert urgent(person).text == "1"


@pytest.mark.parametrize("state", ["new", "taken"])
def test_nobody_under_eighteen_is_taken_a_place_from(person: Person, state: str) -> None:
    person.types("мне 17").has_case("question")
    person.known = replace(person.known, case_state=state)
    person.gives("location")
    assert person.caused() == (Remove(),)
    assert "Не присылайте, где вы находитесь." in person.sees
    person.presses("home").gives("location")
    assert person.caused() == (Remove(),)


def test_words_that_were_waiting_go_on_waiting(person: Person) -> None:
    person.types("вопрос про плен").types(LAST)
    assert urgent(person).text == LAST
    assert person.talk.held == "вопрос про плен"
    person.presses("back").types("ещё")
    assert "вопрос про плен\nещё" in person.talk.held


def test_the_crisis_ends_where_the_person_goes_to_the_start(person: Person) -> None:
    person.types(LAST).presses("home", "d:question", "ask").types("сколько ждать обмена")
    asked = next(effect for effect in person.caused() if isinstance(effect, Ask))
    assert not asked.urgent


def test_with_an_open_case_the_words_join_it_and_later_ones_are_relayed(person: Person) -> None:
    person.has_case("question").types(LAST)
    assert urgent(person).text == LAST
    assert person.talk.place is Place.CRISIS
    person.types("спасибо")
    assert person.caused() == (Remove(), Ask(door="question", text="спасибо"))
    assert person.talk.place is Place.CRISIS


def test_numbers_of_the_project_stand_on_the_crisis_screen_alone(book: Book) -> None:
    said = Statement(ru="Телефон доверия", uk="Телефон довіри", en="Helpline", checked=date(2026, 11, 1))
    contacts = Crisis(contacts=(Contact(country="ua", label=said, number="0 800 00 00 00"),))
    known = Known(language="ru")
    person = Person(replace(book, project=book.project.model_copy(update={"crisis": contacts})), known)
    assert "Телефон доверия: <b>0 800 00 00 00</b>" in person.types(LAST).sees
    assert "0 800" not in person.presses("home").types("меня пытали").sees


def test_a_line_without_lists_would_be_noticed(book: Book) -> None:
    """The planted fault: nothing is searched, and the words wait for a yes that may never come."""
    deaf = Person(replace(book, dangers=Dangers()), Known(language="ru")).types(LAST)
    assert deaf.talk.place is Place.HELD
    with pytest.raises(ValueError, match="not enough values"):
        urgent(deaf)
