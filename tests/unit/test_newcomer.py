"""The newcomer's walk takes its commands from the README: a line that nobody knows how to play is seen here."""

from __future__ import annotations

import pytest

from benchmarks import newcomer


def test_every_command_of_the_readme_is_played() -> None:
    (first, nowhere), (lost, after_loss), (moved, after_move) = newcomer.parts(newcomer.readme())
    assert first[0].endswith(" age"), "what the keys are made with is installed"
    assert any("rehearse --own-bot" in line for line in first), "and a Telegram is there"
    assert nowhere == []
    assert [part[-1] for part in (first, after_loss, after_move)] == ["make run"] * 3, (
        "each ends with a bot that answers"
    )
    assert not any("--move" in line for line in lost)
    assert any(line.endswith("--revive") for line in after_loss)
    assert moved[0].endswith("backup --move")
    assert all(newcomer.played(line) for part in (first, lost, after_loss, moved, after_move) for line in part)


def test_a_restore_is_on_a_machine_that_is_set_up_anew_and_has_four_things_of_the_other() -> None:
    _, (_, after_loss), (_, after_move) = newcomer.parts(newcomer.readme())
    for lines, carried in ((after_loss, "carried"), (after_move, "moved")):
        kinds = [line.split()[:2] for line in lines[:4]]
        assert kinds == [["apt-get", "install"], ["git", "clone"], ["make", "setup"], ["cp", "-r"]]
        assert newcomer.named(lines) == ["anna.key", carried], "all that is brought there"
    put_aside = [line.split()[2:-1] for part in newcomer.parts(newcomer.readme())[1:] for line in part[0][2:]]
    assert put_aside == [["data/backups/FILE", ".env", "texts"]] * 2


def test_taken_word_for_word_what_is_beside_a_folder_is_beside_each() -> None:
    assert astray(newcomer.readme()) == []


def test_a_clone_inside_the_folder_before_is_noticed() -> None:
    inside = astray(newcomer.readme().replace("`cd ..` first", "it goes on"))
    assert inside[0] == "cp -r ../carried/.env ../carried/texts ."


def astray(readme: str) -> list[str]:
    """Commands that look beside the folder of a clone which was made inside of another one."""
    depth, found = 0, []
    section = readme.partition(newcomer.SECTION)[2].partition("\n## ")[0]
    for line in section.splitlines():
        if "`cd ..`" in line:
            depth -= 1
        elif " && cd " in line:
            depth += 1
        elif "../" in line and not line.startswith("Afterwards") and depth != 1:
            found.append(line)
    return found


def test_a_planted_line_is_not_passed_over() -> None:
    with pytest.raises(SystemExit, match="does not know how to play this line"):
        newcomer.played(".venv/bin/python -m bot purge")
