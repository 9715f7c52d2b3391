"""How often a free question finds its answer, by the questions that were written before there was an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.search import tries
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


def test_without_the_ways_of_asking_it_is_not(book: Book) -> None:
    index = book.indexes["en"]
    titles = {key: asked.partition("\n")[0] for key, asked in index.asked.items()}
    done = list(tries(book, "en", Index(titles, index.texts)))
    assert sum(one.right for one in done) / len(done) < AT_LEAST
