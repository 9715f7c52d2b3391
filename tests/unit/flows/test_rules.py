"""What an editor may not write, each rule with a planted fault: words, numbers, "Apply", keys, and the file named."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.flows.buttons import WAY_OUT, button
from bot.flows.check_texts import screen_faults
from bot.flows.load import SHIPPED, check, load_book
from bot.flows.talk import Phrase, Screen
from tests.unit.flows.faulty import planted

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
BODY = "answer-first = A sentence."


def ban(locales: Path, *lines: str) -> None:
    (locales / "uk" / "banned.txt").write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "said", "found"),
    [
        ("neutral", "We are Neutrality itself.", True),
        ("neutral", "We are not unneutral.", False),
        ("only chance", "Your only\n    chance.", True),
        ("red* cross*", "He saw redder crosses.", True),
        ("un|", "The UN says so.", True),
        ("un|", "Until then.", False),
        ("neutral = answer-second", "We are neutral.", True),
        ("neutral = answer-first", "We are neutral.", False),
        ("neutral = answer-*", "We are neutral.", False),
        ("# neutral", "We are neutral.", False),
    ],
)
def test_a_word_of_the_editors_list_is_found(locales: Path, line: str, said: str, *, found: bool) -> None:
    ban(locales, line)
    faults = planted(locales, "uk/answers.ftl", BODY, f"answer-first = {said}")
    assert (
        any(fault.startswith("uk/answers.ftl: answer-first: ") and "say it otherwise" in fault for fault in faults)
        is found
    )


@pytest.mark.parametrize("file", ["ui.ftl", "desk.ftl"])
def test_the_list_holds_for_every_text(locales: Path, file: str) -> None:
    ban(locales, "quendy")
    key = next(line for line in (locales / "uk" / file).read_text(encoding="utf-8").splitlines() if " = " in line)
    faults = planted(locales, f"uk/{file}", key, f"{key} Quendy.")
    assert any(fault.startswith(f"uk/{file}: {key.partition(' = ')[0]}: 'Quendy': ") for fault in faults), faults


@pytest.mark.parametrize(
    ("line", "said"), [("x", "x: one letter"), ("quendy = answer-gone", "quendy: no text answer-gone")]
)
def test_a_useless_line_of_the_list_is_named(locales: Path, line: str, said: str) -> None:
    ban(locales, line)
    assert [str(fault).startswith(f"uk/banned.txt: {said}") for fault in check(locales)] == [True]


SHIPPED_WORDS = {
    "ru": ("осуществляется", "единственного шанса", "нейтральная", "гуманитарный", "ООН", "МККК", "ВСУ"),
    "uk": ("здійснюється", "єдиний шанс", "нейтральна", "гуманітарний", "ООН", "МКЧХ", "ЗСУ"),
    "en": ("pursuant to", "your only chance", "neutral", "humanitarian", "the UN", "ICRC", "armed forces"),
}


@pytest.mark.parametrize(
    ("language", "word"), [(language, word) for language in SHIPPED_WORDS for word in SHIPPED_WORDS[language]]
)
def test_what_ships_refuses_by_default(book: Book, language: str, word: str) -> None:
    assert list(book.banned[language].found("home-nobody", f"This is {word}."))


@pytest.mark.parametrize(
    ("language", "name"), [("ru", "Красного Креста"), ("uk", "Червоний Хрест"), ("en", "Red Cross")]
)
def test_who_searches_for_the_missing_is_named_only_there(book: Book, language: str, name: str) -> None:
    assert not list(book.banned[language].found("answer-missing", name))
    assert list(book.banned[language].found("answer-trap", name))


APPLY = [
    ("answers/answers.toml", 'facts = "1"', 'facts = "8"', "row 8 of the facts sheet"),
    ("answers/answers.toml", 'facts = "1"', 'facts = "15"', "row 15 of the facts sheet"),
    ("answers/answers.toml", 'source = "law"', 'source = "care"', "it is an answer of care"),
    ("answers/tree.toml", 'topics = ["others"]', 'topics = ["others", "basics"]', "it stands behind the door question"),
    ("answers/tree.toml", "apply = true", "", "it stands behind the door soldier"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), APPLY)
def test_apply_stands_only_under_questions_about_surrendering(
    locales: Path, file: str, old: str, new: str, said: str
) -> None:
    faults = planted(locales, file, old, new)
    where = "answers/answers.toml: answer.first: apply: "
    assert any(fault.startswith(where + said) and fault.endswith("; set apply = false") for fault in faults), faults


@pytest.mark.parametrize("key", ["crisis", "under-18", "only-asking", "missing", "apply-for-him"])
def test_apply_is_refused_where_it_must_never_stand(tmp_path: Path, key: str) -> None:
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "answers" / "answers.toml"
    head, name, rest = file.read_text(encoding="utf-8").partition(f"[answer.{key}]")
    file.write_text(head + name + rest.replace("apply = false", "apply = true", 1), encoding="utf-8")
    assert next(str(fault) for fault in check(tmp_path)).startswith(f"answers/answers.toml: answer.{key}: apply: ")


NUMBERS = [
    ("Third Geneva Convention, articles 13 and 15. Wait 48 hours.", ""),
    ("Third Geneva Convention, article 33.", "33"),
    ("Article 13 says so.", "13"),
    ("Hague Regulations, article 13.", "13"),
    ("He gets 10 years.", "10"),
]


@pytest.mark.parametrize(("said", "number"), NUMBERS)
def test_a_number_is_an_article_the_answer_rests_on(locales: Path, said: str, number: str) -> None:
    faults = planted(locales, "uk/answers.ftl", BODY, f"answer-first = {said}")
    where = f"uk/answers.ftl: answer-first: {number} is no provision"
    assert any(fault.startswith(where) for fault in faults) if number else not faults, faults


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'provisions = ["GC III 13", "GC III 15"]',
            "provisions = []",
            "says that it is from the law and names no provision",
        ),
        ('source = "law"', 'source = "unknown"', "rests on provisions, but its source is unknown"),
    ],
)
def test_the_source_fits_the_provisions(locales: Path, old: str, new: str, said: str) -> None:
    faults = planted(locales, "answers/answers.toml", old, new)
    assert any(fault.startswith(f"answers/answers.toml: answer.first: source: {said}") for fault in faults), faults


TEXTS = [
    ("uk/lock.ftl", "\n", f"\nlock-odd = {LONG}.\n", "uk/lock.ftl: lock-odd: a sentence of 15 words"),
    ("uk/lock.ftl", "\n", "\nlock-odd = Words.\n", "uk/lock.ftl: lock-odd: nothing shows this text"),
    ("uk/ui.ftl", "button-resume = ", f"button-resume = {LONG} ", "uk/ui.ftl: button-resume: a sentence of"),
    (
        "uk/ui.ftl",
        "hint-code-checking = ",
        "hint-code-checking = { $who } ",
        "uk/ui.ftl: hint-code-checking: { $who } is not given",
    ),
    ("uk/desk.ftl", "{ $fault }", "nothing", "uk/desk.ftl: desk-content-refused: does not use { $fault }"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), TEXTS)
def test_the_right_file_is_named(locales: Path, file: str, old: str, new: str, said: str) -> None:
    faults = planted(locales, file, old, new)
    assert any(fault.startswith(said) for fault in faults), faults


def test_a_text_of_the_program_that_no_language_has_is_named(locales: Path) -> None:
    for language in ("en", "uk"):
        path = locales / language / "desk.ftl"
        path.write_text(
            path.read_text(encoding="utf-8").replace("desk-content-refused", "desk-content-no"), encoding="utf-8"
        )
    said = [str(fault) for fault in check(locales)]
    assert any(
        fault.startswith("en/desk.ftl: desk-content-refused: missing in every language; `flows fill` copies it")
        for fault in said
    )
    assert any(fault.startswith("en/desk.ftl: desk-content-no: nothing shows this text") for fault in said)


def test_a_screen_without_a_way_to_the_start_is_found(book: Book) -> None:
    screen = Screen((Phrase.of("privacy-readers"),), ((button("next"),),))
    (fault,) = screen_faults(book, "ru", "privacy", screen)
    assert str(fault).startswith("ru/ui.ftl: privacy: a dead end: no button leads to the start")
    assert not list(screen_faults(book, "ru", "privacy", Screen(screen.parts, (*screen.rows, WAY_OUT))))


def test_a_long_name_of_the_line_is_found_on_the_first_screen(locales: Path) -> None:
    said = "A line of this and of that. " * 16
    whole = "".join(
        f'{name} = {{ ru = "{said}", uk = "{said}", en = "{said}", checked = 2026-11-21 }}\n'
        for name in ("name", "state_body", "responsible", "second_channel")
    )
    faults = planted(locales, "project.toml", "[identity]\n", f"[identity]\n{whole}")
    assert any("home: the screen has" in fault and "or what project.toml says there" in fault for fault in faults), (
        faults
    )


def test_words_alone_stop_no_bot(locales: Path) -> None:
    ban(locales, "sentence")
    assert check(locales)
    assert load_book(locales).doors


def test_a_title_of_its_own_stands_behind_a_door_there_is(locales: Path) -> None:
    faults = planted(locales, "answers/answers.toml", 'facts = "2"', 'facts = "2"\ntitles = ["nowhere"]')
    what = "no door nowhere in answers/tree.toml; add it there, or name another"
    assert faults == [f"answers/answers.toml: answer.second: titles: {what}"]


def test_a_title_of_its_own_is_there_in_every_language(locales: Path) -> None:
    faults = planted(locales, "answers/answers.toml", 'facts = "2"', 'facts = "2"\ntitles = ["question"]')
    assert any("answer-second-title-question" in fault for fault in faults)
    (locales / "en" / "more.ftl").write_text("answer-second-title-question = His second\n", encoding="utf-8")
    assert any("answer-second-title-question: missing" in str(fault) for fault in check(locales))
    (locales / "uk" / "more.ftl").write_text("answer-second-title-question = His second\n", encoding="utf-8")
    assert check(locales) == []


def test_a_title_for_a_door_that_does_not_show_it_is_needless(locales: Path) -> None:
    for language in ("en", "uk"):
        (locales / language / "more.ftl").write_text("answer-second-title-soldier = His\n", encoding="utf-8")
    assert sorted(str(fault).partition(": ")[0] for fault in check(locales)) == ["en/more.ftl", "uk/more.ftl"]
