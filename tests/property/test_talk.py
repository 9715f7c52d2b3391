"""Whatever a person taps and types: no exception, no lost word, always a way on and a way out, in every language."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StaleButton
from bot.flows.engine import COMMANDS, begin, expects_text, step
from bot.flows.load import load_book
from bot.flows.lock_events import NearCode
from bot.flows.screens import label, show, words
from bot.flows.talk import (
    Ask,
    CodeFound,
    CodeRefused,
    Gave,
    Known,
    Place,
    Remove,
    Submit,
    Talk,
    Tap,
    Typed,
)
from bot.messages import Media
from bot.texts import units

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Effect, Event, Outcome, Screen

THROWN_AWAY = {"wipe", "ask-drop", "cancel-yes", "delete-yes", "clear", "clear-yes", "exit"}
"""The buttons by which a person himself throws words away."""
NASTY = [
    "",
    " ",
    "2",
    "\ud800",
    "\u202eabc",
    "<b>&amp;" * 400,
    "a" * 4096,
    "😀" * 2048,
    "e" + "\u0301" * 60,
    "/start",
    "да",
    "\x00\n",
    "не хочу жить",
    "I am 17",
]

SECRET = "zzone zztwo zzthree zzfour zzfive"
"""What may be somebody's return code: no screen shows it, no question carries it along."""

book = cache(load_book)
typed = st.tuples(st.sampled_from(NASTY) | st.text(max_size=40), st.booleans())
events = st.one_of(
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from(sorted(COMMANDS)),
    st.sampled_from(["o:well", "send-now", "nonsense", "a:no-such", "lang:xx", "🙈" * 40]),
    typed,
    st.builds(Gave, st.builds(Media, kind=st.sampled_from(["photo", "voice", "location"])), st.text(max_size=9)),
    st.just(CodeFound()),
    st.just(NearCode(SECRET)),
    st.builds(CodeRefused, st.booleans()),
    st.builds(
        Known, language=st.sampled_from(["en", "ru", "uk"]), has_case=st.booleans(), case_kind=st.just("question")
    ),
)


def parsed_units(text: str) -> int:
    return units(html.unescape(re.sub("<[^>]*>", "", text)))


def assert_fit_for_telegram(book: Book, screen: Screen) -> None:
    for language in book.texts.languages:
        text = words(book.texts, language, screen)
        text.encode()
        assert 0 < parsed_units(text) <= units(text) <= 4096
        labels = [label(book.texts, language, option.label) for option in screen.options]
        assert all(0 < units(said) <= 64 and "\n" not in said for said in labels)


def assert_a_way_on_and_out(talk: Talk, screen: Screen) -> None:
    actions = [option.action for option in screen.options]
    assert len(set(actions)) == len(actions)
    assert actions[-1:] == ([] if talk.place is Place.LEFT else ["exit"])
    assert all(action.isascii() and 0 < len(action) <= 24 for action in actions)
    assert "home" in actions or talk.place in {Place.HOME, Place.LEFT}
    assert len(screen.rows) <= 12


ASKED_FOR_WORDS = {Place.CODE: 40, Place.JOIN: 9, Place.TELL: 9}
"""Where a code's words are asked for: so few words are a wrong try there, and are not kept."""


