"""Promise: a unit, a place, a name or a number that nobody asked is in nothing the talk keeps, shows or sends.

Every way by which words come in, in each language: into a question of the form, past the last one, free, beneath a
voice, to an open case, in a call. What is searched is everything that goes on from the engine: the talk as it is
stored, the screen, the effects. The plants show that the search can fail.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.flows import unasked
from bot.flows.engine import begin, step
from bot.flows.lock_events import NearCode
from bot.flows.screens import words
from bot.flows.talk import Gave, Known, Tap, Typed
from bot.messages import Media
from tests.switched import shipped

if TYPE_CHECKING:
    from bot.flows.talk import Event, Outcome

BOOK = shipped()
SAID: Final = {
    "ru": "я Иван Петров, служу в 58 бригаде, командир Сидоров, лежим под Бахмутом у 48.5123, 37.9912, АБ-123456",
    "uk": "я Іван Петров, служу в 58 бригаді, командир Сидоров, лежимо під Бахмутом, 48.5123, 37.9912, АБ-123456",
    "en": "I am Ivan Petrov, 58th brigade, commander Sidorov, we are near Bakhmut at 48.5123, 37.9912, AB-123456",
}
TRACES: Final = ("Петров", "Petrov", "58", "Сидоров", "Sidorov", "Бахмут", "Bakhmut", "48.5", "37.99", "123456")
VOICE: Final = Media(kind="voice", file_id="v")
FORM: Final = ("home", "d:soldier", "apply")
OPEN: Final[dict[str, Any]] = {"has_case": True, "case_state": "new", "case_kind": "question", "case_door": "question"}
CRISIS: Final = {"ru": "не хочу жить", "uk": "не хочу жити", "en": "I want to kill myself"}


def taps(*actions: str) -> tuple[Event, ...]:
    return tuple(map(Tap, actions))


def ways(language: str) -> dict[str, tuple[dict[str, Any], tuple[Event, ...]]]:
    """What is known of a person, and what he does, for each way in which words come in."""
    said = Typed(SAID[language])
    return {
        "question": ({}, (*taps(*FORM, "next", "next", "next", "next"), said, *taps("finish", "send-now"))),
        "choice": ({}, (*taps(*FORM), said, *taps("finish", "send-now"))),
        "summary": ({}, (*taps(*FORM, "finish"), said, *taps("send-now"))),
        "maybe": ({}, (*taps("home", "d:maybe", "apply", "finish"), said, *taps("send-now"))),
        "free": ({}, (*taps("home"), said, *taps("ask-send"))),
        "asked": ({}, (*taps("home", "d:question", "ask"), said)),
        "answer": ({}, (*taps("home", "d:relative", "ask"), said)),
        "voice": ({}, (*taps("home"), Gave(VOICE, SAID[language]), *taps("ask-send"))),
        "photo in the form": ({}, (*taps(*FORM), Gave(VOICE, SAID[language]))),
        "near a code": ({}, (*taps("home"), NearCode(SAID[language]), *taps("ask-send"))),
        "in danger": ({}, (*taps("now"), said)),
        "crisis": ({}, (*taps("home"), Typed(f"{CRISIS[language]}. {SAID[language]}"))),
        "crisis in the form": (
            {},
            (*taps(*FORM, "next", "next", "next", "next"), Typed(f"{CRISIS[language]}. {SAID[language]}")),
        ),
        "open case": (OPEN, (*taps("home"), said)),
        "taken case": (OPEN | {"case_state": "taken"}, (*taps("home", "status"), said)),
        "answered case": (OPEN | {"case_state": "waiting"}, (*taps("home", "status"), said)),
        "beneath a photo to a case": (OPEN, (*taps("home"), Gave(replace(VOICE, kind="photo"), SAID[language]))),
    }


def left(language: str) -> list[tuple[str, str]]:
    """Where a trace is left: the way, and the trace."""
    return [
        (name, trace)
        for name, (known, events) in ways(language).items()
        for outcome in _walked(replace(Known(language=language), **known), events)
        for trace in TRACES
        if trace in _all_of(outcome, language)
    ]


def _walked(known: Known, events: tuple[Event, ...]) -> list[Outcome]:
    talk, outcomes = begin(), []
    for event in events:
        outcomes.append(step(BOOK, talk, event, known))
        talk = outcomes[-1].talk
    return outcomes


def _all_of(outcome: Outcome, language: str) -> str:
    talk = {name: value for name, value in outcome.talk.to_json().items() if name != "rev"}
    return f"{talk} {outcome.effects} {words(BOOK.texts, language, outcome.screen)}"


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_no_way_in_leaves_a_trace_of_it(language: str) -> None:
    assert left(language) == []


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_each_way_in_carries_words(language: str) -> None:
    """The marks arrive: the ways do lead where words are kept."""
    mark = BOOK.texts.plain(language, "unasked-unit")
    silent = {
        name
        for name, (known, events) in ways(language).items()
        if not any(
            mark in _all_of(one, language) for one in _walked(replace(Known(language=language), **known), events)
        )
    }
    assert silent == set()


def test_planted_a_program_that_looks_for_nothing_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unasked, "found", lambda _book, _text: [])
    assert {name for name, _ in left("ru")} == set(ways("ru"))


def test_planted_a_sent_application_that_is_not_looked_through_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unasked, "_form", lambda _book, _language, talk, _before: talk.form)
    assert {name for name, _ in left("ru")} == {
        "question",
        "choice",
        "summary",
        "maybe",
        "photo in the form",
        "crisis in the form",
    }


def test_planted_a_question_that_is_not_looked_through_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unasked, "_sent", lambda _book, _language, effect: effect)
    caught = {name for name, _ in left("ru")}
    assert {"asked", "open case", "in danger", "crisis", "taken case"} <= caught
