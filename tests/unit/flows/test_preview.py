from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.flows.gallery import gallery
from bot.flows.preview import LONG, screens
from bot.flows.preview_page import page
from bot.flows.screens import words

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from bot.flows.model import Book


@pytest.fixture(scope="module")
def written(book: Book) -> str:
    return page(book)


@pytest.fixture(scope="module")
def tree(written: str) -> Element:
    """The page, read by a parser that refuses what is not well-formed."""
    return ET.fromstring(written)


def names(book: Book) -> set[str]:
    return {shown.name for shown in screens(book)}


def test_every_door_topic_answer_and_step_is_there(book: Book) -> None:
    wanted = {f"door {key}" for key in book.doors} | {f"topic {key}" for key in book.topics}
    wanted |= {f"answer {key}" for key in book.answers}
    for flow in book.flows.values():
        wanted |= {f"flow {flow.name} {end}" for end in ("summary", "confirm")}
        wanted |= {f"flow {flow.name} {step.name}" for step in flow.steps if not step.aside}
    there = {name.removesuffix(", relative") for name in names(book)}
    assert wanted - there == set()


def test_every_screen_of_the_gallery_is_there_in_its_words(book: Book, written: str) -> None:
    """But for those in their fullest form: their places are there in the usual one."""
    missing = [
        name
        for name, screen in gallery(book, "uk")
        if not name.startswith("flow ")
        and all(len(value) <= LONG for part in screen.parts for value in part.args.values() if isinstance(value, str))
        and words(book.texts, "uk", screen) not in written
    ]
    assert missing == []


def links(tree: Element) -> list[str]:
    return [link.get("href", "") for link in tree.iter("a")]


def test_every_link_leads_to_a_screen_and_every_button_is_a_link(tree: Element, book: Book) -> None:
    there = {f"#{one.get('id')}" for one in tree.iter("article")}
    assert set(links(tree)) <= there
    assert len(there) == len(names(book)) * len(book.texts.languages)
    assert [one.text for one in tree.iter("span") if one.get("class") == "key"] == []


def test_a_button_leads_to_the_screen_it_leads_to_in_the_bot(book: Book) -> None:
    there = {shown.name: shown.links for shown in screens(book)}
    assert there["home"]["d:soldier"] == "door soldier"
    assert there["door soldier"]["apply"] == "flow soldier safe"
    assert there["answer crisis"]["home"] == "home"
    assert there["home"]["lang:uk"] == "home"


def test_it_names_no_address_and_asks_for_nothing(written: str) -> None:
    assert not re.search(r"https?:|//[a-z]|src=|url\(|@import", written)
    assert "default-src 'none'" in written


def test_a_planted_address_and_a_broken_tag_are_seen(book: Book) -> None:
    key = "answer-crisis"
    with pytest.raises(ET.ParseError):
        ET.fromstring(page(replace(book, texts=book.texts.instead({"en": {key: "<b>open"}}))))
    assert "https:" in page(replace(book, texts=book.texts.instead({"en": {key: "https://example.org"}})))


def test_the_command_writes_the_page(tmp_path: Path, locales: Path) -> None:
    out = tmp_path / "page.html"
    ran = CliRunner().invoke(cli, ["flows", "preview", "--root", str(locales), "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert "Title first" in out.read_text(encoding="utf-8")
