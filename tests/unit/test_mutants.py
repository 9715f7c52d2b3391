"""`make mutants` is red where too many survive, and counts an error's other words on neither side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import mutants
from benchmarks.mutants import Absent, Mutant, share, table

KILLED = Mutant("storage.sealing.x_open__mutmut_1", "killed")
SURVIVED = Mutant("storage.sealing.x_open__mutmut_2", "survived", "return a", "return b")
UNTESTED = Mutant("bot.desk.access.x_left__mutmut_1", "no tests", "pass", "return")
WORDS = Mutant("storage.keys.x_read__mutmut_1", "survived", 'message = f"{path}: is none"', "message = None")


def test_the_share_leaves_an_errors_words_out() -> None:
    assert share([KILLED, SURVIVED]) == 50
    assert share([KILLED, UNTESTED]) == 50
    assert share([KILLED, WORDS]) == 100
    assert share([KILLED, Mutant("storage.keys.x_read__mutmut_2", "not checked")]) == 50
    assert share([]) == 0


def test_the_table_has_a_line_a_module_and_one_for_all() -> None:
    rows = table([KILLED, SURVIVED, UNTESTED, WORDS])
    assert [row.split()[0] for row in rows] == ["module", "bot.desk.access", "storage.keys", "storage.sealing", "all"]
    assert rows[-1].split()[1:] == ["4", "1", "2", "0", "1", "33.3"]


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        ([KILLED] * 9 + [SURVIVED], 1, "- return a\n  + return b"),
        ([KILLED] * 9 + [Mutant("storage.keys.x_read__mutmut_3", "survived", "a", "b", "the same")], 0, "90.0"),
        ([KILLED] * 8 + [SURVIVED], 1, "- return a\n  + return b"),
        ([], 1, "all"),
    ],
)
def test_the_command_is_red_where_too_many_survive(
    monkeypatch: pytest.MonkeyPatch, found: list[Mutant], status: int, words: str
) -> None:
    monkeypatch.setattr(mutants, "mutate", lambda *_, **__: found)
    monkeypatch.setattr(mutants, "reasons", list)
    done = CliRunner().invoke(mutants.main)
    assert (done.exit_code, words in done.output) == (status, True)


EXPLAINED = Mutant("storage.keys.x_read__mutmut_3", "survived", "return a", "return (a)", "the same")
IDLE = 'module = "storage.keys"\nwas = "return Keyring("\nnow = "return 5"\nwhy = "it was the same once"'
GONE = 'module = "storage.keys"\nwas = "no such line"\nnow = "return 5"\nwhy = "it was the same once"'


@pytest.mark.parametrize(
    ("reason", "arguments", "status", "words"),
    [
        ("", (), 0, "0 survivors are not explained, 0 explanations have no survivor"),
        (IDLE, (), 1, "explains what did not survive in storage.keys: return Keyring("),
        (IDLE, ("storage.keys*",), 1, "1 explanations"),
        (IDLE, ("storage.keys.x_load*",), 0, "0 explanations"),
        (IDLE, ("--sample", "9"), 0, "0 explanations"),
        (GONE, ("--sample", "9"), 1, "explains what did not survive in storage.keys: no such line"),
    ],
)
def test_a_reason_without_its_survivor_is_red(  # noqa: PLR0917 - fixtures are arguments
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reason: str, arguments: tuple[str, ...], status: int, words: str
) -> None:
    told = tmp_path / "survivors.toml"
    told.write_text(f"[[survivor]]\n{reason}\n" if reason else "survivor = []\n")
    monkeypatch.setattr(mutants, "EXPLAINED", told)
    monkeypatch.setattr(mutants, "mutate", lambda *_, **__: [KILLED] * 20 + [EXPLAINED])
    done = CliRunner().invoke(mutants.main, arguments)
    assert (done.exit_code, words in done.output) == (status, True), done.output


KEYRING = Mutant("storage.keys.x_load__mutmut_9", "timeout", "return Keyring(", "return 5", "it was the same once")


@pytest.mark.parametrize(("status", "red"), [("timeout", 0), ("survived", 0), ("killed", 1)])
def test_a_mutant_that_ended_by_time_says_nothing_about_its_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: str, red: int
) -> None:
    told = tmp_path / "survivors.toml"
    told.write_text(f"[[survivor]]\n{IDLE}\n")
    monkeypatch.setattr(mutants, "EXPLAINED", told)
    monkeypatch.setattr(mutants, "mutate", lambda *_, **__: [KILLED] * 20 + [replace(KEYRING, status=status)])
    done = CliRunner().invoke(mutants.main)
    assert (done.exit_code, f"{red} explanations have no survivor" in done.output) == (red, True), done.output
    said = "1 counted as killed ended by time, 1 of them explained as survivors"
    assert (said in done.output) is (status == "timeout")


def test_what_a_mutant_that_ended_by_time_changed_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "results": "    storage.keys.x_read__mutmut_1: timeout\n    storage.keys.x_read__mutmut_2: killed\n",
        "show": "--- a\n+++ b\n-    return a\n+    return b\n",
    }
    monkeypatch.setattr(mutants, "_copy", lambda: None)
    monkeypatch.setattr(mutants, "_mutmut", lambda word, *_, **__: told.get(word, ""))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: True)
    timed, killed = mutants.mutate()
    assert (timed.was, timed.now, killed.was) == ("return a", "return b", "")


def test_every_reason_is_of_the_code_told_once_and_of_what_is_mutated() -> None:
    import tomllib

    told = mutants.reasons()
    mutated = tomllib.loads((mutants.ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]["only_mutate"]
    assert {f"{one.module.replace('.', '/')}.py" for one in told} <= set(mutated)
    assert not [one for one in told if not one.is_of_the_code or not one.why.strip() or one.was == one.now]
    assert len({(one.module, one.was, one.now) for one in told}) == len(told)


@pytest.mark.parametrize(
    ("names", "wanted"), [((), ["killed", "not checked"]), (("storage.keys*",), ["not checked"]), (("bot.*",), [])]
)
def test_what_a_run_did_not_come_to_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], wanted: list[str]
) -> None:
    told = "    storage.sealing.x_open__mutmut_1: killed\n    storage.keys.x_read__mutmut_2: not checked\n"
    monkeypatch.setattr(mutants, "_copy", lambda: None)
    monkeypatch.setattr(mutants, "_mutmut", lambda *_, **__: told)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: True)
    assert [one.status for one in mutants.mutate(names)] == wanted


def test_without_the_tool_it_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: Any, **__: Any) -> list[Mutant]:
        raise Absent("mutmut is missing")

    monkeypatch.setattr(mutants, "mutate", absent)
    done = CliRunner().invoke(mutants.main)
    assert (done.exit_code, done.output) == (1, "Error: mutmut is missing\n")


def test_what_is_mutated_and_its_tests_are_there() -> None:
    import tomllib

    told = tomllib.loads((mutants.ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]
    for name in (*told["only_mutate"], *told["pytest_add_cli_args_test_selection"], *told["also_copy"]):
        assert (mutants.ROOT / Path(name)).exists(), name


def test_a_sample_is_drawn_from_what_was_asked_for_the_same_for_the_same_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [Mutant(f"bot.{room}.x_f__mutmut_{number}", "killed") for room in "ab" for number in range(40)]
    monkeypatch.setattr("importlib.util.find_spec", lambda _: True)
    monkeypatch.setattr(mutants, "_copy", lambda: None)
    monkeypatch.setattr(mutants, "_mutmut", lambda *_, **__: "")
    monkeypatch.setattr(mutants, "_results", lambda: made)
    drawn, again, others = [mutants.mutate(["bot.a*"], sample=20, seed=seed) for seed in (1, 1, 2)]
    assert drawn == again != others
    assert (len(drawn), {one.module for one in drawn}) == (20, {"bot.a"})
    assert mutants.mutate(["bot.b*"], sample=50) == made[40:]
    assert mutants.mutate() == made
