"""`flows` on the command line: which folder it looks at, and who may approve."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot import authors as program
from bot.cli import main
from bot.flows.load import SHIPPED, load_book

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own") / "locales"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(autouse=True)
def own(copied: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_LOCALES_DIR", str(copied))
    return copied


def test_the_check_looks_at_the_folder_of_the_settings(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = own / "uk" / "lock.ftl"
    before = file.read_text(encoding="utf-8")
    try:
        file.write_text(f"{before}\nlock-odd = Words.\n", encoding="utf-8")
        assert main(["flows", "check"]) == 1
        assert "uk/lock.ftl: lock-odd: " in capsys.readouterr().err
        assert main(["flows", "check", "--root", str(SHIPPED)]) == 0
    finally:
        file.write_text(before, encoding="utf-8")


def test_two_people_approve_in_a_folder_of_their_own(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "approve", "trap", "--as", "A. Lawyer"]) == 0
    assert main(["flows", "approve", "trap", "--as", "a. lawyer"]) == 1
    assert main(["flows", "approve", "trap", "--as", "B. Lead"]) == 0
    assert capsys.readouterr().out.splitlines() == ["trap: 1 of 2", "trap: 2 of 2"]
    assert "trap" not in load_book(own).unapproved


def test_what_ships_is_approved_by_nobody(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_LOCALES_DIR")
    assert main(["flows", "approve", "trap", "--as", "A. Lawyer"]) == 1
    assert "what ships is approved by nobody" in capsys.readouterr().err


def test_an_author_of_the_program_approves_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "authors", lambda: frozenset({"anna the author"}))
    assert main(["flows", "approve", "trap", "--as", "Anna  the Author"]) == 1
    assert "an author of the program approves no answer" in capsys.readouterr().err


def test_authors_are_those_of_the_history(tmp_path: Path) -> None:
    assert program.authors(tmp_path) == frozenset()
    who = ["-c", "user.name=Anna  Author", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], [*who, "commit", "-q", "--allow-empty", "-m", "Begin"]):
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True)
    assert program.authors(tmp_path) == frozenset({"anna author"})
