"""A bar is drawn on a terminal alone, and is full when its step is over, not before."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from bot import progress
from bot.errors import StorageError
from bot.progress import shown


class Screen(io.StringIO):
    terminal = True

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    screen = Screen()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=screen))  # into sys pytest puts its own
    return screen


def test_what_nobody_knows_the_length_of_is_not_called_done(screen: Screen) -> None:
    with shown() as told:
        for done in range(1, 4):
            told("opening the backup", done, 0)
        assert "100%" not in screen.getvalue()
        told("opening cases", 0, 4)
        assert screen.getvalue().count("100%") == 1
        told("opening cases", 2, 4)
        assert screen.getvalue().endswith("50%")
    assert screen.getvalue().count("100%") == 2


@pytest.mark.parametrize(("quiet", "terminal"), [(True, True), (False, False)])
def test_nothing_is_drawn_for_programs(screen: Screen, quiet: bool, terminal: bool) -> None:
    screen.terminal = terminal
    with shown(quiet=quiet) as told:
        told("copying", 1, 2)
    assert not screen.getvalue()


def test_a_fault_leaves_a_bar_as_far_as_it_was(screen: Screen) -> None:
    def copy() -> None:
        with shown() as told:
            told("copying", 1, 4)
            raise StorageError

    with pytest.raises(StorageError):
        copy()
    assert "25%" in screen.getvalue()
    assert "100%" not in screen.getvalue()
    assert screen.getvalue().endswith("\n")
