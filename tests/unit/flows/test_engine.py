"""One step of the talk after another: the form, the way back, the answers, what is typed where."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import StaleButton
from bot.flows.engine import begin, expects_text, step
from bot.flows.talk import (
    Ask,
    Cancelled,
    DeleteAll,
    Given,
    Known,
    Place,
    Remove,
    SetLanguage,
    Submit,
    Talk,
    Tap,
)

from .person import Person

if TYPE_CHECKING:
    from bot.flows.model import Book


def submitted(person: Person) -> Submit:
    return next(effect for effect in person.caused() if isinstance(effect, Submit))


def test_a_whole_application_from_start_to_receipt(asked: Person) -> None:
    asked.taps("Yes, nobody can see", "No", "Only about me", "Mine, only I use it")
    assert "Question 5 of 6" in asked.sees
    asked.types("What happens to me?")
    assert asked.caused() == (Remove(),)
    asked.taps("Here, as soon as possible", "Send", "Yes, send it")
    submit = submitted(asked)
    assert (submit.door, submit.flow, submit.urgent) == ("soldier", "soldier", False)
    assert [answer.step for answer in submit.answers] == ["safe", "health", "company", "phone", "tell", "reply"]
    assert submit.answers[4].words == "What happens to me?"
    assert submit.answers[0].option is not None
    assert submit.answers[0].option.key == "flow-soldier-safe-yes"
    assert asked.talk.place is Place.RECEIPT
    assert asked.talk.form is None


def test_every_question_can_be_skipped(asked: Person) -> None:
    asked.presses(*["next"] * 6, "send", "send-now")
    assert submitted(asked).answers == ()


def test_what_is_there_can_be_sent_at_every_question(asked: Person) -> None:
    asked.taps("Yes, nobody can see", "Send what I have", "Yes, send it")
    assert [answer.step for answer in submitted(asked).answers] == ["safe"]


def test_help_needed_now_is_two_taps_from_the_operators(asked: Person) -> None:
    asked.taps("Skip ›", "Yes, I need help now")
    assert "This is urgent" in asked.sees
    asked.taps("Send")
    assert submitted(asked).urgent


def test_nobody_is_told_he_may_write_when_he_says_no(asked: Person) -> None:
    asked.taps("No")
    assert "better stop now" in asked.sees
    asked.taps("Next ›")
    assert "wounded or ill" in asked.sees


def test_why_is_explained_in_place_and_goes_by_itself(asked: Person) -> None:
    asked.taps("Why do you ask?")
    assert "<i>If someone can see your screen" in asked.sees
    asked.taps("Hide the reason")
    assert "<i>" not in asked.sees
    asked.taps("Why do you ask?", "Skip ›")
    assert "<i>" not in asked.sees


def test_back_walks_the_same_way_to_the_door(asked: Person) -> None:
    asked.taps("No", "Next ›", "Skip ›").presses("back", "back")
    assert "better stop now" in asked.sees
    asked.presses("back", "back")
    assert asked.talk.place is Place.DOOR


def test_an_answer_is_changed_from_the_summary_and_leads_back_to_it(asked: Person) -> None:
    asked.taps("Not sure", "Send what I have", "‹ Back", "✎ Safe to write", "Yes, nobody can see")
    assert asked.talk.place is Place.SUMMARY
    assert "<b>Safe to write:</b> Yes, nobody can see" in asked.sees


def test_an_answer_can_be_erased(asked: Person) -> None:
    asked.types("a secret").taps("Erase this answer")
    assert "secret" not in str(asked.talk.to_json())


def test_words_where_a_button_is_expected_are_kept_and_he_is_helped(asked: Person) -> None:
    asked.types("my friend looks at the screen")
    assert asked.caused() == (Remove(),)
    assert asked.talk.place is Place.STEP
    assert "I have kept your words" in asked.sees
    assert "my friend looks at the screen" in asked.sees


@pytest.mark.parametrize("typed", ["2", " 2 ", "Not sure", "not sure."])
def test_a_typed_number_or_label_presses_the_button(asked: Person, typed: str) -> None:
    asked.types(typed)
    assert asked.talk.form is not None
    assert asked.talk.form.answers == {"safe": Given(option="unsure")}
    assert asked.caused() == (Remove(),)


def test_numbers_are_words_where_words_are_asked(asked: Person) -> None:
    asked.presses(*["next"] * 4).types("2")
    assert asked.talk.form is not None
    assert asked.talk.form.answers == {"tell": Given(words="2")}


@pytest.mark.parametrize("typed", ["0", "99", "²", "-1"])
def test_a_number_no_button_has_presses_nothing(person: Person, typed: str) -> None:
    person.types(typed)
    assert person.talk.place is Place.HELD


def test_two_quick_messages_lose_nothing(asked: Person) -> None:
    asked.presses(*["next"] * 4).types("first").types("second")
    assert asked.talk.form is not None
    assert {given.words for given in asked.talk.form.answers.values()} == {"first", "second"}


def test_words_at_the_summary_join_the_answers(asked: Person) -> None:
    asked.taps("Send what I have", "‹ Back").types("one more thing")
    assert "one more thing" in asked.sees
    asked.taps("Send").types("and another")
    asked.taps("Yes, send it")
    assert submitted(asked).answers[0].words == "one more thing\nand another"


def test_a_very_long_answer_is_kept_whole(asked: Person) -> None:
    long = "слово " * 682
    asked.types(long).taps("Send what I have", "Yes, send it")
    assert submitted(asked).answers[0].words == long.strip()


def test_an_application_that_is_full_keeps_the_message_in_the_chat(asked: Person) -> None:
    for _ in range(4):
        asked.types("ш" * 3900)
    asked.types("я" * 3900)
    assert asked.caused() == ()
    assert "no more room" in asked.sees


def test_a_draft_waits_at_home(asked: Person) -> None:
    asked.taps("Yes, nobody can see").presses("home")
    assert asked.buttons[2] == "Continue (question 2 of 6)"
    asked.taps(asked.buttons[2])
    assert "Question 2 of 6" in asked.sees


def test_another_door_takes_the_draft_along(asked: Person) -> None:
    asked.taps("Yes, nobody can see").types("my leg").presses("home", "d:maybe", "apply")
    assert asked.talk.form is not None
    assert asked.talk.form.flow == "maybe"
    assert asked.talk.form.answers == {"safe": Given(option="yes"), "tell": Given(words="my leg")}


def test_a_stale_or_unknown_button_is_refused_and_changes_nothing(asked: Person) -> None:
    for action in ("o:well", "send-now", "d:soldier", "", "o:yes:no", "ж" * 40):
        with pytest.raises(StaleButton):
            asked.presses(action)


def test_every_screen_has_a_new_number(person: Person) -> None:
    actions = ("home", "home", "help", "delete", "delete-yes", "home")
    assert [person.presses(action).talk.rev for action in actions] == [1, 2, 3, 4, 5, 6]


def test_a_question_typed_at_home_waits_for_a_yes(person: Person) -> None:
    person.types("Will <b>they</b> film me?")
    assert person.caused() == (Remove(),)
    assert "“Will &lt;b&gt;they&lt;/b&gt; film me?”" in person.sees
    person.taps("Send to an operator")
    assert person.caused() == (Ask(door="question", text="Will <b>they</b> film me?"),)
    assert person.talk.held == ""


def test_an_unsent_question_waits_at_home_and_grows(person: Person) -> None:
    person.types("One.").presses("home").taps("My unsent question").types("Two.").taps("Send to an operator")
    assert person.caused() == (Ask(door="question", text="One.\nTwo."),)


def test_an_unsent_question_is_erased_at_his_word(person: Person) -> None:
    person.types("One.").taps("Do not send, erase it")
    assert person.caused() == (Cancelled(),)
    assert "Nothing was sent" in person.sees
    assert person.talk.held == ""


def test_the_door_of_relatives_warns_first_and_has_no_application(person: Person) -> None:
    person.taps("About a relative or friend")
    assert person.sees.startswith("<b>In Russia a man was jailed")
    assert "Apply" not in person.buttons
    person.taps("Ask an operator").types("Is he alive?")
    assert person.caused() == (Remove(), Ask(door="relative", text="Is he alive?"))
    assert person.talk.place is Place.RECEIPT


def test_answers_lead_on_and_back(person: Person, book: Book) -> None:
    topic = book.doors["soldier"].topics[0]
    key = next(key for key in book.topics[topic].answers if book.answers[key].related)
    person.presses("d:soldier", f"t:{topic}", f"a:{key}", f"a:{book.answers[key].related[0]}")
    assert person.talk.answer == book.answers[key].related[0]
    places = [person.presses("back").talk.place for _ in range(2)]
    assert places == [Place.TOPIC, Place.DOOR]
    assert person.presses("home").talk == replace(begin(), rev=person.talk.rev)


def test_an_answer_says_where_it_comes_from(person: Person) -> None:
    person.presses("d:soldier", "t:how", "a:how-to-surrender")
    assert "Protocol I to the Geneva Conventions, art. 41" in person.sees
    assert "Not yet checked by a lawyer" in person.sees


def test_apply_stands_under_answers_about_surrendering_alone(book: Book, person: Person) -> None:
    for topic in book.doors["soldier"].topics:
        for key in book.topics[topic].answers:
            person.presses("home", "d:soldier", f"t:{topic}", f"a:{key}")
            assert ("Apply" in person.buttons) == book.answers[key].apply


def test_side_pages_lead_back_to_the_question(asked: Person) -> None:
    asked.taps("Yes, nobody can see").presses("privacy", "help", "language", "delete", "back")
    assert "Question 2 of 6" in asked.sees


def test_a_language_is_chosen_without_losing_the_place(asked: Person) -> None:
    asked.presses("language", "lang:uk")
    assert asked.caused() == (SetLanguage("uk"),)
    assert "Вам зараз безпечно писати?" in asked.sees


def test_the_first_screen_after_a_choice_speaks_the_new_language(book: Book) -> None:
    outcome = step(book, begin(), Tap("lang:uk"), Known(language="en"))
    assert outcome.talk.place is Place.HOME


def test_deleting_asks_first_and_leaves_nothing(asked: Person) -> None:
    asked.types("a secret").presses("delete")
    assert asked.caused() == ()
    asked.taps("Yes, erase everything")
    assert asked.caused() == (DeleteAll(),)
    assert asked.talk == Talk(place=Place.GONE, rev=asked.talk.rev)


def test_cancelling_asks_first_where_something_would_be_lost(asked: Person) -> None:
    asked.types("words").presses("cancel")
    assert asked.talk.place is Place.CANCEL
    asked.taps("Yes, erase what is not sent")
    assert asked.caused() == (Cancelled(),)
    assert asked.talk.form is None
    assert asked.presses("cancel").talk.place is Place.HOME


def test_words_beside_a_question_of_life_and_death_press_nothing(asked: Person) -> None:
    asked.types("words").presses("delete")
    form = asked.talk.form
    asked.types("do not delete!")
    assert asked.caused() == (Remove(),)
    assert (asked.talk.place, asked.talk.held, asked.talk.form) == (Place.HELD, "do not delete!", form)


@pytest.mark.parametrize("typed", ["1", " 1. "])
def test_a_lone_number_never_erases(asked: Person, typed: str) -> None:
    asked.presses("delete").types(typed)
    assert DeleteAll() not in asked.caused()


def test_words_passed_on_are_said_to_be_once(person: Person) -> None:
    person.has_case().types("will they torture me in captivity?")
    assert person.talk.place is Place.FOUND
    assert person.sees.count("Passed on to the operators") == 1


def test_with_an_open_case_words_are_for_the_operators(person: Person) -> None:
    person.has_case().types("2")
    assert not expects_text(person.talk)
    assert person.caused() == (Remove(), Ask(door="question", text="2"))
    assert person.talk.place is Place.HOME


def test_an_open_question_does_not_stand_in_the_way_of_an_application(person: Person) -> None:
    person.has_case("question").presses("d:soldier")
    assert "Apply" in person.buttons
    assert "Apply" not in person.has_case("application").buttons


def test_a_voice_becomes_a_question_with_its_words(person: Person) -> None:
    person.gives("voice", "listen").taps("Send to an operator")
    ask = person.caused()[0]
    assert isinstance(ask, Ask)
    assert (ask.text, ask.media is not None) == ("listen", True)
    person.presses("home", "d:relative", "ask").gives("voice")
    assert isinstance(person.caused()[1], Ask)


def test_a_second_voice_does_not_push_out_the_first(person: Person) -> None:
    person.gives("voice").gives("voice")
    assert person.caused() == ()
    assert "One at a time" in person.sees


def test_a_place_is_neither_kept_nor_left_in_the_chat(person: Person) -> None:
    person.gives("location")
    assert person.caused() == (Remove(),)
    assert person.talk.media is None
    assert "Please do not send your place" in person.sees


def test_a_picture_in_an_application_keeps_its_words(asked: Person) -> None:
    asked.gives("voice", "my leg")
    assert asked.caused() == (Remove(),)
    assert "The words are, the picture or voice is not" in asked.sees
    assert "my leg" in asked.sees


def test_who_runs_the_line_stands_on_the_first_screen(book: Book, person: Person) -> None:
    assert person.sees.startswith("<b>Rehearsal.</b>")
    said = {"ru": "Мы", "uk": "Ми", "en": "We & co", "checked": "2026-11-21"}
    identity = book.project.identity.model_validate_json(
        '{"name": %s, "state_body": %s, "responsible": %s, "second_channel": %s}' % ((str(said).replace("'", '"'),) * 4)
    )
    person.book = replace(book, project=book.project.model_copy(update={"identity": identity}))
    assert identity.complete
    assert person.sees.startswith("<b>We &amp; co</b> runs this line.")
    assert "We &amp; co" in person.presses("help").sees


PRESSES = "type its number"


@pytest.mark.parametrize("way", [[], ["d:soldier"], ["d:soldier", "apply"], ["help"]])
def test_where_a_number_presses_the_line_for_no_words_says_so(person: Person, way: list[str]) -> None:
    person.presses(*way)
    pressed = Person(person.book, person.known, person.talk).types("1")
    assert PRESSES in person.types("\u200b").sees
    assert "“1”" not in pressed.sees


@pytest.mark.parametrize("case", [False, True])
@pytest.mark.parametrize("way", [["held"], ["delete"], ["d:question", "ask"], ["code"]])
def test_where_a_number_presses_nothing_no_text_says_it_does(person: Person, way: list[str], *, case: bool) -> None:
    if case:
        person.has_case()
    person.talk = replace(person.talk, held="something unsent")
    person.presses(*way)
    place = person.talk.place
    assert PRESSES not in person.types("\u200b").sees
    assert "Please press a button below" in person.sees
    assert person.talk.place is place


def test_help_speaks_of_numbers_only_to_who_may_press_by_them(person: Person) -> None:
    assert "type a button’s number" in person.presses("help").sees
    person.has_case().types("1")
    assert [type(effect) for effect in person.caused()] == [Remove, Ask]
    assert "number" not in person.presses("help").sees.partition("Fakes exist")[0]
    assert "goes to the operators" in person.sees


@pytest.mark.parametrize("answer", ["who-are-you", "trap"])
@pytest.mark.parametrize(
    ("language", "unsure", "true"),
    [
        ("en", "do not know this for certain", "what the line says of itself"),
        ("ru", "Точно мы этого не знаем", "говорит о себе сама линия"),
        ("uk", "Точно ми цього не знаємо", "каже про себе сама лінія"),
    ],
)
def test_the_line_does_not_doubt_who_it_is(person: Person, answer: str, language: str, unsure: str, true: str) -> None:
    topic = next(key for key, topic in person.book.topics.items() if answer in topic.answers)
    door = next(key for key, door in person.book.doors.items() if topic in door.topics)
    person.presses(f"lang:{language}", f"d:{door}", f"t:{topic}", f"a:{answer}")
    assert true in person.sees
    assert unsure not in person.sees
