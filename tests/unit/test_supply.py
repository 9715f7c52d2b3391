"""A bill of materials that is not the lock's, and an audit that asked about fewer packages, are told as such."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import supply
from benchmarks.supply import Audit, audit_of, faults_of_bill, pins

HASH, OTHER = "a" * 64, "b" * 64
PINS = {"one": ("1.0", frozenset({HASH})), "two-more": ("2.0", frozenset({HASH, OTHER}))}


def part(name: str, version: str, *hashes: str) -> dict[str, Any]:
    links = [{"hashes": [{"alg": "SHA-256", "content": one}]} for one in hashes]
    return {"name": name, "version": version, "externalReferences": links}


def test_the_lock_is_read_whole() -> None:
    text = supply.LOCK.read_text()
    assert len(pins()) == sum(1 for line in text.splitlines() if "==" in line and not line.startswith((" ", "#")))
    assert sum(len(hashes) for _, hashes in pins().values()) == text.count("--hash=sha256:")


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ([part("one", "1.0", HASH), part("two_more", "2.0", HASH, OTHER)], ""),
        ([part("one", "1.0", HASH)], "two-more: only in one of both"),
        ([part("one", "1.0", HASH), part("two-more", "2.0", HASH, OTHER), part("three", "3")], "three: only"),
        ([part("one", "1.1", HASH), part("two-more", "2.0", HASH, OTHER)], "one: another version"),
        ([part("one", "1.0", OTHER), part("two-more", "2.0", HASH, OTHER)], "one: another version or other hashes"),
        ([part("one", "1.0"), part("two-more", "2.0", HASH, OTHER)], "one: another version or other hashes"),
    ],
)
def test_a_bill_is_held_against_the_lock(parts: list[dict[str, Any]], fault: str) -> None:
    assert "".join(faults_of_bill({"components": parts}, PINS)).startswith(fault)
    assert bool(faults_of_bill({"components": parts}, PINS)) == bool(fault)


def answer(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


ONE: dict[str, Any] = {"name": "one", "version": "1.0", "vulns": []}
HOLE: dict[str, Any] = {"name": "one", "version": "1.0", "vulns": [{"id": "CVE-1"}]}
SKIPPED: dict[str, Any] = {"name": "two-more", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (answer(ONE, ONE | {"name": "two-more"}), Audit(2)),
        (answer(ONE), Audit(1, missing="asked about 1 of 2 packages")),
        (answer(ONE, SKIPPED), Audit(1, missing="asked about 1 of 2 packages")),
        (answer(), Audit(0, missing="asked about 0 of 2 packages")),
        (answer(HOLE, ONE), Audit(2, known=("one 1.0: CVE-1",))),
        ("", Audit(0, missing="no such host")),
        ("[]", Audit(0, missing="no such host")),
    ],
)
def test_what_an_audit_says(told: str, found: Audit) -> None:
    assert audit_of(told, "warning\nno such host\n\n", 2) == found


@pytest.mark.parametrize(
    ("told", "options", "status", "words"),
    [
        ("", [], 1, "NOT RUN"),
        ("", ["--allow-missing"], 0, "NOT RUN"),
        (answer(HOLE), ["--allow-missing"], 1, "KNOWN VULNERABILITY one 1.0: CVE-1"),
        ("all", [], 0, "nothing known against them"),
    ],
)
def test_the_command_says_it_loudly(tmp_path: Path, told: str, options: list[str], status: int, words: str) -> None:
    everything = answer(*({"name": name, "version": version, "vulns": []} for name, (version, _) in pins().items()))
    tool = tmp_path / "pip-audit"
    tool.write_text(f"#!/bin/sh\ncat {tmp_path}/told\necho no network >&2\nexit 1\n")
    (tmp_path / "told").write_text(everything if told == "all" else told)
    tool.chmod(0o700)
    done = CliRunner().invoke(supply.main, ["audit", "--tools", str(tmp_path), *options])
    assert (done.exit_code, words in done.output) == (status, True)


def test_a_missing_tool_is_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(supply.main, ["sbom", "--tools", str(tmp_path), "--out", str(tmp_path / "bill")])
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
