"""SECURITY.md claims nothing without saying how we know: every protection links to a proof or a test that is there."""

from __future__ import annotations

import re
from typing import Final

import pytest

from benchmarks.proofs import proofs
from benchmarks.proofs.page import anchor
from bot.rehearsal.process import ROOT

PAGE: Final = (ROOT / "SECURITY.md").read_text("utf-8")
STATES: Final = ("Mitigated", "Partly", "Not")
KNOWN: Final = re.compile(r"\[(T\d+b?)\](?![:(])|\]\((tests/[\w/]+\.py)\)")
LABEL: Final = re.compile(r"(?<!!)\[([^\]\[]+)\](?![:(])")
"""A link whose target stands at the end of the page."""
TARGET: Final = re.compile(r"(?m)^\[([^\]]+)\]: (\S+)$")
ENDS: Final = re.compile(r"(?<=[.!?])(?:\*\*)?\s+(?=[*`]*[A-Z])")
"""Where one sentence ends and another begins."""
TITLE: Final = re.compile(r"^- \*\*[^*]+\.\*\* ")
"""What a point is about, where that is no part of its first sentence."""
PLAIN: Final = "°"
REMAINS: Final = "**What remains:**"
COMPROMISES: Final = (
    "disk", "running server", "backup", "token", "operator's account", "operator's age key", "phone", "Telegram",
    "network", "dependency",
)  # fmt: skip


def section(page: str, title: str) -> str:
    """What stands under a heading of the second level."""
    found = re.search(rf"(?ms)^## {title}\n(.*?)(?=^## |\Z)", page)
    assert found, title
    return found[1]


def compromises(page: str) -> dict[str, str]:
    """Each thing that may be compromised, and what is said of it."""
    parts = re.split(r"(?m)^### ", section(page, "What a compromise surrenders"))[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


def not_surrendered(text: str) -> list[str]:
    """What is said not to be surrendered, point by point."""
    items = re.findall(r"(?ms)^- Not: (.*?)(?=\n\n|\n- |\Z)", text)
    return [point for item in items for point in item.split(";")]


def points(page: str) -> list[str]:
    """What is done: each point without what remains."""
    parts = re.split(r"(?m)^(?=- \*\*)", section(page, "What is done"))[1:]
    return [part.partition(REMAINS)[0] for part in parts]


def sentences(page: str) -> list[str]:
    """Each sentence of what is done, and of what the lock does, on one line."""
    lock = section(page, "The lock").partition("What it does not do")[0]
    texts = [TITLE.sub("", " ".join(text.split())) for text in (*points(page), lock)]
    return [one for text in texts for one in ENDS.split(text) if one]


def linked(text: str) -> bool:
    """Whether a proof or a test stands behind these words."""
    return bool(KNOWN.search(text) or LABEL.search(text))


def unproved(page: str) -> list[str]:
    """Every claim of protection without a proof or a test behind it, and every sentence that is not marked plain."""
    told = [point for text in compromises(page).values() for point in not_surrendered(text)]
    claims = [one for one in told if not one.startswith("nothing")]
    return [claim for claim in claims if not linked(claim)] + [
        one for one in sentences(page) if not linked(one) and PLAIN not in one
    ]


def missing(page: str) -> list[str]:
    """Proofs and tests that are named and are not there, and links that lead nowhere."""
    targets = dict(TARGET.findall(page))
    nowhere = [label for label in LABEL.findall(page) if label not in targets]
    tests = [test for _, test in KNOWN.findall(page) if test]
    files = [*tests, *(target for target in targets.values() if target.startswith("tests/"))]
    return nowhere + [path for path in files if not (ROOT / path).is_file()]


def anchors(page: str) -> list[str]:
    """Links to proofs that do not lead to the section of that proof."""
    told = [(label, target) for label, target in TARGET.findall(page) if not target.startswith("tests/")]
    right = {proof.name.split()[0]: f"docs/PROOFS.md#{anchor(proof.name)}" for proof in proofs()}
    return [label for label, target in told if right.get(label) != target]


def test_every_compromise_says_how_bad_it_is_what_it_gives_and_what_not() -> None:
    told = compromises(PAGE)
    assert not [one for one in COMPROMISES if not any(one.lower() in name.lower() for name in told)]
    for name, text in told.items():
        assert re.match(rf"\n\*\*({'|'.join(STATES)})\*\*", text), name
        assert "Surrenders " in text, name
        assert not_surrendered(text), name


def test_every_sentence_that_promises_something_has_its_proof_or_test() -> None:
    assert unproved(PAGE) == []
    assert len(points(PAGE)) > 20
    assert len(sentences(PAGE)) > 100


ELSEWHERE: Final = {"tests/promises/test_two_hosts.py": "tests/storage/test_letters.py"}
"""What is planted for a promise whose own tests take minutes."""
PLANTS: Final = re.compile(r"def test_\w*(planted|control|found|caught|would_be_seen)|def planted|The planted fault")


def without_planted(page: str) -> list[str]:
    """Promises that the page names and whose tests find no planted fault."""
    named = [target for _, target in TARGET.findall(page) if target.startswith("tests/promises/")]
    named += [test for _, test in KNOWN.findall(page) if test.startswith("tests/promises/")]
    return [path for path in named if not PLANTS.search((ROOT / ELSEWHERE.get(path, path)).read_text("utf-8"))]


def test_each_promise_that_is_named_has_a_planted_fault() -> None:
    assert without_planted(PAGE) == []
    assert without_planted("[x]: tests/promises/test_working_beside.py") == ["tests/promises/test_working_beside.py"]


def test_what_is_named_is_there() -> None:
    assert missing(PAGE) == []
    assert anchors(PAGE) == []


def test_no_target_is_left_that_nothing_names() -> None:
    assert {label for label, _ in TARGET.findall(PAGE)} <= {
        *LABEL.findall(PAGE),
        *(p.name.split()[0] for p in proofs()),
    }


def test_every_proof_is_behind_something() -> None:
    apart = {proof.name.split()[0] for proof in proofs() if not proof.apart}
    assert apart <= set(LABEL.findall(PAGE))


@pytest.mark.parametrize(
    "planted",
    [
        ("- Not: ", "- Not: anything at all; "),
        ("## The lock", "- **Everything** is safe.\n  **What remains:** nothing ([T1]).\n\n## The lock"),
        ("- **Logs** are events", "- **Logs** are nowhere. They are events"),
        ("Five words or a PIN bring it back", "Nothing brings it back. Five words or a PIN bring it back"),
    ],
)
def test_a_planted_claim_without_a_proof_is_found(planted: tuple[str, str]) -> None:
    assert len(unproved(PAGE.replace(*planted, 1))) == 1


def test_a_planted_proof_that_is_not_there_is_found() -> None:
    planted = "\nSafe [T99], [safe](tests/promises/test_no.py), [gone].\n\n[gone]: tests/promises/test_gone.py\n"
    assert missing(PAGE + planted) == ["T99", "tests/promises/test_no.py", "tests/promises/test_gone.py"]
    assert anchors(PAGE.replace("PROOFS.md#t3-tamper", "PROOFS.md", 1)) == ["T3"]
