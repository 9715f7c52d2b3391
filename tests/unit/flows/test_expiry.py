"""An answer's last day: the check is red after it, the bot serves it on and says so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.desk.talks.expiry import dated, day_of
from bot.flows.expiry import expired
from bot.flows.load import check, load_book
from bot.flows.screens import show, words
from bot.flows.talk import Known, Place, Talk
from tests.unit.flows.faulty import planted

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book

LAST = date(2027, 1, 31)
AFTER = LAST + timedelta(days=1)
CHECKED = "checked = 2026-11-21"


def with_last_day(locales: Path, day: date = LAST) -> Path:
    assert planted(locales, "answers/answers.toml", CHECKED, f"{CHECKED}\nexpires = {day}") == []
    return locales


def test_the_check_is_red_only_after_the_last_day(locales: Path) -> None:
    with_last_day(locales)
    assert check(locales, today=LAST) == []
    (fault,) = check(locales, today=AFTER)
    assert str(fault).startswith("answers/answers.toml: answer.first: expires: 2027-01-31 has passed; look at")
    assert fault.style


def test_a_last_day_comes_after_the_day_of_the_look(locales: Path) -> None:
    assert planted(locales, "answers/answers.toml", CHECKED, f"{CHECKED}\nexpires = 2026-11-20") == []
    (fault,) = check(locales, today=date(2026, 11, 19))
    assert "2026-11-20 is not after the day" in str(fault)


def test_an_expired_answer_is_served_and_says_so(locales: Path) -> None:
    book = load_book(with_last_day(locales))
    assert "time to check this again" not in shown(dated(book, LAST))
    assert "time to check this again" in shown(dated(book, AFTER))
    assert "A sentence." in shown(dated(book, AFTER))


def shown(book: Book) -> str:
    talk = Talk(place=Place.ANSWER, door="soldier", topic="basics", answer="first")
    return words(book.texts, "en", show(book, talk, Known(language="en")))


def test_words_of_care_carry_no_such_line(book: Book) -> None:
    late = dated(book, date(2099, 1, 1))
    assert "crisis" in late.expired
    keys = {part.key for part in show(late, Talk(place=Place.ANSWER, answer="crisis"), Known(language="en")).parts}
    assert "answer-expired" not in keys


def test_every_answer_that_ships_has_a_last_day(book: Book) -> None:
    assert expired(book.answers, date(2099, 1, 1)) == set(book.answers)
    assert not expired(book.answers, date(2026, 11, 22))


def test_a_second_belongs_to_its_day() -> None:
    assert day_of(0) == date(1970, 1, 1)
    assert day_of(86_399) < day_of(86_400)
