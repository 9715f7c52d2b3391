"""Both restores with many cases: `python -m benchmarks.restore_drill` (`--cases 2000 --hot 200`: a look).

A line on disk with that many cases, some of them open; a backup beside it, the server lost, `restore --revive` with an
operator's key; a move, and its restore. The program's own commands, each a process of its own. Printed: seconds, sizes,
and what the commands say is readable. Exit status 1 where a case is missing.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks.night import Line, opened
from storage import age
from storage.cases import Answer, NewCase
from storage.recipients import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.database import Tx

_AT_ONCE = 100
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DAY = 86_400
_MIB = 1 << 20
_SAID = "I can not sleep. There are two of us, one is wounded in the leg. " * 4


@click.command()
@click.option("--cases", type=click.IntRange(1), default=1_000_000, show_default=True)
@click.option("--hot", type=click.IntRange(0), default=10_000, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where; it needs four times the database.")
def drill(cases: int, hot: int, folder: Path | None) -> None:
    """Lose a server with so many cases, and be back."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        missing = _drill(Path(place), cases, hot)
    if missing:
        click.echo(f"MISSING: {missing}")
        raise click.exceptions.Exit(1)


def _drill(place: Path, cases: int, hot: int) -> list[str]:
    began = time.monotonic()
    asyncio.run(_filled(place / "data", cases, hot))
    click.echo(f"{cases} cases, {hot} of them open, made in {time.monotonic() - began:.0f} s")
    click.echo(f"database {_size(place / 'data' / 'parley.db')}\n")
    click.echo("| step | seconds | size | readable |\n| --- | --- | --- | --- |")
    missing = []
    seconds, made = _said(place, "data", "backup", "--json")
    _row("`backup`", seconds, _size(Path(made["path"])), "-")
    key = ("--identity", str(place / "operator.key"), "--json")
    seconds, found = _said(place, "lost", "restore", made["path"], "--revive", *key)
    _row(
        "`restore --revive`, server lost", seconds, _size(place / "lost" / "parley.db"), f"{found['revived']} of {hot}"
    )
    missing += [] if (found["revived"], _count(place / "lost")) == (hot, cases) else ["after a lost server"]
    shutil.rmtree(place / "lost")
    seconds, moved = _said(place, "data", "backup", "--move", "--json")
    _row("`backup --move`", seconds, _size(Path(moved["path"])), "-")
    seconds, found = _said(place, "moved", "restore", moved["path"], *key)
    readable = found["counts"]["hot"]
    _row("`restore` of the move", seconds, _size(place / "moved" / "parley.db"), f"{readable} of {hot}")
    missing += [] if (readable, _count(place / "moved")) == (hot, cases) else ["after a move"]
    return missing


async def _filled(data: Path, cases: int, hot: int) -> None:
    line = await opened(data, now=int(time.time()))
    try:
        for first in range(0, hot, _AT_ONCE):
            await line.database.transact(partial(_open, line, range(first, min(hot, first + _AT_ONCE))))
        recipients = line.stores.cases.sealed_to
    finally:
        await line.database.close()
    with closing(sqlite3.connect(data / "parley.db")) as raw:
        _sealed(raw, cases - hot, recipients, line.now)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _open(line: Line, numbers: range, tx: Tx) -> None:
    """As they are sent in, and one message more."""
    for number in numbers:
        new = NewCase(
            kind="application", door="soldier", language="ru", bot=1, chat=1_000 + number, check_word="oak",
            answers=tuple(Answer(f"step{at}", "What is it?", "an answer of some words") for at in range(6)),
        )  # fmt: skip
        case = await line.stores.cases.open(tx, new, now=line.now)
        await line.stores.cases.append(tx, case, "said", {"text": _SAID}, now=line.now)


def _sealed(raw: sqlite3.Connection, count: int, recipients: tuple[str, ...], now: int) -> None:
    """Closed cases as rows of the right sizes; their age files are all the same, which nothing here opens."""
    own = age.new_identity()
    key, copy = age.seal(b"x" * 75, recipients), age.seal(b"x" * 4_096, [own.recipient])
    short = age.seal(b"x" * 512, [own.recipient])
    hour, ends, listed = now // 3_600 * 3_600, now + 90 * _DAY, number_of(recipients)
    cases = (
        "INSERT INTO cases (id, alias, state, hour, recipient, sealed_key, ends, sealed_for) VALUES (?,?,?,?,?,?,?,?)"
    )
    entries = "INSERT INTO entries (id, case_id, turn, hour, copy) VALUES (?, ?, ?, ?, ?)"
    aliases = ("0" + "".join(letters) for letters in product(_LETTERS, repeat=5))
    for first in range(0, count, 20_000):
        ids = [os.urandom(16) for _ in range(min(20_000, count - first))]
        raw.executemany(cases, ((one, next(aliases), "closed", hour, own.recipient, key, ends, listed) for one in ids))
        raw.executemany(entries, _entries(ids, hour, copy, short))
        raw.commit()


def _entries(ids: list[bytes], hour: int, copy: bytes, short: bytes) -> Iterator[tuple[Any, ...]]:
    """A form, and two messages."""
    for one in ids:
        for turn, content in enumerate((copy, short, short), start=1):
            yield os.urandom(16), one, turn, hour, content


def _said(place: Path, data: str, *arguments: str) -> tuple[float, dict[str, Any]]:
    """One command of the program, as an administrator says it."""
    settings = {"DATA_DIR": data, "BACKUP_DIR": "backups", "BOT_TOKEN": "7:AAExample", "OPERATOR_CHAT_ID": "-1001"}
    environ = os.environ | {f"HOTLINE_{name}": value for name, value in settings.items()}
    environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    began = time.monotonic()
    command = [sys.executable, "-m", "bot", *arguments]
    done = subprocess.run(command, cwd=place, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise click.ClickException(done.stderr.strip())
    told: dict[str, Any] = json.loads(done.stdout)
    return time.monotonic() - began, told | ({"path": str(place / told["path"])} if "path" in told else {})


def _count(data: Path) -> int:
    with closing(sqlite3.connect(data / "parley.db")) as raw:
        return int(raw.execute("SELECT COUNT(*) FROM cases").fetchone()[0])


def _row(step: str, seconds: float, size: str, readable: str) -> None:
    click.echo(f"| {step} | {seconds:.1f} | {size} | {readable} |")


def _size(path: Path) -> str:
    return f"{path.stat().st_size / _MIB:,.0f} MiB"


if __name__ == "__main__":
    drill()
