"""What is heard as danger, and what is not; the lists it is looked for in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import ContentError
from bot.flows.danger import Danger, danger
from bot.flows.load import SHIPPED, check, load_book

from .danger_phrases import PHRASES, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book

AT_HAND = {"wounded-alone", "wounded", "under-attack"}
"""Answers whose titles tell of danger now, where they are typed and not pressed."""

TITLES = {"crisis": Danger.CRISIS, "harm-others": Danger.HARM, "was-tortured": Danger.TORTURE, "under-18": Danger.MINOR}


@pytest.mark.parametrize(("kind", "phrase"), PHRASES)
def test_what_is_danger_and_what_is_not(book: Book, kind: Danger | None, phrase: str) -> None:
    assert danger(book, phrase) is kind
    assert danger(book, f"Здравствуйте. {phrase.upper()}!!! ...") is kind


def test_the_table_is_long_enough() -> None:
    for table in TABLES.values():
        assert sum(len(phrases.strip().splitlines()) for phrases in table.values()) >= 40
        assert set(table) == {*Danger, None}


def test_no_title_of_an_answer_is_danger_but_those_of_its_own(book: Book) -> None:
    for language in book.texts.languages:
        for key in book.answers:
            title = book.texts.plain(language, f"answer-{key}-title")
            assert danger(book, title) in {TITLES.get(key), Danger.NOW if key in AT_HAND else TITLES.get(key)}, title


def test_no_return_code_word_is_danger(book: Book) -> None:
    for path in SHIPPED.glob("*/words.txt"):
        assert [word for word in path.read_text(encoding="utf-8").split() if danger(book, word)] == []


def test_the_most_urgent_is_named(book: Book) -> None:
    assert danger(book, "мне 17, меня пытали, не хочу жить") is Danger.CRISIS
    assert danger(book, "I am 17 and they tortured me") is Danger.TORTURE


def test_what_is_meant_otherwise_hides_nothing_else(book: Book) -> None:
    assert danger(book, "не хочу умирать на этой войне. лучше застрелюсь") is Danger.CRISIS
    assert danger(book, "не хочу\nжить") is Danger.CRISIS
    assert danger(book, "не хочу жить хочу умереть") is Danger.CRISIS


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_every_language_has_all_lists(locales: Path, language: str) -> None:
    text = (SHIPPED / language / "danger.txt").read_text(encoding="utf-8")
    assert all(f"[{kind}]" in text for kind in Danger)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[crisis]\n\nно ..\n", "uk/danger.txt: line 3: a phrase begins and ends with a word"),
        ("no section\n", "uk/danger.txt: line 1: a phrase before the first section"),
        ("[crisis]\n[sadness]\n", "uk/danger.txt: line 2: no such section"),
        ("[crisis]\nи*\n", "uk/danger.txt: line 2: и*: so short a stem"),
        ("[crisis]\nубить, себя\n", "uk/danger.txt: line 2: убить, is no word"),
        ("[crisis]\nубить|\n", "uk/danger.txt: line 2: убить| is no word"),
        ("[crisis]\n-\n", "uk/danger.txt: line 2: a phrase begins"),
        ("[minor]\nмне 17\n", "answers/answers.toml: answer.under-18: missing"),
    ],
)
def test_a_fault_in_a_list_is_named_with_its_line(locales: Path, text: str, fault: str) -> None:
    (locales / "uk" / "danger.txt").write_text(text, encoding="utf-8")
    assert [str(found) for found in check(locales) if str(found).startswith(fault)]
    with pytest.raises(ContentError, match=r"danger|under-18"):
        load_book(locales)


def test_a_missing_list_is_a_fault(locales: Path) -> None:
    (locales / "uk" / "danger.txt").unlink()
    with pytest.raises(ContentError, match=r"uk/danger\.txt: the file is missing"):
        load_book(locales)


def test_a_long_text_is_searched_to_its_end(book: Book) -> None:
    long = "слово другое hochu что-то ещё не хочу " * 105
    assert danger(book, long) is None
    assert danger(book, long + "жить") is Danger.CRISIS
