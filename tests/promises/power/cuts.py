"""The power fails: every way in which the files may be found, looked at; the line goes on with one of them."""

from __future__ import annotations

import random
import sqlite3
import time
from typing import TYPE_CHECKING

from bot.errors import HotlineError
from storage.audit_check import ANCHORS, anchors_in, verify
from storage.keys import load_keyring
from tests.promises.power.disk import WAYS, Disk, changes, put_back
from tests.promises.reckoning import rows_of, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.promises.reckoning import Run

MORE = 2
"""So many times each way that chance has a hand in."""


def cut(run: Run, disk: Disk) -> list[str]:
    """Follow what this life did to `disk`, cut the power, leave the data folder as it may be found. What is broken."""
    for change in changes(run.changes):
        disk.takes(change)
    run.changes.unlink(missing_ok=True)
    dice, broken = random.Random(repr(run.plan)), []
    ways = [*WAYS, *WAYS[2:] * (MORE - 1)]
    dice.shuffle(ways)
    for way in ways:
        found = disk.left(way, dice)
        put_back(found, run.data, run.data)
        broken += [f"a power cut ({way}): {what}" for what in _looked_at(run)]
        put_back(found, run.data, run.data)
    return broken


def _looked_at(run: Run) -> Iterator[str]:
    """What is wrong with the files as they are found."""
    try:
        keyring = load_keyring(run.data, now=int(time.time()))
        with rows_of(run.data) as rows:
            yield from _whole(rows)
            yield from unknown(run, rows)
        yield from verify(run.data / "parley.db", keyring, anchors_in(_text(run.data / ANCHORS))).faults
    except (HotlineError, sqlite3.Error) as fault:
        yield str(fault)


def _whole(rows: sqlite3.Connection) -> Iterator[str]:
    for (line,) in rows.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield str(line)


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
