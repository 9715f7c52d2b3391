"""Both restores with many cases: `make bench ARGS=restores`, or with more options `python -m benchmarks.restore_drill`.

`--cases 2000 --hot 200` is a look.

A line on disk with that many cases, some of them open; a backup beside it, the server lost, `restore --revive` with an
operator's key; a move, and its restore. The program's own commands, each a process of its own. Printed: seconds, sizes,
and what the commands say is readable. Exit status 1 where a case is missing.

`--line FOLDER` makes the line there and leaves it; where one is already, no other is made. With `--databases`: rows on
PostgreSQL. Three empty databases, for the line, the server after it, and the move.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from benchmarks.night import Line, opened
from bot.places import Server
from storage import age
from storage.cases import Answer, NewCase
from storage.copying import copy
from storage.postgres.session import finished, session
from storage.recipients import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storage.database import Tx

_AT_ONCE = 100
_FOLDERS = ("data", "lost", "moved")
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DAY = 86_400
_MIB = 1 << 20
_PATIENCE = 7_200
"""Seconds for one command, after which a drill ends by itself."""
_ROOM = 30_000
"""Bytes of disk for each case: the line, a copy while a backup is made, the backup, and what is restored of it."""
_CACHE_KIB = 1 << 20
"""Rows have random ids: without it every one of them is a page read and a page written."""
_SAID = "I can not sleep. There are two of us, one is wounded in the leg. " * 4


@click.command()
@click.option("--cases", type=click.IntRange(1), default=1_000_000, show_default=True)
@click.option("--hot", type=click.IntRange(0), default=10_000, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where; it needs four times the database.")
@click.option("--line", type=click.Path(path_type=Path), help="The line's folder, which stays for another drill.")
@click.option("--only", type=click.Choice(["lost", "move"]), help="One of the two.")
@click.option("--databases", nargs=3, metavar="URL URL URL", help="Empty ones of PostgreSQL, to have the rows there.")
def drill(  # noqa: PLR0913 - a command's options
    *,
    cases: int,
    hot: int,
    folder: Path | None,
    line: Path | None,
    only: str | None,
    databases: tuple[str, str, str] | None,
) -> None:
    """Lose a server with so many cases, and be back."""
    servers = {} if databases is None else dict(zip(_FOLDERS, map(Server, databases), strict=True))
    drilled(cases, hot, folder=folder, line=line, only=only, servers=servers)


def drilled(  # noqa: PLR0913 - as above
    cases: int,
    hot: int,
    *,
    folder: Path | None = None,
    line: Path | None = None,
    only: str | None = None,
    servers: Mapping[str, Server] | None = None,
) -> None:
    """The drills, told as a table. ClickException: no room, or a command failed; Exit(1): a case is missing."""
    _require_room(Path(folder or tempfile.gettempdir()), cases)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        missing = _drill(Ground(Path(place), servers or {}, (line or Path(place)).resolve()), cases, hot, only)
    if missing:
        click.echo(f"MISSING: {missing}")
        raise click.exceptions.Exit(1)


class Took(NamedTuple):
    """Of one command: seconds, and those of processor."""

    seconds: float
    burnt: float


@dataclass(frozen=True)
class Ground:
    """The folder of a drill, where each data folder's rows are, if not in it, and where the line that is lost lies."""

    folder: Path
    servers: Mapping[str, Server]
    line: Path

    @property
    def key(self) -> tuple[str, ...]:
        """What opens a backup of this line."""
        return "--identity", str(self.line / "operator.key"), "--json"

    def place(self, data: str) -> Path:
        """A data folder."""
        return (self.line if data == "data" else self.folder) / data

    def said(self, data: str, *arguments: str) -> tuple[Took, dict[str, Any]]:
        """One command of the program, as an administrator says it: its seconds, and what it told."""
        settings = {
            "DATA_DIR": str(self.place(data)),
            "BACKUP_DIR": "backups",
            "BOT_TOKEN": "7:AAExample",
            "OPERATOR_CHAT_ID": "-1001",
        }
        if data in self.servers:
            settings["DATABASE_URL"] = self.servers[data].url
        environ = os.environ | {f"HOTLINE_{name}": value for name, value in settings.items()}
        environ["PYTHONPATH"] = str(Path(__file__).parents[1])
        began, burnt = time.monotonic(), _burnt()
        command = [sys.executable, "-m", "bot", *arguments]
        click.echo(f"{time.strftime('%H:%M:%S')} {' '.join(arguments[:1])} ...", err=True)
        try:
            done = subprocess.run(  # noqa: S603 - our own
                command, cwd=self.folder, env=environ, capture_output=True, text=True, check=False, timeout=_PATIENCE
            )
        except subprocess.TimeoutExpired as late:
            raise click.ClickException(f"{arguments[0]}: not done after {_PATIENCE} s; it was ended") from late
        if done.returncode:
            raise click.ClickException(done.stderr.strip())
        told: dict[str, Any] = json.loads(done.stdout)
        path = {"path": str(self.folder / told["path"])} if "path" in told else {}
        return Took(time.monotonic() - began, _burnt() - burnt), told | path

    def count(self, data: str) -> int:
        """How many cases there are."""
        if data in self.servers:
            return finished(_counted(self.servers[data]))
        with closing(sqlite3.connect(self.place(data) / "parley.db")) as raw:
            return int(raw.execute("SELECT COUNT(*) FROM cases").fetchone()[0])

    def size(self, data: str) -> str:
        """Of the rows."""
        if data in self.servers:
            return _mib(finished(_measured(self.servers[data])))
        return _size(self.place(data) / "parley.db")


