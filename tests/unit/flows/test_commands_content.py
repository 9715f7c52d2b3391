"""`flows` on the command line: which folder it looks at, and who may approve."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot import authors as program
from bot.cli import main
from bot.flows.load import SHIPPED, load_book

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def own(locales: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the lists that codes are drawn from, which a line needs in each of these languages."""
    for shipped in SHIPPED.glob("*/*words*.txt"):
        (locales / shipped.parent.name).mkdir(exist_ok=True)
        shutil.copy(shipped, locales / shipped.parent.name)
    monkeypatch.chdir(locales)
    monkeypatch.setenv("HOTLINE_LOCALES_DIR", str(locales))
    return locales


def test_the_check_looks_at_the_folder_of_the_settings(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "check"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "1 flow, 2 answers, 2 languages: no fault"
    (own / "uk" / "odd.ftl").write_text("lock-odd = Words.\n", encoding="utf-8")
    assert main(["flows", "check"]) == 1
    assert "uk/odd.ftl: lock-odd: " in capsys.readouterr().err


def test_the_check_reads_the_lists_of_words_too(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twice = own / "uk" / "words.txt"
    lines = twice.read_text(encoding="utf-8").splitlines()
    twice.write_text("\n".join([*lines[:9], lines[0], *lines[10:]]) + "\n", encoding="utf-8")
    assert main(["flows", "check"]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"parley: uk/words.txt:10: “{lines[0]}” is one slip")


def test_the_check_tells_a_script_the_same(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "check", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == []
    assert "first" in told["unapproved"]
    (own / "uk" / "odd.ftl").write_text("lock-odd = Words.\n", encoding="utf-8")
    assert main(["flows", "check", "--json"]) == 1
    said = capsys.readouterr()
    assert "uk/odd.ftl" in {one["file"] for one in json.loads(said.out)["faults"]}
    assert said.err == ""


def test_two_people_approve_in_a_folder_of_their_own(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "approve", "first", "--as", "A. Lawyer"]) == 0
    assert main(["flows", "approve", "first", "--as", "a. lawyer"]) == 1
    assert main(["flows", "approve", "first", "--as", "B. Lead"]) == 0
    assert capsys.readouterr().out.splitlines() == ["first: 1 of 2", "first: 2 of 2"]
    assert "first" not in load_book(own).unapproved


def test_what_ships_is_approved_by_nobody(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_LOCALES_DIR")
    assert main(["flows", "approve", "first", "--as", "A. Lawyer"]) == 1
    assert "what ships is approved by nobody" in capsys.readouterr().err


def test_an_author_of_the_program_approves_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "authors", lambda: frozenset({"anna the author"}))
    assert main(["flows", "approve", "first", "--as", "Anna  the Author"]) == 1
    assert "an author of the program approves no answer" in capsys.readouterr().err


def test_authors_are_those_of_the_history(tmp_path: Path) -> None:
    assert program.authors(tmp_path) == frozenset()
    who = ["-c", "user.name=Anna  Author", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], [*who, "commit", "-q", "--allow-empty", "-m", "Begin"]):
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True)
    assert program.authors(tmp_path) == frozenset({"anna author"})