class Walk:
    """One person's way, with a mark in every text he types and a list of the marks that must still be somewhere."""

    def __init__(self) -> None:
        self.talk, self.known = begin(), Known(language="ru")
        self.kept: list[str] = []
        self.typed = 0

    def does(self, drawn: object) -> None:
        match drawn:
            case Known():
                self.known = drawn
                return
            case int():
                options = show(book(), self.talk, self.known).options
                event: Event = Tap(options[drawn % len(options)].action if options else "home")
            case str():
                event = Tap(drawn)
            case (str() as text, bool() as marked):
                self.typed += 1
                event = Typed(f"{text[:4000]} mark{self.typed}x" if marked else text)
            case Gave() | NearCode() | CodeFound() | CodeRefused():
                event = drawn
            case _:
                raise AssertionError(drawn)
        self.happens(event)

    def happens(self, event: Event) -> None:
        try:
            outcome = step(book(), self.talk, event, self.known)
        except StaleButton:
            offered = {option.action for option in show(book(), self.talk, self.known).options}
            assert isinstance(event, Tap)
            assert event.action not in offered | COMMANDS
            return
        assert outcome.talk.rev == self.talk.rev + 1
        self.keeps_every_word(event, outcome)
        assert "zzone" not in words(book().texts, "en", outcome.screen)
        assert [text for effect in outcome.effects if "zzone" in (text := sent(effect)) and text != SECRET] == []
        packed = json.loads(json.dumps(outcome.talk.to_json()).encode())
        self.talk = Talk.from_json(packed)
        assert self.talk == outcome.talk
        assert_fit_for_telegram(book(), outcome.screen)
        assert_a_way_on_and_out(outcome.talk, outcome.screen)

    def keeps_every_word(self, event: Event, outcome: Outcome) -> None:
        there = json.dumps(outcome.talk.to_json())
        gone = " ".join(map(sent, outcome.effects))
        mark = re.search(r"mark\d+x", event.text) if isinstance(event, Typed) else None
        no_pin = self.talk.place is Place.PIN and outcome.talk.hint in {"hint-no-pin", "hint-pin-digits"}
        if mark and Remove() in outcome.effects and not no_pin and not self.half_a_code(event):
            self.kept.append(mark[0])
        if mark and Remove() not in outcome.effects:
            assert outcome.talk.hint in {"hint-full", "hint-press"}
        left = outcome.talk.place is Place.LEFT  # the number of Exit may be typed as well
        if left or (isinstance(event, Tap) and event.action in THROWN_AWAY):
            self.kept = [mark for mark in self.kept if mark in there]
        assert [mark for mark in self.kept if mark not in there and mark not in gone] == []
        self.kept = [mark for mark in self.kept if mark in there]

    def half_a_code(self, event: Event) -> bool:
        few = ASKED_FOR_WORDS.get(self.talk.place, 0)
        return isinstance(event, Typed) and len(re.findall(r"\w+", event.text)) < few


def sent(effect: Effect) -> str:
    match effect:
        case Ask():
            return effect.text
        case Submit():
            return " ".join(answered.words for answered in effect.answers)
        case _:
            return ""


starts = st.sampled_from(
    [
        [],
        ["d:soldier", "apply"],
        ["d:mobilized", "apply", "next"],
        ["d:maybe", "apply", "next", "next", "next", "next"],
        ["d:soldier", "apply", "finish"],
        ["d:soldier", "t:how"],
        ["d:relative", "ask"],
    ]
)
forward = st.sampled_from(["next", "next", "finish", "send", "send-now", "e:safe", "wipe", "why", "apply", "d:soldier"])


def walked(start: list[str], drawn: list[object]) -> Walk:
    walk = Walk()
    for one in (*start, *drawn):
        walk.does(one)
    return walk


@settings(max_examples=80)
@given(starts, st.lists(events | forward, max_size=30))
def test_any_way_through_the_talk(start: list[str], drawn: list[object]) -> None:
    walked(start, drawn)


@settings(max_examples=60)
@given(starts, st.lists(typed | forward, max_size=20))
def test_any_way_through_an_application(start: list[str], drawn: list[object]) -> None:
    walked(start, drawn)


@pytest.mark.slow
@settings(max_examples=3000)
@given(starts, st.lists(events | forward, max_size=60))
def test_any_long_way_through_the_talk(start: list[str], drawn: list[object]) -> None:
    walked(start, drawn)


@settings(max_examples=60)
@given(starts, st.lists(st.integers(0, 30) | forward, max_size=20))
def test_back_and_home_lead_out_from_everywhere(start: list[str], taps: list[object]) -> None:
    walk = walked(start, taps)
    for _ in range(40):
        if "back" not in {option.action for option in show(book(), walk.talk, walk.known).options}:
            break
        walk.does("back")
    walk.does("home")
    assert walk.talk.place is Place.HOME


def test_a_lost_word_would_be_found() -> None:
    """The planted fault: a talk that forgets what was written."""
    walk = Walk()
    walk.does(("my leg", True))
    walk.talk = replace(walk.talk, held="")
    with pytest.raises(AssertionError):
        walk.does("home")


def test_with_an_open_case_nothing_waits_for_a_yes() -> None:
    walk = Walk()
    walk.known = replace(walk.known, has_case=True)
    assert not expects_text(walk.talk)
    walk.does(("my leg", True))
    assert walk.talk.held == ""
