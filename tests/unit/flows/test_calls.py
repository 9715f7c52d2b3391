"""Answers that people open while something happens to them call an operator with one press."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.flows.danger import Danger
from bot.flows.engine import begin, step
from bot.flows.screens import show
from bot.flows.talk import Call, Known, Place, Tap

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Talk

NEW = Known(language="en")


def opened(answer: str) -> Talk:
    return begin().to(Place.ANSWER, door="soldier", topic="danger", answer=answer)


@pytest.mark.parametrize(
    ("answer", "action", "place", "danger"),
    [
        ("drone", "now", Place.NOW, None),
        ("under-attack", "now", Place.NOW, None),
        ("wounded-alone", "now", Place.NOW, None),
        ("crisis", "crisis:crisis", Place.CRISIS, Danger.CRISIS),
        ("harm-others", "crisis:harm", Place.CRISIS, Danger.HARM),
    ],
)
def test_one_press_calls(book: Book, answer: str, action: str, place: Place, danger: Danger | None) -> None:
    assert show(book, opened(answer), NEW).options[0].action == action
    outcome = step(book, opened(answer), Tap(action), NEW)
    assert any(isinstance(effect, Call) for effect in outcome.effects)
    assert (outcome.talk.place, outcome.talk.danger, outcome.talk.called) == (place, danger, True)


@pytest.mark.parametrize("answer", ["white-flag", "was-tortured", "under-18", "own-side"])
def test_other_answers_have_no_such_button(book: Book, answer: str) -> None:
    actions = {option.action.partition(":")[0] for option in show(book, opened(answer), NEW).options}
    assert not actions & {"now", "crisis"}
