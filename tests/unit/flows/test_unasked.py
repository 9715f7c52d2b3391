"""What nobody asked is taken out and nothing else: sentences as people write them, frozen; shapes, lists, limits."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks import masking
from benchmarks.search import QUESTIONS
from bot.flows import unasked
from bot.flows.danger import Danger, danger
from bot.flows.load import check
from bot.flows.talk import Ask, Form, Gave, Given, Known, Place, Remove, Submit
from bot.flows.unasked_shapes import Mark
from bot.messages import Media
from bot.texts import clean, units
from tests.switched import shipped, switched_on

from .person import Person

BOOK = shipped()
HERE = Path(__file__).parent / "unasked"
LANGUAGES: Final = ("ru", "uk", "en")
_MARKED: Final = re.compile(r"\{([upni])\|([^}]*)\}")
_MARKS: Final = {"u": Mark.UNIT, "p": Mark.PLACE, "n": Mark.NAME, "i": Mark.NUMBER}
PLACES_IN_QUESTIONS: Final = {
    "похоронить бы его по человечески лежит в поле под бахмутом",
    "поховати хочу лежить десь у полі під бахмутом",
    "husband killed near bakhmut need to bury him",
}
"""The frozen questions that do name a place."""
TOLD = {"ru": "Бот это вырезал", "uk": "Бот це вирізав", "en": "The bot took it out."}
SAID = {
    "ru": "я Иван Петров, 58 бригада, под Бахмутом, +7 912 345-67-89",
    "uk": "я Іван Петренко, 58 бригада, під Бахмутом, +380 50 123 45 67",
    "en": "I am Ivan Petrov, 58th brigade, near Bakhmut, +7 912 345-67-89",
}
KEPT = {
    "ru": "я [имя], [часть], под [место], [номер]",
    "uk": "я [ім’я], [частина], під [місце], [номер]",
    "en": "I am [name], [unit], near [place], [number]",
}


def sentences(language: str) -> list[tuple[str, str]]:
    """Each sentence of a list, and what is to be left of it."""
    lines = (HERE / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [(_MARKED.sub(r"\2", line), _left(language, line)) for line in lines if not line.startswith("#")]


def _left(language: str, line: str) -> str:
    return _MARKED.sub(lambda found: BOOK.texts.plain(language, f"unasked-{_MARKS[found[1]]}"), line)


def questions(language: str) -> list[str]:
    """The paraphrases that search is measured by."""
    asked = tomllib.loads((QUESTIONS / f"{language}.toml").read_text(encoding="utf-8"))
    return list(chain.from_iterable(asked.values()))


def person(language: str = "ru", **known: Any) -> Person:
    return Person(BOOK, replace(Known(language=language), **known)).presses("home")


@pytest.mark.parametrize("language", LANGUAGES)
def test_frozen_sentences(language: str) -> None:
    listed = sentences(language)
    wrong = [(said, got) for said, left in listed if (got := unasked.taken_out(BOOK, language, said)) != left]
    taken = sum(said != left for said, left in listed)
    plain = [*(said for said, left in listed if said == left), *questions(language)]
    spoiled = {said for said in plain if unasked.found(BOOK, said)} - PLACES_IN_QUESTIONS
    print(f"{language}: {taken} to take out, {len(plain)} ordinary; missed {len(wrong)}, spoiled {len(spoiled)}")  # noqa: T201  with -rP
    assert (wrong, spoiled) == ([], set())
    assert taken >= 60
    assert len(plain) >= 120


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("служу в в/ч\n80123", "служу в [часть]"),
        ("войсковая часть\nА1234", "[часть]"),
        ("бригада\n58", "[часть]"),
        ("командир\nИванов", "командир\n[имя]"),
        ("комбат\nСедой", "комбат\n[имя]"),
        ("командир\nИванов бьёт людей", "командир\n[имя] бьёт людей"),
        ("меня зовут\nиван петров", "меня зовут\n[имя]"),
        ("я\nИванов Иван", "я\n[имя]"),
        ("стоим под\nбахмутом", "стоим под\n[место]"),
        ("личный номер\n123456", "личный номер\n[номер]"),
        ("координаты\n5378 4412", "координаты\n[место]"),
        ("військова частина\nА1234", "[часть]"),
        ("military unit\n80123", "[часть]"),
        ("commander\nIvanov", "commander\n[имя]"),
    ],
)
def test_a_cue_at_the_end_of_a_line_holds_for_what_the_next_begins_with(said: str, left: str) -> None:
    assert unasked.taken_out(BOOK, "ru", said) == left


@pytest.mark.parametrize(
    "said",
    [
        "нас бьёт командир\nХочу домой",
        "нас бьёт командир\nПомогите",
        "есть ещё командир\nПоловина людей ранена",
        "у нас батальон\n3 раненых",
        "не знаю координаты\n112 не отвечает",
        "мой командир\n\nСедой",
        "help, the commander\nPlease",
    ],
)
def test_a_new_line_begins_a_new_sentence(said: str) -> None:
    assert unasked.found(BOOK, said) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_capital_letter_in_front_spoils_no_question(language: str) -> None:
    begun = [said[:1].upper() + said[1:] for said in questions(language) if said not in PLACES_IN_QUESTIONS]
    assert [said for said in begun if unasked.found(BOOK, said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_code_is_taken_out(language: str) -> None:
    for name in ("words.txt", "check_words.txt"):
        drawn = (Path("locales") / language / name).read_text(encoding="utf-8").split()
        assert [word for word in drawn if unasked.found(BOOK, f"{word.title()} {word} {word}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_of_the_form_keeps_none_of_it_and_says_so(language: str) -> None:
    one = person(language).presses("d:soldier", "apply", "next", "next", "next", "next").types(SAID[language])
    assert one.talk.form is not None
    assert one.talk.form.answers["tell"].words == KEPT[language]
    assert TOLD[language] in one.sees
    assert Remove() in one.effects
    assert one.presses("finish").sees.count(KEPT[language]) == 1
    assert TOLD[language] not in one.sees
    sent = next(effect for effect in one.presses("send-now").effects if isinstance(effect, Submit))
    assert sent.answers[-1].words == KEPT[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_free_question_and_one_that_was_asked_for(language: str) -> None:
    free = person(language).types(SAID[language])
    assert (free.talk.held, free.talk.unasked) == (KEPT[language], True)
    assert KEPT[language] in free.sees
    assert free.sees.count(TOLD[language]) == 1
    asked = person(language).presses("d:question", "ask").types(SAID[language])
    assert Ask(door="question", text=KEPT[language]) in asked.effects
    assert TOLD[language] in asked.sees


@pytest.mark.parametrize("state", ["new", "taken", "waiting"])
def test_words_to_an_open_case_whoever_reads_it(state: str) -> None:
    one = person(has_case=True, case_state=state, case_kind="question").types(SAID["ru"])
    assert Ask(door="question", text=KEPT["ru"]) in one.effects
    assert TOLD["ru"] in one.sees
    assert Remove() in one.effects


def test_the_call_of_somebody_in_danger_is_passed_on_at_once_without_it() -> None:
    called = person().presses("now").types("ранен под Бахмутом, 58 бригада")
    assert _asked(called) == ("ранен под [место], [часть]", True)
    assert called.talk.place is Place.NOW
    assert TOLD["ru"] in called.sees
    crisis = person().types("не хочу жить, я под Бахмутом, командир Иванов")
    assert _asked(crisis) == ("не хочу жить, я под [место], командир [имя]", True)
    assert crisis.talk.place is Place.CRISIS


def _asked(one: Person) -> tuple[str, bool]:
    """What goes to the operators, and whether at once."""
    return next((ask.text, ask.urgent) for ask in one.effects if isinstance(ask, Ask))


def test_words_beneath_a_voice() -> None:
    one = person().does(Gave(Media(kind="voice", file_id="v"), "это под Бахмутом"))
    assert (one.talk.held, one.talk.unasked) == ("это под [место]", True)


def test_what_a_step_asks_for_is_kept_in_that_step_alone() -> None:
    one = Person(switched_on(), Known(language="ru", has_case=True, case_door="soldier", case_kind="application"))
    one.presses("home", "status", "second", "next", "next", "next", "o:agree").types("Петров").types("Иван Сергеевич")
    assert one.talk.form is not None
    assert not one.talk.unasked
    assert one.talk.form.answers["names"].words == "Иван Сергеевич"
    one.presses("next", "next").types("АБ-123456")
    assert one.talk.form.answers["number"].words == "АБ-123456"
    assert not one.talk.unasked
    one.presses("o:agree").types("под Бахмутом").types("37U DQ 1234 5678")
    assert one.talk.form.answers["area"].words == "под Бахмутом"
    assert not one.talk.unasked
    one.types("под Бахмутом, АБ-123456")
    assert one.talk.form.answers["tell"].words == "под [место], [номер]"
    assert one.talk.unasked


def test_what_an_earlier_program_kept_is_not_sent() -> None:
    old = person().presses("d:soldier", "apply").presses("finish")
    assert old.talk.form is not None
    old.talk = replace(old.talk, form=_told(old.talk.form, SAID["ru"]))
    sent = next(effect for effect in old.presses("send-now").effects if isinstance(effect, Submit))
    assert sent.answers[-1].words == KEPT["ru"]
    assert TOLD["ru"] in old.sees


def _told(form: Form, words: str) -> Form:
    return replace(form, answers={**form.answers, "tell": Given(words=words)})


def test_told_once_and_not_at_the_next_step() -> None:
    one = person().types(SAID["ru"]).types("можно ли ночью?")
    assert KEPT["ru"] in one.sees
    assert TOLD["ru"] not in one.sees
    assert not one.talk.unasked


def test_what_is_not_kept_for_want_of_room_leaves_the_chat_too() -> None:
    one = person().types("слово " * 2600).types("ещё слово " * 160 + SAID["ru"])
    assert one.talk.hint == "hint-full"
    assert Remove() in one.effects
    assert one.talk.unasked


def test_words_of_a_code_are_still_read_as_words_of_a_code() -> None:
    one = person().presses("code").types("под село бригада полк возле")
    assert one.talk.hint == "hint-code-checking"
    assert not one.talk.unasked


PIECES: Final = ("под", "Бахмутом", "58", "бригада", "🇺🇦", "👩🏽‍🚒", "я", "Иван", "Яр", "з.", "\n", "а")


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES)).map(" ".join))
@example("под 🇺🇦Бахмутом👩🏽‍🚒58 бригада")
@example("под Яром " * 500)
@settings(max_examples=300)
def test_masking_ends_grows_little_and_halves_no_letter(text: str) -> None:
    said = clean(text)
    left = unasked.taken_out(BOOK, "ru", said)
    assert unasked.taken_out(BOOK, "ru", left) == left
    assert units(left) <= max(unasked.ROOM, units(said))
    assert left.encode("utf-16-le").decode("utf-16-le") == left
    spans = unasked.found(BOOK, said)
    assert all(0 <= start < end <= len(said) for start, end, _ in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


DANGERS: Final = (
    "не хочу жить",
    "убью командира Иванова",
    "мне 15 лет",
    "меня пытали",
    "застрелюсь под Бахмутом",
    "I will kill my commander Ivanov",
)


@given(st.lists(st.sampled_from([*SAID.values(), *DANGERS]), min_size=1, max_size=4))
@settings(max_examples=100)
def test_masking_hides_no_danger_and_makes_none(parts: list[str]) -> None:
    said = ". ".join(parts)
    assert danger(BOOK, unasked.taken_out(BOOK, "ru", said)) is danger(BOOK, said)


ENDS: Final = {
    "a number and spaces": None,
    "danger and 280 phones": "79123456789",
    "a document's cue alone": None,
    "a name's cue alone": None,
    "units with an odd letter": "58",
    "220 points on a map": "48.5123",
    "one row of digits": None,
    "letters and dashes": None,
    "place after place": "Бахмутом",
    "half a danger phrase": None,
    "line breaks": None,
}
"""What is nowhere left of the worst texts; None: nothing is taken out."""


@pytest.mark.parametrize("name", masking.WORST)
def test_the_worst_texts_come_to_their_end_with_the_right_result(name: str) -> None:
    said, gone = masking.WORST[name], ENDS[name]
    left = unasked.taken_out(BOOK, "ru", said)
    assert (left == said) is (gone is None)
    assert gone is None or gone not in left
    assert danger(BOOK, left) is danger(BOOK, said)
    assert (danger(BOOK, said) is Danger.CRISIS) is ("хочу умереть" in said)
    assert units(left) <= max(unasked.ROOM, units(said))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[unit]\nбригада ..\n", "a phrase begins and ends with a word"),
        ("[unit]\nбригада .. полк\n", "here every word of a line must stand: бригада .. полк"),
        ("бригада\n", "a phrase before the first section"),
        ("[weapon]\n", "no such section; there are [code], [unit]"),
        ("[unit]\nпо*\n", "по*: so short a stem"),
    ],
)
def test_faults_of_a_list_are_named(locales: Path, text: str, fault: str) -> None:
    (locales / "uk" / "unasked.txt").write_text(text, encoding="utf-8")
    faults = check(locales)
    assert any(str(one).startswith("uk/unasked.txt") and fault in str(one) for one in faults), faults


KEYS: Final = ("ask", "status-write", "flow-soldier-tell", "flow-second-tell", "flow-group-tell")
NEVER: Final = {
    "ru": ("не пишите", "не имена"),
    "uk": ("не пишіть", "не називайте", "не імена"),
    "en": ("not write", "write no", "no names", "not your unit"),
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_words_are_asked_a_sentence_says_what_not_to_write(language: str, key: str) -> None:
    said = BOOK.texts.plain(language, key).casefold()
    assert any(never in said for never in NEVER[language]), said