async def _counted(server: Server) -> int:
    async with session(server) as connection:
        return int(await connection.fetchval("SELECT COUNT(*) FROM cases"))


async def _measured(server: Server) -> int:
    async with session(server) as connection:
        return int(await connection.fetchval("SELECT pg_database_size(current_database())"))


def _require_room(folder: Path, cases: int) -> None:
    free, needed = shutil.disk_usage(folder).free, cases * _ROOM
    if free < needed:
        raise click.ClickException(
            f"{folder}: {free // _MIB:,} MiB free, a drill of {cases} cases needs {needed // _MIB:,}; name another "
            "--folder or fewer --cases"
        )


def _drill(ground: Ground, cases: int, hot: int, only: str | None) -> list[str]:
    began = time.monotonic()
    if not ground.place("data").exists():
        ground.line.mkdir(parents=True, exist_ok=True)
        asyncio.run(_filled(ground.place("data"), cases, hot))
    if ground.servers:
        copy(ground.place("data") / "parley.db", ground.servers["data"], lambda _done, _of: None)
    click.echo(f"{cases} cases, {hot} of them open, ready after {time.monotonic() - began:.0f} s")
    click.echo(f"database {ground.size('data')}\n")
    click.echo("| step | seconds | of processor | size | readable |\n| --- | --- | --- | --- | --- |")
    lost = _lost(ground, cases, hot) if only != "move" else []
    return lost + (_moved(ground, cases, hot) if only != "lost" else [])


def _lost(ground: Ground, cases: int, hot: int) -> list[str]:
    took, made = ground.said("data", "backup", "--json")
    _row("`backup`", took, _size(Path(made["path"])), "-")
    took, found = ground.said("lost", "restore", made["path"], "--revive", *ground.key)
    _row("`restore --revive`, server lost", took, ground.size("lost"), f"{found['revived']} of {hot}")
    whole = (found["revived"], ground.count("lost")) == (hot, cases)
    shutil.rmtree(ground.place("lost"))
    return [] if whole else ["after a lost server"]


def _moved(ground: Ground, cases: int, hot: int) -> list[str]:
    took, moved = ground.said("data", "backup", "--move", "--json")
    _row("`backup --move`", took, _size(Path(moved["path"])), "-")
    took, found = ground.said("moved", "restore", moved["path"], *ground.key)
    readable = found["counts"]["hot"]
    _row("`restore` of the move", took, ground.size("moved"), f"{readable} of {hot}")
    return [] if (readable, ground.count("moved")) == (hot, cases) else ["after a move"]


async def _filled(data: Path, cases: int, hot: int) -> None:
    line = await opened(data, now=int(time.time()))
    try:
        for first in range(0, hot, _AT_ONCE):
            await line.database.transact(partial(_open, line, range(first, min(hot, first + _AT_ONCE))))
        recipients = line.stores.cases.sealed_to
    finally:
        await line.database.close()
    with closing(sqlite3.connect(data / "parley.db")) as raw:
        raw.execute("PRAGMA journal_mode=OFF")
        _sealed(raw, cases - hot, recipients, line.now)
        raw.execute("PRAGMA journal_mode=WAL")


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
    raw.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    raw.execute("PRAGMA synchronous=OFF")
    for first in range(0, count, 20_000):
        ids = [os.urandom(16) for _ in range(min(20_000, count - first))]
        raw.executemany(cases, ((one, next(aliases), "closed", hour, own.recipient, key, ends, listed) for one in ids))
        raw.executemany(entries, _entries(ids, hour, copy, short))
        raw.commit()
        click.echo(f"{time.strftime('%H:%M:%S')} {min(first + 20_000, count)} of {count} sealed cases", err=True)


def _entries(ids: list[bytes], hour: int, copy: bytes, short: bytes) -> Iterator[tuple[Any, ...]]:
    """A form, and two messages."""
    for one in ids:
        for turn, content in enumerate((copy, short, short), start=1):
            yield os.urandom(16), one, turn, hour, content


def _row(step: str, took: Took, size: str, readable: str) -> None:
    click.echo(f"| {step} | {took.seconds:.1f} | {took.burnt:.1f} | {size} | {readable} |")


def _burnt() -> float:
    """By the commands so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _size(path: Path) -> str:
    return _mib(path.stat().st_size)


def _mib(size: int) -> str:
    return f"{size / _MIB:,.0f} MiB"


if __name__ == "__main__":
    drill()
