"""Languages the bot does not speak: nothing is shown that nobody approved; then one line, and operators know which."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.errors import ContentError
from bot.flows.approve import approve
from bot.flows.effects import SetTongue
from bot.flows.load import SHIPPED, load_book
from bot.flows.talk import Ask, Known, Place

from .person import Person

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book

TODAY = date(2026, 11, 22)


@pytest.fixture
def root(locales: Path) -> Path:
    shutil.copy(SHIPPED / "tongues.toml", locales / "tongues.toml")
    return locales


def approved(book: Book) -> Person:
    return Person(replace(book, spoken=frozenset(book.tongues)), Known(language="en"))


def test_twelve_lines_ship_and_nobody_approved_one(book: Book) -> None:
    assert len(book.tongues) == 12
    assert not book.spoken
    assert not any(tongue.approved for tongue in book.tongues.values())
    assert "tongues" not in {option.action for option in Person(book).screen.options}


def test_a_line_is_shown_once_two_people_approved_it(root: Path) -> None:
    assert approve(root, load_book(root), "tongue-ne", "A. Native", TODAY) == 1
    assert not load_book(root).spoken
    with pytest.raises(ContentError, match="a second person"):
        approve(root, load_book(root), "tongue-ne", "a. native", TODAY)
    assert approve(root, load_book(root), "tongue-ne", "B. Native", TODAY) == 2
    book = load_book(root)
    assert book.spoken == {"ne"}
    shown = Person(book).presses("home", "tongues")
    assert [option.action for option in shown.screen.options] == ["tongue:ne", "back", "home", "exit"]
    assert book.tongues["ne"].line in shown.sees
    assert book.tongues["es"].line not in shown.sees


def test_a_changed_line_is_shown_no_more(root: Path) -> None:
    for name in ("A. Native", "B. Native"):
        approve(root, load_book(root), "tongue-es", name, TODAY)
    path = root / "tongues.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Escriba o hable", "Hable o escriba"), encoding="utf-8")
    assert not load_book(root).spoken


def test_an_unknown_language_is_not_approved(root: Path) -> None:
    with pytest.raises(ContentError, match="no such answer"):
        approve(root, load_book(root), "tongue-xx", "A. Native", TODAY)


@pytest.mark.parametrize("how", ["words", "voice"])
def test_who_chose_a_language_writes_or_speaks_at_once(book: Book, how: str) -> None:
    one = approved(book).presses("home", "tongues", "tongue:ne")
    assert SetTongue("ne") in one.caused()
    assert one.talk.place is Place.ASK
    assert book.tongues["ne"].line in one.sees
    one.types("मलाई मद्दत चाहिन्छ") if how == "words" else one.gives("voice")
    assert [effect.urgent for effect in one.caused() if isinstance(effect, Ask)] == [False]
    assert one.talk.tongue == "ne"


def test_all_twelve_fit_on_one_screen(book: Book) -> None:
    shown = approved(book).presses("home", "tongues")
    assert len(shown.screen.rows) <= 6
    assert len(shown.sees) < 2_000
    assert shown.presses("back").talk.place is Place.HOME
