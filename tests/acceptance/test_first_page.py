"""The README's fifteen minutes, played line by line: a bot that answers, lost, back elsewhere, and moved.

Packages, clone and `make setup` are left out: CI has just done them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.newcomer import PARTS, Walk, readme
from benchmarks.newcomer_machine import Yard

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def walk(folder: Path, page: str) -> Walk:
    return Walk(Yard(folder=folder, python=sys.executable), page)


def test_the_readme_alone_leads_to_a_bot_that_answers_and_to_the_same_one_elsewhere(tmp_path: Path) -> None:
    walked = walk(tmp_path, readme())
    steps = [name for name, _ in walked.all()]
    assert [name for name in steps if name.startswith("**")] == [f"**{part}**" for part in PARTS]
    assert len(walked.said) == 2, "the server lost, and moved"


@pytest.mark.parametrize(
    ("command", "planted", "seen"),
    [
        ("age-keygen -o ../boris.key", "age-keygen --into ../boris.key", "age-keygen --into .*: exit status"),
        ("-m bot rehearse --own-bot ", "-m bot rehearse --bots-own ", "rehearse --bots-own: .*does not know"),
    ],
)
def test_a_planted_command_that_does_not_work_ends_the_walk(
    tmp_path: Path, command: str, planted: str, seen: str
) -> None:
    assert readme().count(command) == 1
    with pytest.raises(SystemExit, match=f"(?s){seen}"):
        walk(tmp_path, readme().replace(command, planted)).all()
