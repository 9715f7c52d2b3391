"""The search in free words: how near is near, in any alphabet, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.flows.load import check
from bot.flows.search import Index, chatter, likely

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book

INDEX = Index(
    {
        "food": "Чем кормят?\nчто дают поесть",
        "letters": "Можно ли писать домой?",
        "doctor": "Есть ли врач?",
    },
    {"food": "Еды должно быть достаточно.", "letters": "Письма и открытки.", "doctor": "Врач и лекарства бесплатно."},
)


def keys(question: str, index: Index = INDEX) -> list[str]:
    return [found.key for found in index.nearest(question)]


@pytest.mark.parametrize("question", ["чем кормят", "chem kormyat", "КОРМИТЬ БУДУТ???", "пoecть дaдут", "кoрмят чeм"])
def test_the_right_answer_comes_first_in_any_spelling(question: str) -> None:
    assert keys(question)[0] == "food"


@pytest.mark.parametrize("question", ["", "   ", "qwxz", "12345", "😀😀😀", "\ud800", "ж" * 9_000])
def test_what_is_near_to_nothing_finds_nothing(question: str) -> None:
    assert keys(question) == []


def test_no_more_than_three_and_each_once(book: Book) -> None:
    asked = "will they beat me or kill me or film me when I surrender with a white flag"
    found = book.indexes["en"].nearest(asked)
    assert len(found) == 3
    assert len({one.key for one in found}) == 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert likely(asked) <= found[0].score
    assert all(0 < one.score <= 1 for one in found)


def test_a_short_line_must_be_nearer_than_a_long_one() -> None:
    assert likely("привет") > likely("скажите, а как мне") > likely("скажите пожалуйста как мне быть дальше если я")


def test_who_says_nothing_but_small_talk_is_shown_no_answer() -> None:
    words = chatter("# ахой\nпривет спасибо")
    index = Index({**INDEX.asked, "hello": "привет, скажи спасибо"}, INDEX.texts, chatter=words)
    assert keys("Привет! Спасибо...", index) == []
    assert keys("привет, чем кормят?", index)[0] == "food"
    assert chatter("# ахой") == frozenset()


@pytest.mark.parametrize("said", ["привет", "спасибо", "мама", "Здравствуйте!", "дякую", "hello", "thank you"])
def test_a_greeting_frightens_nobody(book: Book, said: str) -> None:
    assert [keys(said, index) for index in book.indexes.values()] == [[], [], []]


def test_every_title_finds_its_own_answer(book: Book) -> None:
    for language, index in book.indexes.items():
        for key in book.answers:
            assert key in keys(book.texts.plain(language, f"answer-{key}-title"), index), (language, key)


def test_an_empty_language_finds_nothing() -> None:
    assert keys("anything", Index({}, {})) == []


def test_ways_of_asking_for_no_answer_are_a_fault(locales: Path) -> None:
    (locales / "en" / "asks.toml").write_text('first = ["what comes first"]\nthird = ["and then"]\n', encoding="utf-8")
    assert [str(fault) for fault in check(locales)] == ["en/asks.toml: third: no answer third"]
