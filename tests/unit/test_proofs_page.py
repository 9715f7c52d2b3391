"""The table of docs/PROOFS.md as `make proofs` writes it: whatever a proof remarks, its row can be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from benchmarks.proofs import Figure, page, proofs
from benchmarks.proofs.trial import Verdict

if TYPE_CHECKING:
    from pathlib import Path

RUN = page.Run("make proofs", "2026-01-02", "2 cores", "load 0.1 when it began", "0123abcd")
LATER = page.Run('make proofs ARGS="T8 T17"', "2026-02-03", "2 cores", "load 0.1 when it began", "fedc9876")


def verdict(name: str, words: str) -> Verdict:
    return Verdict(name=name, figure=Figure(1_000_000, 0, words), found=7, seconds=12, cpu=9, budget=10)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    made = tmp_path / "PROOFS.md"
    made.write_text(f"before\n{page.BEGIN}\n{page.END}\nafter\n", encoding="utf-8")
    return made


def rows(written: Path) -> list[str]:
    return [line for line in written.read_text(encoding="utf-8").splitlines() if line.startswith("| [")]


@pytest.mark.parametrize("words", ["short", "a long remark " * 40, "unbroken" * 40, "with | a bar " * 20])
def test_a_row_fits_whatever_it_remarks(empty: Path, words: str) -> None:
    page.write([verdict(proof.name, words) for proof in proofs()], LATER, 1.0, empty)
    page.write([verdict(proofs()[0].name, words)], RUN, 1.0, empty)
    assert len(rows(empty)) == len(proofs())
    for row in rows(empty):
        assert len(row) <= 200, row
        assert len(re.split(r" \| ", row)) == 9, row
        assert "OVER BUDGET" in row


def test_rows_of_other_code_stay_and_say_so(empty: Path) -> None:
    first, second, *_ = proofs()
    page.write([verdict(first.name, "of old"), verdict(second.name, "of old")], RUN, 1.0, empty)
    page.write([verdict(second.name, "of now")], LATER, 2.0, empty)
    old, new, *others = rows(empty)
    assert "of old" in old
    assert "earlier: 0123abcd" in old
    assert "of now" in new
    assert "earlier" not in new
    assert all("NOT RUN so far" in row for row in others)
    assert empty.read_text(encoding="utf-8").startswith("before\n")
    assert empty.read_text(encoding="utf-8").endswith("after\n")
