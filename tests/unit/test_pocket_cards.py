"""Cards to print: what they say, what they refuse to say, and nothing that calls home."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.flows.load import SHIPPED, load_book
from bot.flows.project import Identity, Project, Statement, Way
from bot.pocket_cards import CARDS_ON_A_SHEET, Shown, page

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book

LANGUAGES = ("ru", "uk", "en")


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(SHIPPED)


def said(words: str, day: int = 1) -> Statement:
    return Statement(ru=words, uk=words, en=words, checked=date(2026, 5, day))


def whole(ways: int = 1) -> Project:
    identity = Identity(
        name=said("A <b>line</b> & more", 9),
        state_body=said("no"),
        responsible=said("R"),
        second_channel=said("site", 7),
    )
    contacts = tuple(Way(label=said(f"phone {one}", 3 + one), where=f"+000 {one}") for one in range(ways))
    project = Project(identity=identity)
    return project.model_copy(update={"desk": project.desk.model_copy(update={"contacts": contacts})})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_who_it_is_and_warns(book: Book, language: str) -> None:
    made = page(book.texts, whole(), language, Shown("parley_bot", 7_123_456_789, ("parley_two_bot",)))
    for words in ("@parley_bot", "7123456789", "@parley_two_bot", "A &lt;b&gt;line&lt;/b&gt; &amp; more", "+000 0"):
        assert made.count(words) >= CARDS_ON_A_SHEET + 1, words
    for key in ("card-never", "card-burn"):
        assert made.count(book.texts.plain(language, key).replace("'", "&#x27;")) >= CARDS_ON_A_SHEET, key
    assert book.texts.plain(language, "cards-danger").replace("'", "&#x27;") in made
    assert "2026-05-03" in made, "the day of what was checked longest ago"
    assert book.texts.plain(language, "cards-sample") not in made


def test_a_page_asks_nobody_anything(book: Book) -> None:
    made = page(book.texts, whole(), "en", Shown("parley_bot", 1))
    assert not re.search(r"<script|<link|<img|<iframe|src=|href=|url\(|@import", made)
    assert not re.findall(r"https?://(?!www\.w3\.org)", made)


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOTLINE_BOT_TOKEN", raising=False)
    return tmp_path


@pytest.mark.usefixtures("outside")
def test_without_an_identity_block_only_samples_are_printed(outside: Path) -> None:
    refused = CliRunner().invoke(cli, ["pocket-cards", "--bot", "@parley_bot", "--number", "5"])
    assert "no identity block" in str(refused.exception)
    assert not list(outside.iterdir())
    done = CliRunner().invoke(cli, ["pocket-cards", "--bot", "@parley_bot", "--number", "5", "--sample"])
    assert done.exit_code == 0, done.output
    pages = {path.name: path.read_text() for path in (outside / "pocket-cards").iterdir()}
    assert set(pages) == {f"pocket-cards.{language}.html" for language in LANGUAGES}
    assert "SAMPLE" in pages["pocket-cards.en.html"]


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--bot", "t.me/parley_bot", "--number", "5"], "t.me/parley_bot: is no name of a bot"),
        (["--bot", "parley_bot", "--spare", "а_bot"], "а_bot: is no name of a bot"),
        (["--bot", "parley_bot", "--sample"], "--number"),
    ],
)
def test_what_is_wrong_is_named(words: list[str], named: str) -> None:
    refused = CliRunner().invoke(cli, ["pocket-cards", *words])
    assert refused.exit_code
    assert named in refused.output + str(refused.exception)


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(("named", "told"), [((), True), (("--spare", "parley_two_bot"), False)])
def test_spare_bots_that_no_card_will_name_are_told(
    named: tuple[str, ...], told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", f"4711:{'A' * 35}")
    monkeypatch.setenv("HOTLINE_SPARE_BOT_TOKENS", f"4712:{'B' * 35}")
    done = CliRunner().invoke(cli, ["pocket-cards", "--bot", "parley_bot", "--sample", *named])
    assert done.exit_code == 0
    assert ("1 spare bot set in HOTLINE_SPARE_BOT_TOKENS, 0 named" in done.stderr) is told
    assert "B" * 35 not in done.output


@pytest.mark.usefixtures("outside")
def test_the_number_is_read_from_the_token(outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", f"4711:{'A' * 35}")
    assert CliRunner().invoke(cli, ["pocket-cards", "--bot", "parley_bot", "--sample"]).exit_code == 0
    made = (outside / "pocket-cards" / "pocket-cards.en.html").read_text()
    assert "Bot number: 4711" in made
    assert "A" * 35 not in made
