"""docs/BEFORE_GOING_LIVE.md names every reason not to open; what the program can know of them `check` shows red."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.readiness import Light, findings
from tests.unit.test_readiness import book, content, folder, line, ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.flows.model import Book
    from bot.settings import Settings

__all__ = ["book", "folder", "ready"]

PAGE: Final = (Path(__file__).parents[2] / "docs" / "BEFORE_GOING_LIVE.md").read_text("utf-8")
WANTED: Final = {
    "law": "no lawyer", "first aid": "no doctor", "nights": "two people in each night shift",
    "operators": "no supervision", "data": "answer for the data", "second channel": "second_channel",
    "keys": "fewer than two operators' keys", "restore": "no restore was drilled", "crisis": "called by one of you",
    "training": "played a shift", "the other end": "what happens after", "lights": "red line",
}  # fmt: skip
KNOWN: Final[dict[str, tuple[str, Callable[[Book], Book]]]] = {
    "law": ("answers", lambda one: replace(one, unapproved=frozenset({"white-flag"}))),
    "data": ("identity", lambda one: without(one, "responsible")),
    "second channel": ("identity", lambda one: without(one, "second_channel")),
}
"""Rows that stand in the content: their light, and content in which the answer is no."""


def without(one: Book, field: str) -> Book:
    identity = one.project.identity.model_copy(update={field: None})
    return replace(one, project=one.project.model_copy(update={"identity": identity}))


def rows(page: str) -> dict[str, str]:
    """Each row of the table by its first word."""
    table = page.partition("## Do not open if\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"(?m)^\| ([a-z ]+) \| (.*?) \| .*? \|$", table))


def missing(page: str) -> list[str]:
    """Reasons that the page does not give."""
    told = rows(page)
    return [name for name, words in WANTED.items() if words not in told.get(name, "")]


def red(settings: Settings) -> set[str]:
    return {one.name for one in findings(settings, {}) if one.light is Light.RED}


def test_the_lawyers_list_is_whole_and_the_page_asks_for_a_yes_to_each_point() -> None:
    assert "(content-review.md#open-for-the-lawyer) has no yes" in rows(PAGE)["law"]
    review = (Path(__file__).parents[2] / "docs" / "content-review.md").read_text("utf-8")
    told = review.partition("\n## Open for the lawyer\n")[2].partition("\n## ")[0]
    assert re.findall(r"(?m)^(\d+)\. ", told) == [str(number) for number in range(1, 13)]
    assert "You who run the line" in told


def test_every_reason_not_to_open_is_there() -> None:
    assert missing(PAGE) == []
    assert "There is no broadcast, on purpose" in PAGE


@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_reason_that_is_gone_is_found(name: str) -> None:
    planted = "\n".join(one for one in PAGE.splitlines() if not one.startswith(f"| {name} |"))
    assert missing(planted) == [name]


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_what_the_content_says_check_knows(
    folder: Path, monkeypatch: pytest.MonkeyPatch, ready: Book, name: str
) -> None:
    light, worse = KNOWN[name]
    settings = line(folder)
    assert red(settings) == set()
    content(monkeypatch, worse(ready))
    assert red(settings) == {light}


def test_what_the_keys_say_check_knows(folder: Path) -> None:
    settings = line(folder, recipients=1)
    assert red(settings) == {"recipients"}
    (folder / "anna.key").write_text("AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ\n")
    assert red(settings) == {"recipients", "private key"}
