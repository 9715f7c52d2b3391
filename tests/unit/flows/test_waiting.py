"""Who is on shift, how long people waited, the five words asked back, and who is under 18: on the pure side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.desk.talks.desk_state import two_places
from bot.flows.model import ALIVE_SECONDS, Book, DeskWords, Hours, Statement, Way
from bot.flows.talk import Ask, CodeLearned, Known, Place, Remove, Submit
from bot.flows.waiting import BUCKETS, bucket, told, usual

from .person import Person

NOON = 1_800_014_400
"""A noon in UTC."""
FIVE = ("apple", "bridge", "candle", "doctor", "engine")


@pytest.mark.parametrize(
    ("hours", "now", "there"),
    [
        ("always", NOON, True),
        (None, NOON, False),
        (Hours(utc=3, since=8, until=22), NOON, True),
        (Hours(utc=3, since=8, until=15), NOON, False),
        (Hours(utc=3, since=22, until=6), NOON, False),
        (Hours(utc=3, since=22, until=6), NOON + 11 * 3_600, True),
    ],
)
def test_hours_tell_who_is_on_shift(hours: object, now: int, *, there: bool) -> None:
    assert (now // 3_600) % 24 in {12, 23}
    desk = DeskWords(hours=hours)  # type: ignore[arg-type]
    assert desk.staffed(now, seen=None) is there
    assert desk.staffed(now, seen=now - ALIVE_SECONDS) is there
    assert desk.staffed(now, seen=now - ALIVE_SECONDS + 1)


def test_waits_become_words_and_few_of_them_none() -> None:
    assert [bucket(seconds) for seconds in (60, 3_600, 40_000, 90_000)] == list(BUCKETS)
    assert usual({"hour": 4}) == ""
    assert usual({"ten-minutes": 2, "hour": 2, "longer": 1}) == "hour"
    assert usual({"longer": 5}) == "longer"
    assert usual({"gone": 9}) == ""


def test_two_places_are_two_and_all_come_up() -> None:
    def places(number: int) -> tuple[int, int]:
        return two_places(lambda size: number.to_bytes(size, "big"))

    drawn = {places(number) for number in range(10)}
    assert len(drawn) == 10
    assert all(0 <= first < second < len(FIVE) for first, second in drawn)


@pytest.fixture
def learner(book: Book) -> Person:
    known = Known(language="en", drawn=(1, 4))
    return Person(book, known).has_case(words=FIVE).presses("status", "words", "learned")


def test_the_two_words_are_asked_by_their_places_and_not_shown(learner: Person) -> None:
    assert "word number 2" in learner.sees
    assert "word number 5" in learner.sees
    assert not any(word in learner.sees for word in FIVE)
    assert learner.types("Bridge, ENGINE").caused() == (Remove(), CodeLearned())


@pytest.mark.parametrize("said", ["bridge candle", "brige engin", "apple", "apple bridge candle doctor engine"])
def test_wrong_words_are_shown_again_and_kept_from_the_operators(learner: Person, said: str) -> None:
    assert learner.types(said).caused() == (Remove(),)
    assert "<b>apple bridge candle doctor engine</b>" in learner.sees
    assert "<code>" not in learner.sees


@pytest.mark.parametrize("said", ["please help", "I am here and they are coming, please say something"])
def test_words_that_are_none_of_the_code_go_to_the_operators(learner: Person, said: str) -> None:
    learner.types(said)
    assert Ask(door="question", text=said) in learner.caused()


def test_who_is_under_18_gets_an_operator_and_no_application(book: Book) -> None:
    for door in (flow.door for flow in book.flows.values() if flow.door in book.doors):
        young = Person(book, Known(language="en")).presses(f"d:{door}", "apply").types("I am scared")
        young.taps("I am under 18")
        assert young.talk.place is Place.ASK
        assert "No application is needed" in young.sees
        assert young.talk.form is None
        assert young.talk.held == "I am scared"
        young.types("help me")
        assert not any(isinstance(effect, Submit) for effect in young.caused())
        assert "Apply" not in young.presses("home", f"d:{door}").buttons
        grown = replace(young.talk, place=Place.ASK)
        young.talk = grown
        assert "Apply" in young.taps("I am 18 or older").buttons


@pytest.mark.parametrize("state", ["new", "reopened", "returned"])
def test_who_waits_is_told_that_it_takes_longer_whether_or_not_his_case_was_open_before(state: str) -> None:
    waits = Known(language="en", has_case=True, case_state=state, late=True, waited="hour")
    assert [phrase.key for phrase in told(waits)] == ["waits-longer", "waited-hour"]
    assert not told(replace(waits, case_state="taken"))


def test_while_nobody_is_on_shift_the_first_screen_says_so_and_how_else_the_line_is_reached(book: Book) -> None:
    said = Statement(ru="Телефон", uk="Телефон", en="Phone", checked=date(2026, 11, 21))
    desk = book.project.desk.model_copy(update={"contacts": (Way(label=said, where="+380 00 000 00 00"),)})
    reached = replace(book, project=book.project.model_copy(update={"desk": desk}))
    alone = Person(reached, Known(language="en", on_shift=False))
    assert "Right now no operator is to be seen" in alone.sees
    assert "Phone: <b>+380 00 000 00 00</b>" in alone.sees
    assert "+380" not in Person(reached).sees
