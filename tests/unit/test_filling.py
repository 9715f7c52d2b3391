"""`flows fill`: what an update brought comes into a line's folder; no word of the line is touched."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from bot.flows.load import SHIPPED, check, load_book

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("ru", "uk", "en")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return folder


def test_what_lacks_is_copied_and_the_folder_loads(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = load_book(SHIPPED).texts
    (texts / "uk" / "lock.ftl").unlink()
    for language in LANGUAGES:
        path = texts / language / "ui.ftl"
        lines = path.read_text(encoding="utf-8").splitlines()
        first = next(at for at, line in enumerate(lines) if line.startswith("privacy-stored ="))
        last = next(at for at in range(first + 1, len(lines)) if not lines[at].startswith(" "))
        path.write_text("\n".join([*lines[:first], *lines[last:]]) + "\n", encoding="utf-8")
    english = texts / "en" / "ui.ftl"
    english.write_text(english.read_text(encoding="utf-8").replace("Questions and answers.", "Ours."), encoding="utf-8")
    before = english.read_text(encoding="utf-8")
    assert any("`flows fill` copies it" in str(fault) for fault in check(texts))

    assert main(["flows", "fill", "--root", str(texts)]) == 0
    told = capsys.readouterr().out
    assert "uk  button-exit\n" in told
    assert all(f"{language}  privacy-stored\n" in told for language in LANGUAGES)
    assert not check(texts)
    filled = load_book(texts).texts
    for language in LANGUAGES:
        assert filled.say(language, "privacy-stored") == said.say(language, "privacy-stored")
    assert filled.say("uk", "clear") == said.say("uk", "clear")
    assert english.read_text(encoding="utf-8").startswith(before), "what the line wrote stands as it was"
    assert main(["flows", "fill", "--root", str(texts)]) == 0
    assert capsys.readouterr().out.startswith("0 texts added")


def test_what_ships_is_not_filled(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "fill", "--root", str(SHIPPED)]) == 1
    assert "name your own folder" in capsys.readouterr().err
