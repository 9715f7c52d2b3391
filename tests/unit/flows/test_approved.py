"""What is served while a changed answer waits: the last version that two people stood behind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.flows.approve import approve
from bot.flows.approved import serve, to_keep
from bot.flows.load import load_book

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book


def approved_book(locales: Path, key: str = "first") -> Book:
    book = load_book(locales)
    for name in ("A. Lawyer", "B. Lead"):
        approve(locales, book, key, name, book.answers[key].checked)
    return load_book(locales)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_only_approved_answers_are_kept(locales: Path) -> None:
    assert to_keep(load_book(locales)) == {}
    assert set(to_keep(approved_book(locales))) == {"first"}


def test_a_changed_answer_is_served_as_it_was_in_every_language(locales: Path) -> None:
    kept = to_keep(approved_book(locales))
    change(locales / "en" / "answers.ftl", "answer-first = A sentence.", "answer-first = Another sentence.")
    change(locales / "uk" / "answers.ftl", "answer-first-title = Title first", "answer-first-title = Other title")
    changed = load_book(locales)
    assert "first" in changed.unapproved
    served = serve(changed, kept)
    assert "first" not in served.unapproved
    assert served.texts.say("en", "answer-first") == "A sentence."
    assert served.texts.plain("uk", "answer-first-title") == "Title first"
    assert changed.texts.plain("uk", "answer-first-title") == "Other title"


def test_its_sources_stay_as_they_were_too(locales: Path) -> None:
    kept = to_keep(approved_book(locales))
    change(locales / "answers" / "answers.toml", 'source = "law"', 'source = "promise"')
    assert serve(load_book(locales), kept).answers["first"].source == "law"


def test_an_answer_nobody_approved_stays_unapproved(locales: Path) -> None:
    book = load_book(locales)
    assert serve(book, {}).unapproved == {"first", "second"}
    assert serve(book, {"gone": {"meta": {}, "texts": {}}}).unapproved == {"first", "second"}


def test_an_approved_change_is_served_as_it_is(locales: Path) -> None:
    kept = to_keep(approved_book(locales))
    change(locales / "en" / "answers.ftl", "answer-first = A sentence.", "answer-first = Another sentence.")
    book = approved_book(locales)
    assert serve(book, kept).texts.say("en", "answer-first") == "Another sentence."


@pytest.mark.parametrize("fault", [{"meta": {"no": "answer"}}, {"texts": {"en": {}}}])
def test_what_does_not_fit_any_more_is_not_served(locales: Path, fault: dict[str, object]) -> None:
    kept = to_keep(approved_book(locales))
    change(locales / "en" / "answers.ftl", "answer-first = A sentence.", "answer-first = Another sentence.")
    served = serve(load_book(locales), {"first": {**kept["first"], **fault}})
    assert "first" in served.unapproved


def test_a_way_on_that_is_gone_is_left_out(locales: Path) -> None:
    kept = to_keep(approved_book(locales))
    change(locales / "en" / "answers.ftl", "answer-first = A sentence.", "answer-first = Another sentence.")
    book = load_book(locales)
    without = replace(book, answers={"first": book.answers["first"]})
    assert serve(without, kept).answers["first"].related == ()
