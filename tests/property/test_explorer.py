"""Every button that can be reached from /start is pressed, in every language: no dead end, nothing Telegram refuses."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from bot.flows.explore import Sample, alike, explore
from bot.flows.load import load_book
from bot.flows.screens import label, words
from bot.flows.talk import Option, Phrase, Place, Screen
from bot.texts import units

if TYPE_CHECKING:
    from collections.abc import Hashable

    from bot.flows.explore import Spot
    from bot.flows.model import Book
    from bot.flows.talk import Known, Talk

LANGUAGES: Final = ("ru", "uk", "en")
SAMPLES: Final = {
    "ru": Sample("что будет после плена", ("не хочу жить", "мне 16 лет", "меня ранило")),
    "uk": Sample("що буде після полону", ("не хочу жити", "мені 16 років", "мене поранило")),
    "en": Sample("what comes after captivity", ("I want to die", "I am 16 years old", "I am shot, help")),
}
STANDING: Final = frozenset({"ask", "back", "home", "help", "code", "now", "exit", "tongues"})
"""Buttons below what a screen offers to choose from; languages are no choice either."""
MOST_TO_CHOOSE: Final = 8
MOST_ROWS: Final = 12
MOST_LEVELS: Final = 3
TEXT_UNITS: Final = 4096
LABEL_UNITS: Final = 64
NO_APPLICATION: Final = frozenset({"relative", "question"})
NEVER_APPLY: Final = frozenset({"crisis", "harm-others", "was-tortured", "drunk", "under-18", "only-asking"})


@cache
def book() -> Book:
    """The book as it ships, with the line of every other language approved."""
    shipped = load_book()
    return replace(shipped, spoken=frozenset(shipped.tongues))


EACH = pytest.mark.parametrize("language", LANGUAGES)


@cache
def explored(language: str) -> dict[Hashable, Spot]:
    """All that is reached in one language; the buttons of the others are pressed, and not followed further."""
    like = alike(book())

    def likeness(talk: Talk, known: Known) -> Hashable:
        return like(talk, replace(known, language=language))

    return explore(book(), language, SAMPLES[language], likeness)


def ways(spots: list[Spot]) -> list[str]:
    return [" > ".join(spot.way) for spot in spots]


def to_choose(screen: Screen) -> int:
    actions = {option.action for option in screen.options}
    return len({action for action in actions - STANDING if not action.startswith(("lang:", "tongue:"))})


def refused_by_telegram(language: str, screen: Screen) -> str:
    text = words(book().texts, language, screen)
    if not 0 < units(text) <= TEXT_UNITS or not html.unescape(re.sub("<[^>]*>", "", text)).strip():
        return f"{units(text)} units"
    actions = [option.action for option in screen.options]
    if len(set(actions)) != len(actions) or any(not a.isascii() or not 0 < len(a) <= 24 for a in actions):
        return f"buttons {actions}"
    labels = [label(book().texts, language, option.label) for option in screen.options]
    wrong = [said for said in labels if not 0 < units(said) <= LABEL_UNITS or "\n" in said]
    return f"labels {wrong}" if wrong else ""


def dead_ends(spots: dict[Hashable, Spot]) -> list[Spot]:
    """Where Home is not on the screen, or does not lead to the first screen."""
    return [
        spot
        for spot in spots.values()
        if spot.talk.place not in {Place.HOME, Place.LEFT}
        and ("home" not in spot.links or spots[spot.links["home"]].talk.place is not Place.HOME)
    ]


def stuck(spots: dict[Hashable, Spot]) -> list[Spot]:
    """Where pressing Back again and again leads round in a circle."""
    return [spot for spot in spots.values() if not _leads_out(spots, spot)]


def _leads_out(spots: dict[Hashable, Spot], spot: Spot) -> bool:
    for _ in range(30):
        if "back" not in spot.links:
            return True
        spot = spots[spot.links["back"]]
    return False


def wrongly_applying(spots: dict[Hashable, Spot]) -> list[Spot]:
    """Screens with Apply where there must be none: of answers, of doors, of people in danger."""
    return [spot for spot in spots.values() if "apply" in spot.links and not _may_apply(spot.talk)]


def _may_apply(talk: Talk) -> bool:
    if talk.door in NO_APPLICATION or talk.place not in {Place.DOOR, Place.ANSWER}:
        return False
    return talk.place is Place.DOOR or (book().answers[talk.answer or ""].apply and talk.answer not in NEVER_APPLY)


@EACH
def test_every_screen_leads_out_and_back(language: str) -> None:
    spots = explored(language)
    assert ways(dead_ends(spots)) == []
    assert ways(stuck(spots)) == []


@EACH
def test_quick_exit_stands_on_every_screen_and_leaves_one_line(language: str) -> None:
    for spot in explored(language).values():
        left = spot.talk.place is Place.LEFT
        assert left or explored(language)[spot.links["exit"]].talk.place is Place.LEFT
        assert not left or spot.screen.options == ()


@EACH
def test_nothing_is_over_the_limits_of_telegram(language: str) -> None:
    screens = {repr(spot.screen): spot for spot in explored(language).values()}
    assert [(spot.way, what) for spot in screens.values() if (what := refused_by_telegram(language, spot.screen))] == []


@EACH
def test_a_thumb_can_walk_it(language: str) -> None:
    spots = explored(language).values()
    assert ways([spot for spot in spots if to_choose(spot.screen) > MOST_TO_CHOOSE]) == []
    assert ways([spot for spot in spots if len(spot.screen.rows) > MOST_ROWS]) == []


@EACH
def test_every_answer_is_reached_in_three_levels(language: str) -> None:
    spots = explored(language).values()
    near = {spot.talk.answer for spot in spots if spot.talk.place is Place.ANSWER and len(spot.way) <= MOST_LEVELS}
    assert near == set(book().answers)


@EACH
def test_every_place_is_reached(language: str) -> None:
    reached = {spot.talk.place for spot in explored(language).values()}
    assert set(Place) - reached <= {Place.FOUND}


@EACH
def test_apply_stands_only_where_it_belongs(language: str) -> None:
    spots = explored(language)
    assert ways(wrongly_applying(spots)) == []
    assert any("apply" in spot.links for spot in spots.values() if spot.talk.place is Place.ANSWER)


def test_planted_faults_are_seen() -> None:
    """Each rule is broken once: Home leads nowhere, Back leads round, Apply stands under crisis, a text is too long."""
    spots = dict(explored("en"))
    key, spot = next((key, spot) for key, spot in spots.items() if spot.talk.answer == "crisis")
    spots[key] = replace(spot, links={**spot.links, "home": key, "back": key, "apply": key})
    assert dead_ends(spots) == [spots[key]]
    assert spots[key] in stuck(spots)
    assert wrongly_applying(spots) == [spots[key]]
    long = Screen((Phrase.of("held", text="я" * TEXT_UNITS),), ((Option(Phrase.of("button-home"), "h" * 25),),))
    assert refused_by_telegram("en", long).endswith("units")
    assert refused_by_telegram("en", replace(long, parts=spot.screen.parts)).startswith("buttons")
    many = tuple((Option(Phrase.of("button-home"), f"a:{number}"),) for number in range(MOST_TO_CHOOSE + 1))
    assert to_choose(Screen(spot.screen.parts, many)) > MOST_TO_CHOOSE
