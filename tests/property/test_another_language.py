"""A language is a folder: one that is long and runs from right to left goes through everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.flows.explore import Sample, alike, explore
from bot.flows.load import check, load_book
from bot.flows.screens import label, words
from bot.flows.talk import Known, Place, Submit
from bot.texts import units
from tests.property import test_explorer as rules
from tests.pseudo import CODE, pseudo, strange
from tests.unit.flows.person import Person

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pseudo(tmp_path_factory.mktemp("pseudo"))


@pytest.fixture(scope="module")
def book(root: Path) -> Book:
    return load_book(root)


def test_the_folder_alone_makes_the_language(root: Path, book: Book) -> None:
    assert [str(fault) for fault in check(root) if not fault.style] == []
    assert CODE in book.texts.languages
    assert book.texts.language_for("ar-SY") == CODE
    english, theirs = (book.texts.plain(language, "answer-own-side") for language in ("en", CODE))
    assert units(theirs) > 1.3 * units(english)
    assert not set("abcdefgh") & set(theirs)


@pytest.mark.slow
def test_every_screen_of_it_fits_telegram_and_leads_out(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "book", lambda: book)
    like = alike(book)
    spots = explore(book, CODE, Sample(strange("what comes after captivity")), like)
    spots = {key: spot for key, spot in spots.items() if spot.known.language == CODE}
    assert {spot.talk.place for spot in spots.values()} > {
        Place.STEP,
        Place.RECEIPT,
        Place.HELD,
        Place.NOW,
        Place.CRISIS,
    }
    screens = {repr(spot.screen): spot for spot in spots.values()}.values()
    assert [(spot.way, what) for spot in screens if (what := rules.refused_by_telegram(CODE, spot.screen))] == []
    assert [spot.way for spot in spots.values() if not {"home", "exit"} <= {*spot.links, *alone(spot)}] == []


def alone(spot: Any) -> set[str]:
    """The two places without a way home: the first screen itself, and what quick exit leaves."""
    return {"home", "exit"} if spot.talk.place in {Place.HOME, Place.LEFT} else set()


def test_a_whole_application_is_written_in_it(book: Book) -> None:
    one = Person(book, Known(language=CODE)).presses("home", "d:soldier", "apply")
    own = strange("I want to know what will happen to me")
    for act in ("o:yes", "o:well", "o:alone", "o:mine", own, "o:here", "send", "send-now"):
        one.types(act) if act == own else one.presses(act)
    (submit,) = [effect for effect in one.effects if isinstance(effect, Submit)]
    assert own in {answer.words for answer in submit.answers}
    assert words(book.texts, CODE, one.screen)
    assert all(label(book.texts, CODE, option.label) for option in one.screen.options)
