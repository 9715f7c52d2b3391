"""What is changed is what `dataclasses.replace` would make."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property

import pytest

from bot.altering import changed
from bot.flows.talk import Form, Given, Known, Place, Talk
from bot.messages import Person

PERSON = Person(id=b"i" * 16, chat=5, language="ru", kept=(1, 2))


def test_the_change_is_made_and_nothing_else() -> None:
    assert changed(PERSON, below=True, kept=()) == replace(PERSON, below=True, kept=())
    assert changed(Talk(), place=Place.STEP, rev=3) == replace(Talk(), place=Place.STEP, rev=3)
    assert changed(PERSON) == PERSON
    assert (PERSON.below, PERSON.kept) == (False, (1, 2))


def test_a_part_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="Person has no colour"):
        changed(PERSON, colour="red")  # type: ignore[call-arg]


@pytest.mark.parametrize("kind", [Form, Given, Known, Person, Talk])
def test_what_is_changed_so_is_made_of_its_parts_alone(kind: type) -> None:
    assert not hasattr(kind, "__post_init__")
    assert not hasattr(kind, "__slots__")
    assert all(part.init for part in fields(kind))
    assert not any(isinstance(value, cached_property) for value in vars(kind).values())
