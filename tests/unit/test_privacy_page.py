"""The page for /setprivacypolicy says what /privacy says, by the settings of the line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import main
from bot.flows.load import SHIPPED, load_book
from bot.settings import load
from bot.setup.privacy_page import page

NOW = 1_795_000_000


def test_it_is_the_screen_in_each_language_with_this_lines_numbers() -> None:
    book = load_book(SHIPPED)
    told = page(book, load({"HOTLINE_CLOSED_DAYS": "77", "HOTLINE_DESK": "private"}, env_file=None), now=NOW)
    assert re.findall(r'<section lang="(\w+)"', told) == list(book.texts.languages)
    assert told.count("77") == len(book.texts.languages)
    for language in book.texts.languages:
        for part in ("stored", "readers", "limits", "lock"):
            assert book.texts.say(language, f"privacy-{part}") in told
    assert "It can read the chats in which operators answer you, too." in told
    assert not re.search(r"<script|<img|https?:|\{ ?\$", told)


def test_the_command_writes_it_and_a_true_line_needs_its_identity(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["setup", "--privacy-page", "privacy.html"]) == 2
    assert "no identity block" in capsys.readouterr().err
    assert not Path("privacy.html").exists()
    monkeypatch.setenv("HOTLINE_API_URL", "http://127.0.0.1:1")
    assert main(["setup", "--privacy-page", "none/privacy.html"]) == 2
    assert main(["setup", "--privacy-page", "privacy.html"]) == 0
    assert "<h1>" in Path("privacy.html").read_text(encoding="utf-8")
