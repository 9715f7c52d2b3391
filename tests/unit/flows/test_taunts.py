"""Mockery: one calm line, fewer and fewer replies; what is no mockery is never slowed; a serious word is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.effects import Slow
from bot.flows.form import ROOM
from bot.flows.load import check
from bot.flows.talk import Ask, Known, Place, Remove
from bot.flows.taunts import KEPT_UNITS, WAITS
from bot.texts import units
from tests.switched import shipped

from .person import Person

if TYPE_CHECKING:
    from pathlib import Path

BOOK = shipped()
CALM = {"en": "All you wrote is kept.", "ru": "Всё написанное сохранено.", "uk": "Усе написане збережено."}
CALM_PASSED = {
    "en": "We will not argue",
    "ru": "Спорить мы не будем",
    "uk": "Сперечатися ми не будемо",
}
TAUNTS = {
    "ru": [
        "пошли вы нахуй",
        "Идите все на хуй, предатели",
        "вы все твари",
        "Слава России!",
        "ахахахаха",
        "poshli vy nahuy",
    ],
    "uk": ["йдіть ви нахуй", "ти дебіл", "бодай ви здохли", "слава росії", "ахахаха"],
    "en": ["fuck you all", "you are all traitors", "rot in hell", "lol", "Glory to Russia"],
}
EARNEST = """
    Хохлы меня не убьют?
    блядь мне страшно что делать
    командир сука послал меня нахуй что делать
    суки, как сдаться
    вы точно не предатели?
    вас не посадят за это?
    меня дома назовут предателем
    Командир сказал: сдохните там все
    my commander said go fuck yourself
    are you traitors?
    мене називають зрадником
    вы фашисты?
    я дурак что подписал контракт
    нам тут всем конец
    они смеются надо мной
    чем кормят в плену
