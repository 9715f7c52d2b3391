"""Every conversation of this folder goes as it is written there."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from tests.switched import shipped
from tests.transcripts.runner import HERE, Transcript, play, read

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book

FILES = sorted(HERE.glob("*.toml"))
STORIES = {
    "soldier", "mobilized", "maybe", "relative", "family", "link", "question", "language", "cancel", "delete", "code",
    "mockery", "now", "second", "crisis", "distress", "state", "minor", "foreign", "traces", "lock", "urgent", "group",
    "joined",
}  # fmt: skip
FAULTY = """
language = "ru"
[[turn]]
sends = "/start"
sees = ["%s"]
"""


@pytest.fixture(scope="session")
def book() -> Book:
    return shipped()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_conversation_goes_as_written(book: Book, path: Path) -> None:
    play(book, read(path))


def test_every_story_is_told_in_both_languages() -> None:
    told = {(path.stem.split(".")[0], read(path).language) for path in FILES}
    assert told >= {(story, language) for story in STORIES for language in ("ru", "uk")}


def test_every_turn_of_every_file_wants_something() -> None:
    idle = [(path.name, turn) for path in FILES for turn in read(path).turn if not turn.model_fields_set - DONE]
    assert idle == []


DONE = {"sends", "taps", "gives", "happens"}


def test_a_wrong_word_would_be_found(book: Book) -> None:
    """The planted fault: a screen that says something else."""
    with pytest.raises(AssertionError, match="turn 1: there is:"):
        play(book, Transcript.model_validate(tomllib.loads(FAULTY % "Who is this about?")))


def test_an_effect_too_many_would_be_found(book: Book) -> None:
    silent = Transcript.model_validate({"language": "ru", "turn": [{"sends": "words", "follows": []}]})
    with pytest.raises(AssertionError, match="turn 1"):
        play(book, silent)


def test_a_misspelt_key_is_refused() -> None:
    with pytest.raises(ValidationError):
        Transcript.model_validate(tomllib.loads(FAULTY.replace("sees", "sess") % ""))
