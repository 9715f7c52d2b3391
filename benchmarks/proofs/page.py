"""The table of figures in docs/PROOFS.md, written from what a run of `make proofs` found."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.proofs import proofs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.proofs.trial import Verdict

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "PROOFS.md"
BEGIN: Final = "<!-- figures: written by make proofs -->"
END: Final = "<!-- end of figures -->"
_HEAD: Final = (
    "| proof | tried | broken | planted fault | seconds | CPU s | remark | run | code |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)
_LONGEST: Final = 190
"""Letters of a row; its remark is cut at a word to fit."""
_ABSENT: Final = "- | - | - | - | - | NOT RUN so far | - | - |"
_MORE: Final = " ..."
_EARLIER: Final = "earlier: "
_COUNTED: Final = ("bot", "handlers", "storage", "locales", "benchmarks/proofs")
_KINDS: Final = frozenset({".py", ".sql", ".ftl", ".toml", ".txt"})


@dataclass(frozen=True, slots=True)
class Run:
    """Where and when figures were made: the command, the day, the machine, how busy it was before, which code."""

    command: str
    day: str
    machine: str
    load: str
    code: str

    @classmethod
    def here(cls, names: Sequence[str]) -> Run:
        """A run of these proofs that begins now."""
        command = f'make proofs ARGS="{" ".join(names)}"' if names else "make proofs"
        busy = f"load {os.getloadavg()[0]:.1f} when it began"
        return cls(command, time.strftime("%Y-%m-%d"), _machine(), busy, code())


def code() -> str:
    """Eight letters of a hash over what the proofs are about, and over themselves."""
    found = hashlib.sha256()
    for path in sorted(path for folder in _COUNTED for path in (ROOT / folder).rglob("*") if path.suffix in _KINDS):
        found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()[:8]


def _machine() -> str:
    cpus = Path("/proc/cpuinfo")
    told = re.search(r"model name\s*: (.+)", cpus.read_text(encoding="utf-8")) if cpus.exists() else None
    kind = f" {told[1].strip()}" if told else ""
    return f"{os.cpu_count()} cores{kind}, Python {platform.python_version()}"


def sums(verdicts: Sequence[Verdict], took: float) -> str:
    """How many there were, and how long all of it took."""
    bad = sum(not one.held and not one.missing for one in verdicts)
    missing = sum(bool(one.missing) for one in verdicts)
    used = sum(one.cpu for one in verdicts)
    return f"{len(verdicts)} proofs, {bad} failed, {missing} not run, {took:.0f} seconds ({used:.0f} of CPU)"


def write(verdicts: Sequence[Verdict], run: Run, took: float, page: Path = PAGE) -> None:
    """Put the rows of these proofs in place of their older ones.

    Other rows stay, and say so where the code has changed since; rows of proofs that are gone go.
    """
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    old, _, after = rest.partition(END)
    rows = dict(_kept(old.splitlines(), run.code)) | {one.name: _row(one, run) for one in verdicts}
    table = [*_HEAD, *(rows.get(proof.name, f"| {_linked(proof.name)} | {_ABSENT}") for proof in proofs())]
    said = (
        f"Last run: `{run.command}` on {run.day}: {sums(verdicts, took)}; {run.machine}; {run.load}; code `{run.code}`."
    )
    page.write_text(f"{before}{BEGIN}\n" + "\n".join([*table, "", said]) + f"\n{END}{after}", encoding="utf-8")


def _kept(lines: Iterable[str], now: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        found = re.match(r"\| \[?(T\d[^\]|]*[^\]| ])", line)
        if found:
            *cells, of_code = line.strip("| ").split(" | ")
            changed = of_code not in {now, "-"} and not of_code.startswith(_EARLIER)
            yield found[1], f"| {' | '.join([*cells, f'{_EARLIER}{of_code}' if changed else of_code])} |"


def anchor(name: str) -> str:
    """Where a proof's section begins in the page, as Markdown's readers name headings."""
    return re.sub(r"[^\w-]", "", name.lower().replace(" ", "-"))


def _linked(name: str) -> str:
    return f"[{name}](#{anchor(name)})"


def _row(verdict: Verdict, run: Run) -> str:
    _, *cells, remark = (cell.replace("|", "/") for cell in verdict.cells())
    before = " | ".join([_linked(verdict.name), *cells])
    after = f"`{run.command}`, {run.day}, {os.cpu_count()} cores | {run.code}"
    room = max(_LONGEST - len(before) - len(after) - len("|  |  |  |"), len(_MORE))
    return f"| {before} | {textwrap.shorten(remark, room, placeholder=_MORE)} | {after} |"
