"""The book as it ships, read once; who talks in it, in English; a folder of texts small enough to break in a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.small_content import small_content
from tests.switched import shipped

from .person import Person

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book


@pytest.fixture(scope="session")
def book() -> Book:
    return shipped()


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """Two doors, one application, two answers, in English and Ukrainian: faultless until a test breaks it."""
    return small_content(tmp_path)


@pytest.fixture
def person(book: Book) -> Person:
    return Person(book)


@pytest.fixture
def asked(person: Person) -> Person:
    """He stands at the first question of the soldier's application."""
    return person.taps("I am serving", "Apply")
