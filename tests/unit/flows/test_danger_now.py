"""Danger now, told in words: the same call as the button's, and questions about danger stay questions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from benchmarks import dangers
from bot.flows.danger import Danger, danger, parse
from bot.flows.effects import Ask, CallOff, Remove
from bot.flows.faults import Fault
from bot.flows.slips import Slips
from bot.flows.talk import Known, Place
from tests.switched import shipped

from .person import Person

BOOK = shipped()
LANGUAGES = ("ru", "uk", "en")
SAID = {"ru": "меня ранило, кровь", "uk": "мене поранило, кров", "en": "I am shot, help"}
LEAST = {"now": 40, "question": 60, "slips": 40}


def person(language: str = "ru", **known: object) -> Person:
    return Person(BOOK, replace(Known(language=language), **known)).presses("home")  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", LEAST)
def test_the_tables_are_long_enough_and_say_nothing_twice(language: str, table: str) -> None:
    said = [one.said for one in dangers.heard(BOOK, language, table)]
    assert len(set(said)) == len(said) >= LEAST[table]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_call_is_heard_and_no_question_is_taken_for_one(language: str) -> None:
    wrong = [one for table in ("now", "question") for one in dangers.heard(BOOK, language, table) if not one.right]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_of_ten_danger_words_are_heard_with_their_slips(language: str) -> None:
    heard = dangers.heard(BOOK, language, "slips")
    assert sum(one.right for one in heard) / len(heard) >= 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_the_searchs_questions_only_those_call_that_should(language: str) -> None:
    assert [call for call in dangers.calls(BOOK, language) if not call.why] == []


def test_the_command_prints_the_figures() -> None:
    printed = CliRunner().invoke(dangers.main, ["--misses"]).output
    assert "ru: 111 of 111 calls found, 135 of 135 questions left alone" in printed
    assert "WRONG" not in printed


@pytest.mark.parametrize(
    "said", ["меня щас убьют", "ДРОН НАДО МНОЙ!!!", "menya ranilo", "минянакрыло", "nas shturmuyut"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_language_of_the_phone(language: str, said: str) -> None:
    assert person(language).types(said).talk.place is Place.NOW


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_call_as_the_button_does_and_show_its_screen(language: str) -> None:
    one = person(language).types(SAID[language])
    assert one.effects == (Remove(), Ask(door="danger", text=SAID[language], urgent=True, danger=Danger.NOW))
    one.has_case("question")
    pressed = person(language).presses("now").has_case("question")
    said, button = set(one.sees.split("\n\n")), set(pressed.sees.split("\n\n"))
    assert said - button == {BOOK.texts.plain(language, "hint-passed-on")}
    assert not button - said


@pytest.mark.parametrize("place", ["d:soldier", "help", "ask", "pin", "code"])
def test_it_is_heard_on_every_screen(place: str) -> None:
    one = person().presses(*(["help", "ask"] if place == "ask" else [place] if place != "pin" else ["privacy", "pin"]))
    assert one.types("нас накрывает артой").talk.place is Place.NOW


def test_an_application_keeps_the_words_too_and_is_urgent() -> None:
    one = person().presses("d:soldier", "apply").types("дрон надо мной")
    assert one.talk.place is Place.NOW
    assert one.talk.form is not None


def test_every_message_of_a_call_changes_the_screen() -> None:
    one, seen = person().presses("now").has_case("question"), set()
    for said in ("кровь", "нога", "меня ранило", "ещё"):
        seen.add(one.types(said).sees)
    seen.add(one.gives("voice").sees)
    assert len(seen) == 5
    assert "всего сообщений: 5" in one.sees
    assert one.presses("home", "now").talk.passed == 0


def test_the_voice_warning_stands_there_before_the_first_voice() -> None:
    for language in LANGUAGES:
        assert BOOK.texts.plain(language, "voice-known") in person(language).presses("now").sees


def test_a_question_taken_for_a_call_still_gets_its_answers() -> None:
    one = person().types("дрон завис надо мной как показать что сдаюсь").has_case("question")
    assert "only-asked" in {option.action for option in one.screen.options}
    one.presses("only-asked")
    assert one.effects == (CallOff(),)
    assert one.talk.place is Place.FOUND
    assert "drone" in one.talk.found
    assert one.talk.danger is None


def test_who_pressed_the_button_is_not_asked_whether_it_was_a_question() -> None:
    one = person().types("меня ранило").has_case("question").presses("home", "now")
    assert "only-asked" not in {option.action for option in one.screen.options}


def test_after_the_call_a_question_to_operators_is_part_of_it() -> None:
    one = person().types("меня ранило").has_case("question").presses("help", "ask").types("вы где")
    assert one.talk.place is Place.NOW
    assert [effect.urgent for effect in one.effects if isinstance(effect, Ask)] == [True]


def test_who_was_asked_whether_he_wants_to_die_is_not_led_away() -> None:
    one = person().types("не хочу жить").has_case("question").types("истекаю кровью")
    assert one.talk.place is Place.CRISIS
    assert [effect.urgent for effect in one.effects if isinstance(effect, Ask)] == [True]


@pytest.mark.parametrize("said", ["меня ранило", "не хочу жить", "мне 17"])
def test_the_screen_says_what_exit_loses_and_offers_a_pin(said: str) -> None:
    one = person().types(said).has_case("question")
    lost = BOOK.texts.plain("ru", "receipt-pin")
    assert lost in one.sees
    assert "pin" in {option.action for option in one.screen.options}
    one.known = replace(one.known, keyed=True)
    assert lost not in one.sees


def test_with_no_case_nothing_is_said_of_a_lost_answer() -> None:
    assert BOOK.texts.plain("ru", "receipt-pin") not in person().types("не хочу жить").sees


def test_the_reach_of_an_excuse_ends() -> None:
    faults: list[Fault] = []
    found = parse({"en/danger.txt": "[now]\nhit by|in * ... now\nim hit\n- if|when ...\n"}, faults)
    assert faults == []
    assert found.find("if im hit") is None
    assert found.find("if one two three four im hit") is Danger.NOW
    assert found.find("if. im hit") is Danger.NOW
    assert found.find("hit by a very large and old now") is Danger.NOW
    parse({"en/danger.txt": "[now]\nhit ...\n"}, faults)
    assert "begins and ends with a word" in str(faults[0])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("mysefl", "myself"), ("sucidal", "suicidal"), ("suiicidal", "suicidal"), ("suicibal", "suicidal")],
)
def test_one_slip_in_a_long_word_is_mended(typed: str, meant: str) -> None:
    assert Slips.of([meant]).mend(typed) == meant


@pytest.mark.parametrize("typed", ["tortures", "torturer", "totrued", "ottured", "trtrd"])
def test_an_ending_and_a_beginning_are_never_mended(typed: str) -> None:
    assert Slips.of(["tortured"]).mend(typed) == typed


def test_a_word_of_the_lists_is_no_slip() -> None:
    assert Slips.of(["killing", "kilting"]).mend("kilting") == "kilting"


def test_what_is_meant_otherwise_in_one_sentence_does_not_hush_the_next() -> None:
    assert danger(BOOK, "брат ранен. меня тоже ранило") is Danger.NOW
