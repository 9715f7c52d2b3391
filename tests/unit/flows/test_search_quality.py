"""How often a free question finds its answer, by the questions that were written before there was an index."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.search import off_topic, tries
from bot.flows.search import Index

if TYPE_CHECKING:
    from bot.flows.model import Book

AT_LEAST = 0.92


MOST_MS = 20


def share(book: Book, language: str) -> float:
    done = list(tries(book, language))
    assert len(done) == 5 * len(book.answers)
    assert max(one.took for one in done) < MOST_MS
    return sum(one.right for one in done) / len(done)


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_the_right_answer_is_among_three(book: Book, language: str) -> None:
    assert share(book, language) >= AT_LEAST


LINES = 60
LEFT_ALONE = {"ru": 50, "uk": 48, "en": 37}
"""So many of the lines that ask for nothing here are shown no answer."""


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_who_asks_for_nothing_here_is_mostly_shown_nothing(book: Book, language: str) -> None:
    found = off_topic(book, language)
    assert len(found) >= LINES - 1
    assert sum(not keys for keys in found.values()) >= LEFT_ALONE[language]


GRAVE = {"crisis", "harm-others", "was-tortured", "beaten", "death-penalty", "body"}


def frightening(book: Book) -> int:
    found = (found for language in LEFT_ALONE for found in off_topic(book, language).values())
    return sum(key in GRAVE for keys in found for key in keys)


def test_answers_on_death_and_torture_must_be_nearer_than_others(book: Book) -> None:
    indexes = {language: replace(index, grave=frozenset()) for language, index in book.indexes.items()}
    assert all(index.grave == GRAVE for index in book.indexes.values())
    assert frightening(book) <= 1 < frightening(replace(book, indexes=indexes))


def test_without_the_ways_of_asking_it_is_not(book: Book) -> None:
    index = book.indexes["en"]
    titles = {key: asked.partition("\n")[0] for key, asked in index.asked.items()}
    done = list(tries(book, "en", Index(titles, index.texts)))
    assert sum(one.right for one in done) / len(done) < AT_LEAST
