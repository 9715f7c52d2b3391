"""The newcomer's walk takes its commands from the README: a line that nobody knows how to play is seen here."""

from __future__ import annotations

import pytest

from benchmarks import newcomer


def test_every_command_of_the_readme_is_played() -> None:
    first, lost, moved = newcomer.parts()
    assert first[0].endswith(" age"), "what the keys are made with is installed"
    assert any("rehearse --own-bot" in line for line in first), "and a Telegram is there"
    assert [part[-1] for part in (first, lost, moved)] == ["make run"] * 3, "each part ends with a bot that answers"
    assert any(line.endswith("--revive") for line in lost)
    assert any(line.endswith("backup --move") for line in moved)
    assert all(newcomer.played(line) for part in (first, lost, moved) for line in part)


def test_a_planted_line_is_not_passed_over() -> None:
    with pytest.raises(SystemExit, match="does not know how to play this line"):
        newcomer.played(".venv/bin/python -m bot purge")
