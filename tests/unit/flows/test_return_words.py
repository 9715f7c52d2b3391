"""The five words: on the receipt, typed, half remembered, and words that are only like them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.flows.lock_events import NearCode
from bot.flows.screens import show, words
from bot.flows.talk import (
    Ask,
    CodeFound,
    CodeLearned,
    CodeRefused,
    Known,
    Place,
    Remove,
    Talk,
    TryCode,
)
from bot.periods import Periods

from .person import Person

if TYPE_CHECKING:
    from bot.flows.model import Book


@pytest.mark.parametrize("typed", ["One, two three-four\nFIVE six", "раз два три чотири п’ять"])
def test_five_words_are_tried_and_removed(person: Person, typed: str) -> None:
    person.presses("code").types(typed)
    assert person.caused()[0] == Remove()
    assert isinstance(person.caused()[1], TryCode)
    assert person.talk.place is Place.CODE


def test_the_code_opens_the_case_or_is_refused_kindly(person: Person) -> None:
    person.presses("code").types("one two three four five").does(CodeRefused())
    assert "These words open nothing" in person.sees
    assert "Too many tries" in person.does(CodeRefused(wait=True)).sees
    assert "The second word is not on our list." in person.does(CodeRefused(unlisted=(2,))).sees
    for unread in ((), (1, 2), (7,)):
        assert "There are slips in several words." in person.does(CodeRefused(unlisted=unread)).sees
    person.has_case(check_word="river").does(CodeFound())
    assert person.talk.place is Place.STATUS
    assert "<b>river</b>" in person.sees


def test_a_half_remembered_code_does_not_stay_in_the_chat(person: Person) -> None:
    person.presses("code").types("one two three")
    assert person.caused() == (Remove(),)
    assert "one two three" not in str(person.talk.to_json())


def test_a_sentence_instead_of_a_code_is_no_lost_sentence(person: Person) -> None:
    person.presses("code").types("I have forgotten the words, what am I to do now, please?")
    assert person.talk.place is Place.HELD


FIVE = ("apple", "bridge", "candle", "doctor", "engine")


def test_the_receipt_shows_the_words_until_they_are_learned(asked: Person) -> None:
    asked.presses("finish", "send-now")
    asked.has_case(words=FIVE, check_word="river")
    assert f"<b>{' '.join(FIVE)}</b>" in asked.sees
    asked.taps("My case", "Show my five words", "I know them by heart").types("apple bridge")
    assert asked.caused() == (Remove(), CodeLearned())
    asked.known = replace(asked.known, words=())
    assert "Show my five words" not in asked.buttons


RECEIPT = 800
"""Letters of an application's receipt, markup and all: a frightened man reads no more."""


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_the_receipt_of_an_application_says_everything_once_and_is_short(book: Book, language: str) -> None:
    known = Known(language=language, keyed=True, has_case=True, case_state="new", case_kind="application")
    known = replace(known, case_door="soldier", words=FIVE, check_word="river", waited="hour")
    screen = show(book, Talk(place=Place.RECEIPT, sent="application"), known)
    assert [part.key for part in screen.parts] == [
        "receipt-application", "waited-hour", "receipt-words", "receipt-until", "receipt-forced", "receipt-check",
        "check-means",
    ]  # fmt: skip
    assert len(words(book.texts, language, screen)) <= RECEIPT
    leads = show(book, Talk(place=Place.RECEIPT, sent="group"), replace(known, group="leader"))
    assert book.texts.plain(language, "button-group") in words(book.texts, language, leads)
    assert {"group", "learned", "protection"} <= {option.action for option in leads.options}


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_the_receipt_names_how_long_the_words_work_by_the_settings(book: Book, language: str) -> None:
    august = 1_788_134_400  # 2026-08-31
    known = Known(language=language, has_case=True, case_state="new", case_kind="application", words=FIVE, now=august)
    for periods, date, days in ((Periods(resting=6, closed=77), "27.02.2027", "77"), (Periods(), "28.02.2028", "90")):
        screen = show(book, Talk(place=Place.RECEIPT, sent="application"), replace(known, periods=periods))
        said = words(book.texts, language, screen)
        assert date in said
        assert days in said


@pytest.mark.parametrize("half", ["bridge", "Aple, bridge", "doctor"])
def test_half_an_answer_beneath_the_words_goes_to_nobody(asked: Person, half: str) -> None:
    asked.presses("finish", "send-now")
    asked.has_case(words=FIVE, check_word="river").types(half)
    assert asked.caused() == (Remove(),)
    assert "They went to nobody" in asked.sees
    asked.types("the bridge is mined")
    assert any(isinstance(effect, Ask) for effect in asked.caused())


NEAR = "apple bread cloud dreem eagel"


def test_words_like_a_code_are_not_shown_and_join_no_question(book: Book) -> None:
    person = Person(book).does(NearCode(NEAR))
    assert "These may be your five words" in person.sees
    assert "apple" not in person.sees
    person.types("When may I call home?")
    assert "Nobody got them" in person.sees
    person.presses("ask-send")
    assert [effect.text for effect in person.effects if isinstance(effect, Ask)] == ["When may I call home?"]
    assert not person.talk.near


def test_words_like_a_code_go_when_the_code_is_found_or_typed_again(book: Book) -> None:
    assert not Person(book).does(NearCode(NEAR)).presses("code").talk.near
    assert not Person(book).does(NearCode(NEAR)).presses("home").does(CodeFound()).talk.near


def test_five_words_that_were_a_question_can_be_sent_alone(book: Book) -> None:
    person = Person(book).does(NearCode(NEAR)).presses("ask-send")
    assert [effect.text for effect in person.effects if isinstance(effect, Ask)] == [NEAR]


def test_a_recording_after_words_like_a_code_goes_without_them(book: Book) -> None:
    person = Person(book).does(NearCode(NEAR)).gives("voice").presses("ask-send")
    assert [effect.text for effect in person.effects if isinstance(effect, Ask)] == [""]