"""


def person(language: str = "ru") -> Person:
    return Person(BOOK, Known(language=language)).presses("home")


def slow(one: Person) -> list[int]:
    return [effect.seconds for effect in one.effects if isinstance(effect, Slow)]


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all_ in TAUNTS.items() for said in all_])
def test_the_first_taunt_meets_one_calm_line_at_once(language: str, said: str) -> None:
    one = person(language).types(said)
    assert CALM[language] in one.sees
    assert said in one.sees.replace("&lt;", "<")
    assert "ask-send" in {option.action for option in one.screen.options}
    assert one.effects == (Remove(),)


@pytest.mark.parametrize("said", [line.strip() for line in EARNEST.strip().splitlines()])
def test_what_is_said_in_earnest_is_no_taunt_however_it_is_said(said: str) -> None:
    one = person().types("ахахаха").types(said)
    assert not slow(one)
    assert one.talk.taunts == 1


def test_it_gets_slower_and_the_line_is_said_once() -> None:
    one, waits = person().types("ахахаха").presses("home"), []
    for _ in range(8):
        place, rev = one.talk.place, one.talk.rev
        one.types("ахахаха")
        waits += slow(one)
        assert (one.talk.place, one.talk.rev) == (place, rev), "the buttons that stand in the chat work on"
        assert CALM["ru"] not in one.sees
    assert waits == [*WAITS[1:], *[WAITS[-1]] * (8 - len(WAITS) + 1)]
    assert one.talk.mocked.count("ахахаха") == 9, "nothing is lost"


def test_every_button_goes_at_full_speed() -> None:
    one = person().types("ахахаха").types("ахахаха").taps("В начало")
    assert not slow(one)
    assert one.talk.place is Place.HOME


def test_taunts_never_take_all_the_room() -> None:
    one = person()
    for _ in range(9):
        one.types("вы твари " * 400)
    assert units(one.talk.mocked) <= KEPT_UNITS < ROOM // 2
    assert one.effects == (Slow(WAITS[-1]),), "what is not kept stays in the chat"


def test_where_a_question_is_asked_a_taunt_waits_for_his_word() -> None:
    one = person().presses("help", "ask").types("вы все твари")
    assert one.talk.place is Place.HELD
    one.presses("ask-send")
    assert [effect.text for effect in one.effects if isinstance(effect, Ask)] == ["вы все твари"]


@pytest.mark.parametrize(("language", "said"), [(code, all_[0]) for code, all_ in TAUNTS.items()])
def test_with_an_open_case_operators_have_it_without_a_sound_and_he_meets_the_calm_line(
    language: str, said: str
) -> None:
    one, waits = person(language).has_case(), []
    for number in range(4):
        one.types(said)
        asked = [effect for effect in one.effects if isinstance(effect, Ask)]
        assert [(ask.text, ask.silent, ask.urgent) for ask in asked] == [(said, True, False)]
        assert Remove() in one.effects
        assert (CALM_PASSED[language] in one.sees) is (number == 0)
        waits += slow(one)
    assert waits == list(WAITS[1:4])


def test_with_an_open_case_a_serious_message_goes_on_at_once() -> None:
    one = person().has_case().types("вы все твари").types("вы все твари").types("меня переводят завтра")
    assert [(one.text, one.silent) for one in one.effects if isinstance(one, Ask)] == [("меня переводят завтра", False)]
    assert not slow(one)


def test_where_an_operator_is_asked_the_calm_line_stands_on_the_state() -> None:
    one = person().has_case().presses("help", "ask").types("вы все твари")
    assert one.talk.place is Place.STATUS
    assert CALM_PASSED["ru"] in one.sees


def test_what_goes_to_operators_carries_no_mockery() -> None:
    one = person().types("ахахаха").types("вы все твари").types("чем кормят в плену?")
    assert "твари" not in one.sees
    one.presses("ask-send")
    assert [effect.text for effect in one.effects if isinstance(effect, Ask)] == ["чем кормят в плену?"]
    assert not one.talk.mocked


def test_a_voice_after_mockery_goes_alone() -> None:
    one = person().types("ахахаха").gives("voice").presses("ask-send")
    assert [(effect.text, effect.media is None) for effect in one.effects if isinstance(effect, Ask)] == [("", False)]


def test_a_serious_line_in_the_same_message_is_never_cut() -> None:
    one = person().types("вы твари\nно как мне сдаться в плен?").presses("ask-send")
    assert "твари" in next(effect.text for effect in one.effects if isinstance(effect, Ask))


def test_danger_words_among_taunts_stop_everything() -> None:
    one = person().types("ахахаха").types("вы все твари, я не хочу жить")
    assert one.talk.place is Place.CRISIS
    assert not slow(one)


QUESTIONS = ["чем кормят в плену", "меня обменяют?", "что будет с семьёй", "можно ли писать домой", "меня будут бить"]
mockery = st.lists(
    st.sampled_from([*TAUNTS["ru"], *TAUNTS["uk"], "вы все твари\nсдохните", "вы твари " * 400]),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40)
@given(mockery, st.sampled_from(QUESTIONS), st.sampled_from([None, "home", "d:question"]))
def test_a_serious_question_after_any_amount_of_mockery_gets_its_answer(
    mocked: list[str], question: str, pressed: str | None
) -> None:
    one, calm = person(), person()
    for said in mocked:
        one.types(said)
    for who in (one, calm):
        if pressed is not None:
            who.presses("home", *[pressed][pressed == "home" :])
        who.types(question)
    assert one.talk.found == calm.talk.found != ()
    assert one.talk.place is Place.HELD
    assert one.effects == (Remove(),), "at once"
    assert question in one.talk.held
    assert CALM["ru"] not in one.sees
    one.presses(f"f:{one.talk.found[0]}")
    assert one.talk.answer == calm.talk.found[0]
    assert one.presses("back").presses("home", "held").talk.found == calm.talk.found


def test_a_wrong_line_of_the_list_is_a_fault(locales: Path) -> None:
    (locales / "en" / "taunts.txt").write_text("[insult]\n", encoding="utf-8")
    assert "no such section; there are [taunt]" in str(check(locales)[0])
