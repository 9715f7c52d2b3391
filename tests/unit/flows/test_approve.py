from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.errors import ContentError
from bot.flows.approve import approve, fingerprint, unapproved
from bot.flows.load import load_book

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)


def approve_both(locales: Path) -> None:
    for name in ("A. Lawyer", "B. Lead"):
        approve(locales, load_book(locales), "first", name, TODAY)


def test_two_people_approve_an_answer(locales: Path) -> None:
    assert approve(locales, load_book(locales), "first", "A. Lawyer", TODAY) == 1
    assert unapproved(load_book(locales)) == ["first", "second"]
    assert approve(locales, load_book(locales), "first", "B. Lead", TODAY) == 2
    assert unapproved(load_book(locales)) == ["second"]


def test_one_person_does_not_count_twice(locales: Path) -> None:
    approve(locales, load_book(locales), "first", "A. Lawyer", TODAY)
    with pytest.raises(ContentError, match="a second person"):
        approve(locales, load_book(locales), "first", " a.  LAWYER ", TODAY)


@pytest.mark.parametrize(("key", "name"), [("third", "A. Lawyer"), ("first", "  ")])
def test_nothing_nameless_is_approved(locales: Path, key: str, name: str) -> None:
    with pytest.raises(ContentError):
        approve(locales, load_book(locales), key, name, TODAY)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("uk/answers.ftl", "answer-first = A sentence.", "answer-first = Another sentence."),
        ("en/answers.ftl", "answer-first-title = Title first", "answer-first-title = First title"),
        ("answers/answers.toml", '"GC III 15"', '"GC III 16"'),
        ("answers/answers.toml", "2026-11-21", "2026-11-20"),
    ],
)
def test_any_change_voids_the_approvals(locales: Path, file: str, old: str, new: str) -> None:
    approve_both(locales)
    path = locales / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert unapproved(load_book(locales)) == ["first", "second"]


def test_a_change_elsewhere_voids_nothing(locales: Path) -> None:
    approve_both(locales)
    path = locales / "uk" / "answers.ftl"
    path.write_text(path.read_text(encoding="utf-8").replace("Title second", "Other", 1), encoding="utf-8")
    assert unapproved(load_book(locales)) == ["second"]


def test_a_person_renews_a_void_approval_in_place(locales: Path) -> None:
    approve_both(locales)
    path = locales / "uk" / "answers.ftl"
    path.write_text(path.read_text(encoding="utf-8").replace("A sentence.", "New.", 1), encoding="utf-8")
    approve_both(locales)
    table = tomllib.loads((locales / "answers" / "answers.toml").read_text(encoding="utf-8"))["answer"]["first"]
    now = fingerprint(load_book(locales), "first")
    assert [(one["name"], one["hash"], one["date"]) for one in table["approved"]] == [
        ("A. Lawyer", now, TODAY),
        ("B. Lead", now, TODAY),
    ]


def test_the_rest_of_the_file_stays_as_it_was(locales: Path) -> None:
    path = locales / "answers" / "answers.toml"
    path.write_text("# A comment.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    before = path.read_text(encoding="utf-8").replace("approved = []", "", 1)
    approve(locales, load_book(locales), "first", "A. Lawyer", TODAY)
    after = path.read_text(encoding="utf-8")
    head, _, tail = after.partition("approved = [\n")
    assert head + tail.partition("\n]")[2] == before


def test_an_approval_is_of_every_title(locales: Path) -> None:
    tree = locales / "answers" / "answers.toml"
    said = tree.read_text(encoding="utf-8").replace('facts = "1"', 'facts = "1"\ntitles = ["soldier"]', 1)
    tree.write_text(said, encoding="utf-8")
    prints = []
    for words in ("His first", "Her first"):
        for language in ("en", "uk"):
            (locales / language / "more.ftl").write_text(f"answer-first-title-soldier = {words}\n", encoding="utf-8")
        prints.append(fingerprint(load_book(locales), "first"))
    assert prints[0] != prints[1]
