"""Content that is read while a process stands by: given once, and never what a file said before its change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.ahead import Ahead, Looked
from bot.desk.codes.word_lists import WordLists
from tests.switched import shipped

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book


@pytest.fixture
def readings() -> list[Path]:
    return []


@pytest.fixture
def ahead(readings: list[Path]) -> Ahead:
    def read(root: Path) -> tuple[Book, WordLists]:
        readings.append(root)
        return shipped(), WordLists({})

    return Ahead(read)


def test_what_was_read_ahead_is_given_once(ahead: Ahead, readings: list[Path], tmp_path: Path) -> None:
    ahead.prepare(tmp_path, warm=False)
    assert len(readings) == 1
    ahead.take(tmp_path)
    assert len(readings) == 1
    ahead.take(tmp_path)
    assert len(readings) == 2


@pytest.mark.parametrize("name", ["en/texts.ftl", "flows/form.toml", "en/words.txt"])
def test_a_file_that_changed_meanwhile_is_read_anew(
    name: str, ahead: Ahead, readings: list[Path], tmp_path: Path
) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text("before")
    ahead.prepare(tmp_path, warm=False)
    file.write_text("behind")
    ahead.take(tmp_path)
    assert len(readings) == 2


def test_what_changes_while_it_is_read_is_read_anew(ahead: Ahead, readings: list[Path], tmp_path: Path) -> None:
    read = ahead.read

    def slow(root: Path) -> tuple[Book, WordLists]:
        (root / "late.toml").write_text("changed")
        return read(root)

    ahead.read = slow
    ahead.prepare(tmp_path, warm=False)
    ahead.read = read
    ahead.take(tmp_path)
    assert len(readings) == 2


@pytest.fixture
def looked(readings: list[Path]) -> Looked:
    def book(root: Path) -> Book:
        readings.append(root)
        return shipped()

    def lists(root: Path) -> WordLists:
        readings.append(root)
        return WordLists({})

    return Looked(book, lists)


def test_what_was_looked_at_is_not_read_again_and_given_once(
    looked: Looked, readings: list[Path], tmp_path: Path
) -> None:
    assert looked.book(tmp_path) is looked.book(tmp_path)
    looked.lists(tmp_path)
    looked.take(tmp_path)
    assert len(readings) == 2
    looked.take(tmp_path)
    assert len(readings) == 4


def test_what_changed_since_it_was_looked_at_is_read_anew(looked: Looked, readings: list[Path], tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("before")
    looked.book(tmp_path)
    looked.lists(tmp_path)
    (tmp_path / "words.txt").write_text("behind")
    looked.take(tmp_path)
    assert len(readings) == 4
