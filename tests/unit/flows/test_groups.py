"""A group: a number without names, four words, and nothing on any phone that tells of the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.flows.model import Kind
from bot.flows.numbers import read
from bot.flows.talk import GroupAct, Place, Remove, Submit, TryCode
from tests.unit.flows.person import Person

if TYPE_CHECKING:
    from bot.flows.model import Book

WORDS = ("amber", "basket", "candle", "dinner")
READ = {
    "5": "5", " 12 ": "12", "нас пятеро": "5", "Пять": "5", "нас п’ятеро": "5", "four of us": "4", "никого": "0",
    "немає": "0", "7 человек": "7", "семеро, 7": "7",
}  # fmt: skip
UNREAD = ("10-12", "5 или 6", "много", "a few", "", "99999", "два или три", "-3", "1,5")


@pytest.mark.parametrize(("said", "number"), READ.items())
def test_a_number_is_read_from_a_figure_or_a_word(said: str, number: str) -> None:
    assert (read(said).read, read(said).hint) == (number, "")


@pytest.mark.parametrize("said", UNREAD)
def test_what_is_no_one_number_stays_words(said: str) -> None:
    assert (read(said).read, read(said).hint) == ("", "hint-number-unread")


def several(book: Book) -> Person:
    return Person(book).presses("d:soldier", "t:how", "a:group", "group")


def test_no_name_and_no_place_is_asked_of_a_group(book: Book) -> None:
    flow = book.flows["group"]
    assert [step.name for step in flow.questions] == ["men", "wounded", "care", "phone", "tell"]
    assert {step.kind for step in flow.questions} == {Kind.NUMBER, Kind.CHOICE, Kind.TEXT}
    assert not any(step.needs for step in flow.steps)


def test_before_the_number_each_reads_that_one_shot_endangers_all(book: Book) -> None:
    seen = several(book).sees
    assert "if one of you shoots, all are in danger" in seen
    assert "Each decides for himself" in seen


def test_a_leader_tells_how_many_and_how_many_are_wounded(book: Book) -> None:
    person = several(book).presses("begin:group").types("five of us").types("1")
    person.presses("o:now", "send")
    (sent,) = person.caused()
    assert isinstance(sent, Submit)
    assert [(answer.step, answer.read) for answer in sent.answers[:2]] == [("men", "5"), ("wounded", "1")]
    assert (sent.door, sent.flow, sent.urgent, person.talk.sent) == ("soldier", "group", True, "group")


def test_a_number_nobody_can_read_is_kept_as_written(book: Book) -> None:
    person = several(book).presses("begin:group").types("five or six")
    assert "could not be read" in person.sees
    assert "five or six" in person.sees


def test_a_group_joins_an_application_that_is_open(book: Book) -> None:
    person = Person(book).has_case(case_door="mobilized").presses("home", "status", "group", "begin:group", "finish")
    (sent,) = person.presses("send-now").caused()
    assert isinstance(sent, Submit)
    assert sent.door == ""


@pytest.mark.parametrize("way", [("d:soldier", "t:how", "a:group", "group", "join"), ("code", "join")])
def test_four_words_join_from_the_groups_page_or_from_the_first_screen(book: Book, way: tuple[str, ...]) -> None:
    person = Person(book).presses(*way).types("Amber, basket candle DINNER")
    assert person.caused() == (Remove(), GroupAct("join", " ".join(WORDS)))
    assert (person.talk.place, person.talk.sent) == (Place.RECEIPT, "joined")


def test_four_words_written_where_five_are_asked_join_too(book: Book) -> None:
    assert Person(book).presses("code").types(" ".join(WORDS)).caused()[-1] == GroupAct("join", " ".join(WORDS))


def test_five_words_written_where_four_are_asked_open_a_case(book: Book) -> None:
    person = Person(book).presses("code", "join").types("amber basket candle dinner engine")
    assert person.caused() == (Remove(), TryCode("amber basket candle dinner engine"))
    assert person.talk.place is Place.CODE


def test_three_words_are_told_so_and_a_sentence_is_no_code(book: Book) -> None:
    person = Person(book).presses("code", "join").types("amber basket candle")
    assert "exactly four words" in person.sees
    person.types("my sergeant told me some words and I forgot which ones they were")
    assert "my sergeant told me" in person.talk.held


def test_a_leader_sees_his_own_numbers_and_a_member_nothing(book: Book) -> None:
    person = Person(book).has_case(case_door="soldier", group="leader", group_men="5", group_words=WORDS)
    leader = person.presses("home", "status", "group").sees
    assert "How many you are: 5." in leader
    assert " ".join(WORDS) in leader
    person.known = replace(person.known, group="member")
    member = person.presses("home", "status", "group").sees
    assert "5" not in member
    assert not any(word in member for word in WORDS)
    assert {option.action for option in person.screen.options} == {"group-leave", "back", "home", "exit"}


def test_who_is_under_18_writes_down_no_group(book: Book) -> None:
    person = several(book)
    person.talk = replace(person.talk, minor=True)
    assert not {option.action for option in person.screen.options} & {"begin:group", "join"}
    person.presses("home", "code")
    assert "join" not in {option.action for option in person.screen.options}
    assert GroupAct("join", " ".join(WORDS)) not in person.types(" ".join(WORDS)).caused()


def test_relatives_have_no_group(book: Book) -> None:
    person = Person(book).has_case(case_door="relative").presses("home", "status")
    assert "group" not in {option.action for option in person.screen.options}
