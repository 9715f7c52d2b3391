"""What a million stored cases cost an update.

One case in a hundred is open and real, sealed under living keys; the others are closed: rows of the same size whose
bytes nobody on the server could read.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.bench import ours
from benchmarks.bench.load import FIRST_CHAT, Load
from benchmarks.bench.runs import run
from benchmarks.bench.tables import OURS
from benchmarks.night import fill, resumed

if TYPE_CHECKING:
    from collections.abc import Callable

WANTED: Final = 1.15
OPEN: Final = 100
"""One case of so many is open."""
_AT_ONCE: Final = 10_000
_APART: Final = 1_000_000
"""Between the first chats of two runs on the same rows."""
_CASE: Final = (
    "INSERT INTO cases (id, alias, state, hour, recipient, sealed_key, ends) VALUES (?, ?, 'closed', ?, ?, ?, ?)"
)
_ENTRY: Final = "INSERT INTO entries (id, case_id, turn, hour, copy) VALUES (?, ?, 1, ?, ?)"
_CODE: Final = "INSERT INTO codes (case_id, learned, hour, lookup, wrap) VALUES (?, 1, ?, ?, ?)"
_RECIPIENT: Final = "age1" + "q" * 58
_KEY_BYTES, _ENTRY_BYTES, _WRAP_BYTES, _LOOKUP_BYTES = 500, 700, 120, 16


def filled(folder: Path, cases: int) -> None:
    """A data folder with so many cases in it."""
    ours.prepare(folder)
    asyncio.run(_open_ones(folder, cases // OPEN))
    with sqlite3.connect(folder / "data" / "parley.db", isolation_level=None) as file:
        file.execute("PRAGMA synchronous=OFF")
        for first in range(0, cases - cases // OPEN, _AT_ONCE):
            _closed_ones(file, range(first, min(first + _AT_ONCE, cases - cases // OPEN)))
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()


async def _open_ones(folder: Path, count: int) -> None:
    line = await resumed(folder / "data", now=int(time.time()))
    await fill(line, count)
    await line.database.close()


def _closed_ones(file: sqlite3.Connection, numbers: range) -> None:
    hour = int(time.time()) // 3_600 * 3_600
    ids = [os.urandom(16) for _ in numbers]
    file.execute("BEGIN")
    file.executemany("INSERT INTO aliases (alias) VALUES (?)", [(f"closed-{number}",) for number in numbers])
    cases = zip(ids, numbers, strict=True)
    ends = hour + 86_400 * 60
    file.executemany(
        _CASE, [(one, f"closed-{at}", hour, _RECIPIENT, os.urandom(_KEY_BYTES), ends) for one, at in cases]
    )
    file.executemany(_ENTRY, [(os.urandom(16), one, hour, os.urandom(_ENTRY_BYTES)) for one in ids])
    file.executemany(_CODE, [(one, hour, os.urandom(_LOOKUP_BYTES), os.urandom(_WRAP_BYTES)) for one in ids])
    file.execute("COMMIT")


def grown(few: int, many: int, *, rounds: int, note: Callable[[str], None]) -> list[str]:
    """The processor time of an update with few and with many cases, in turns."""
    found: dict[int, list[dict[str, Any]]] = {few: [], many: []}
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        for cases in found:
            began = time.monotonic()
            filled(Path(name, str(cases)), cases)
            note(f"  {cases} cases made in {time.monotonic() - began:.0f} s")
        for number in range(rounds):
            for cases, runs in found.items():
                load = Load(first=FIRST_CHAT + number * _APART)
                runs.append(run(OURS, load, Path("/none"), within=Path(name, str(cases))))
                note(f"  {number + 1} of {rounds}: {cases} cases: {runs[-1]['cpu_ms']:.2f} ms of processor an update")
    each = {
        cases: {key: statistics.median(one[key] for one in runs) for key in ("cpu_ms", "rate", "rss", "load")}
        for cases, runs in found.items()
    }
    ratio, rss = each[many]["cpu_ms"] / each[few]["cpu_ms"], each[many]["rss"] - each[few]["rss"]
    lines = [f"{ratio:.2f}x the processor time; wanted {WANTED}x at most: {'held' if ratio <= WANTED else 'MISSED'}"]
    lines += [
        f"{rss:+.0f} MB of peak RSS",
        "",
        "| cases | ms an update | updates a second | peak RSS MB | load |",
        "| --- | --- | --- | --- | --- |",
    ]
    return lines + [
        f"| {cases:,} | {one['cpu_ms']:.2f} | {one['rate']:.0f} | {one['rss']:.0f} | {one['load']:.1f} |"
        for cases, one in each.items()
    ]
