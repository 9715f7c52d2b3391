"""The table of docs/content-review.md is made from the answers, and is as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import ContentError
from bot.flows.review import BEGIN, END, into, table

if TYPE_CHECKING:
    from bot.flows.model import Book

PAGE = Path(__file__).parents[3] / "docs" / "content-review.md"


def test_the_page_is_as_the_answers_are(book: Book) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == into(page, table(book)), "run: python -m bot flows review --into docs/content-review.md"


def test_a_changed_answer_makes_the_page_stale(book: Book) -> None:
    page = PAGE.read_text(encoding="utf-8")
    other = book.answers["trap"].model_copy(update={"watch": "something new"})
    assert page != into(page, table(replace(book, answers={**book.answers, "trap": other})))


def test_every_answer_has_a_row_and_a_note(book: Book) -> None:
    rows = table(book).splitlines()[2:]
    assert len(rows) == len(book.answers)
    assert all(answer.watch for answer in book.answers.values())
    assert all(row.count(" | ") == 6 for row in rows)


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ContentError, match="no place for the table"):
        into(f"A page with {BEGIN} alone", "table")
    assert into(f"a {BEGIN} old {END} b", "new") == f"a {BEGIN}\nnew\n{END} b"
