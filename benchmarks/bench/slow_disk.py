"""The same bot on a disk whose every sync takes 10 ms longer: what group commit saves. Needs gcc."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bench.load import Load
from benchmarks.bench.runs import HERE, run
from benchmarks.bench.tables import OURS, median

if TYPE_CHECKING:
    from collections.abc import Callable

WANTED: Final = 0.6
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a disk whose own syncs take no time


def built(folder: Path) -> Path:
    """The library. Raises CalledProcessError where it can not be built."""
    library = folder / "slow_sync.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", library, HERE / "slow_sync.c", "-ldl"], check=True)  # noqa: S607
    return library


def told(*, rounds: int, seconds: float, note: Callable[[str], None]) -> list[str]:
    """Both, in turns, in memory: no other sync than the pretended one."""
    if shutil.which("gcc") is None:
        return ["NOT RUN: gcc is missing"]
    disk, nobody = MEMORY if MEMORY.is_dir() else None, Path("/none")
    with tempfile.TemporaryDirectory() as folder:
        slow = {"LD_PRELOAD": str(built(Path(folder)))}
        found: dict[str, list[dict[str, float]]] = {"without": [], "with 10 ms": []}
        for number in range(rounds):
            for name, environ in (("without", None), ("with 10 ms", slow)):
                found[name].append(run(OURS, Load(seconds=seconds), nobody, disk=disk, environ=environ))
                note(f"  {number + 1} of {rounds}: {name}: {found[name][-1]['rate']:.0f} a second")
    medians = {name: median(runs) for name, runs in found.items()}
    ratio = medians["with 10 ms"]["rate"] / medians["without"]["rate"]
    lines = [f"{ratio:.2f}x the speed; wanted {WANTED}x: {'held' if ratio >= WANTED else 'MISSED'}", ""]
    lines += ["| sync | updates a second | p50 ms | p99 ms | load |", "| --- | --- | --- | --- | --- |"]
    for name, one in medians.items():
        lines.append(
            f"| {name} | {one['rate']:.0f} | {one['p50'] * 1e3:.0f} | {one['p99'] * 1e3:.0f} | {one['load']:.1f} |"
        )
    return lines
