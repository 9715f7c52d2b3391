"""Every proof of `make proofs`, at small scale: its promise holds, and its planted fault is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import proofs as registry
from benchmarks.proofs import Figure, NotRun, Proof, Scale, page, proofs
from benchmarks.proofs.__main__ import main
from benchmarks.proofs.trial import Verdict, attack, carry_out

TWENTY_MINUTES = 20 * 60
EACH = [pytest.param(one, id=one.name, marks=[pytest.mark.slow] if one.slow else []) for one in proofs()]


def attempt(proof: Proof, run: registry.Attack) -> Figure:
    try:
        return attack(run, Scale.SMALL)
    except NotRun as reason:
        pytest.skip(f"{proof.name} is not run here: {reason}")


@pytest.mark.parametrize("proof", EACH)
def test_the_promise_holds(proof: Proof) -> None:
    figure = attempt(proof, proof.run)
    assert figure.tried > 0
    assert figure.broken == 0, figure.words


@pytest.mark.parametrize("proof", EACH)
def test_the_planted_fault_is_found(proof: Proof) -> None:
    assert attempt(proof, proof.planted).broken > 0


def test_names_are_numbered_and_single() -> None:
    numbers = [proof.number for proof in proofs()]
    assert len(set(numbers)) == len(numbers)
    assert all(number < 999 for number, _ in numbers)


def test_all_of_them_stay_under_twenty_minutes() -> None:
    assert sum(proof.seconds for proof in proofs() if not proof.apart) <= TWENTY_MINUTES


def test_every_proof_stands_in_the_page() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert not [proof.name for proof in proofs() if f"\n## {proof.name}\n" not in text]


async def _holds(_scale: Scale) -> Figure:
    return Figure(tried=10, broken=0)


def _breaks(_scale: Scale) -> Figure:
    return Figure(tried=10, broken=2, words="two")


def _can_not(_scale: Scale) -> Figure:
    raise NotRun("no loop device")


def _stumbles(_scale: Scale) -> Figure:
    raise ValueError("a fault of the proof")


def _waits_in_vain(_scale: Scale) -> Figure:
    raise BaseExceptionGroup("several", [pytest.fail.Exception("waited for an answer\nhis screen")])


def verdict(monkeypatch: pytest.MonkeyPatch, run: registry.Attack, planted: registry.Attack) -> Verdict:
    proof = Proof(name="T1 made up", promise="One.", run=run, planted=planted)
    monkeypatch.setattr(registry, "proofs", lambda: (proof,))
    return carry_out(proof.name, Scale.SMALL)


@pytest.mark.parametrize(
    ("run", "planted", "held", "words"),
    [
        (_holds, _breaks, True, ""),
        (_holds, _holds, False, "BROKEN"),
        (_breaks, _breaks, False, "BROKEN two"),
        (_can_not, _breaks, False, "NOT RUN: no loop device"),
        (_stumbles, _breaks, False, "FAILED: ValueError: a fault of the proof"),
        (_waits_in_vain, _breaks, False, "FAILED: Failed: waited for an answer"),
        (lambda _: Figure(tried=0, broken=0), _breaks, False, "BROKEN"),
    ],
)
def test_what_the_table_says(
    monkeypatch: pytest.MonkeyPatch, run: registry.Attack, planted: registry.Attack, held: bool, words: str
) -> None:
    came = verdict(monkeypatch, run, planted)
    assert (came.held, came.words) == (held, words)


def test_an_unknown_name_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["T0"]).exit_code == 2


HERE = page.Run(command="make proofs", day="2026-01-02", machine="2 cores", load="load 0.1 when it began", code="now")


def written(tmp_path: Path, rows: str, *verdicts: Verdict) -> str:
    told = tmp_path / "PROOFS.md"
    told.write_text(f"before\n{page.BEGIN}\n{rows}\n{page.END}\nafter\n")
    page.write(verdicts, HERE, 60, told)
    return told.read_text()


def test_figures_replace_their_own_rows_alone(tmp_path: Path) -> None:
    first, second, *_ = proofs()
    rows = f"| {first.name} | old | now |\n| [{second.name}](#x) | kept | now |\n| T999 gone | 1 | now |"
    text = written(
        tmp_path, rows, Verdict(name=first.name, figure=Figure(1234, 0), found=1, seconds=5, cpu=4, budget=9)
    )
    linked = f"[{first.name}](#{page.anchor(first.name)})"
    assert f"| {linked} | 1,234 | 0 | found (1) | 5 of 9 | 4 |  | `make proofs`, 2026-01-02" in text
    assert f"| [{second.name}](#x) | kept | now |" in text
    assert "old" not in text
    assert "T999" not in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")


def test_a_figure_of_earlier_code_says_so_once_and_one_that_is_not_there_too(tmp_path: Path) -> None:
    first, second, third, *_ = proofs()
    rows = f"| {first.name} | 7 | before |\n| {second.name} | 8 | earlier: before |"
    text = written(tmp_path, rows)
    assert f"| {first.name} | 7 | earlier: before |" in text
    assert f"| {second.name} | 8 | earlier: before |" in text
    assert next(line for line in text.splitlines() if third.name in line).count("NOT RUN") == 1


def test_every_proof_has_one_row_in_the_page_with_its_own_section_behind_it() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    table = text.partition(page.BEGIN)[2].partition(page.END)[0]
    for proof in proofs():
        assert table.count(f"\n| [{proof.name}](#{page.anchor(proof.name)}) |") == 1


def test_which_code_it_was_is_the_same_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "storage" / "sealing.py"
    source.parent.mkdir()
    source.write_text("x = 1\n")
    monkeypatch.setattr(page, "ROOT", tmp_path)
    before = page.code()
    assert page.code() == before
    source.write_text("x = 2\n")
    assert page.code() != before


def ran(monkeypatch: pytest.MonkeyPatch, *verdicts: Verdict) -> tuple[int, str]:
    """The command, with these verdicts instead of the proofs' own."""
    told = {verdict.name: verdict for verdict in verdicts}
    monkeypatch.setattr("benchmarks.proofs.__main__._one", lambda proof, _scale: told[proof.name])
    done = CliRunner().invoke(main, list(told))
    return done.exit_code, done.stdout


def test_a_budget_that_is_exceeded_is_said_loudly_and_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Verdict(name="T24 static bans", figure=Figure(1, 0, "fine"), found=1, seconds=20, cpu=3, budget=9)
    status, told = ran(monkeypatch, late)
    assert status == 0
    assert "OVER BUDGET; fine" in told
    assert "OVER BUDGET: T24 static bans took 20 seconds (3 of CPU), it has 9" in told


def test_the_table_is_in_order_and_red_where_one_did_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    good = Verdict(name="T18 known answers", figure=Figure(1, 0), found=1, seconds=1, budget=9)
    status, told = ran(monkeypatch, Verdict(name="T24 static bans", missing="no loop device"), good)
    assert status == 1
    assert told.index("T18") < told.index("T24 static bans")
    assert "NOT RUN: no loop device" in told
    assert "OVER BUDGET" not in told
    assert "2 proofs, 0 failed, 1 not run" in told


def test_which_code_it_is_can_be_asked() -> None:
    done = CliRunner().invoke(main, ["--code"])
    assert (done.exit_code, done.output) == (0, f"{page.code()}\n")
