"""Everything a line leaves where somebody else could look: files, copies, what the system tells of its process."""

from __future__ import annotations

import io
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage import age
from storage.backups.making import Backups
from storage.keys import KeyFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLD: Final = ("environ", "cmdline", "comm", "maps", "status", "mountinfo", "stat")
"""What /proc says of a process."""
OPENED: Final = "an opened backup"


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below, the key files too: they hold secrets of ours, and nothing of anybody."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with suppress(FileNotFoundError):
                yield str(path.relative_to(folder)), path.read_bytes()


def told(pid: int) -> Iterator[tuple[str, bytes]]:
    """What the system tells of a process and its threads, and files it holds open that have no name any more."""
    proc = Path(f"/proc/{pid}")
    for name in TOLD:
        yield f"/proc/{name}", (proc / name).read_bytes()
    for task in (proc / "task").iterdir():
        yield "/proc/task/comm", (task / "comm").read_bytes()
    for descriptor in (proc / "fd").iterdir():
        with suppress(OSError):
            target = str(descriptor.readlink())
            yield "/proc/fd", target.encode()
            if target.endswith(" (deleted)") or target.startswith("/memfd:"):
                yield f"open without a name: {target}", descriptor.read_bytes()


def open_outside(pid: int, folder: Path) -> list[str]:
    """Files that a process may write and that lie elsewhere than in this folder."""
    found = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            target = descriptor.readlink()
            flags = int(Path(f"/proc/{pid}/fdinfo/{descriptor.name}").read_text().split("flags:")[1].split()[0], 8)
            if target.is_absolute() and target.is_file() and flags & 3 and not target.is_relative_to(folder):
                found.append(str(target))
    return found


def backed_up(database: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Two copies as administrators make them: SQLite's own backup, and VACUUM INTO."""
    by_pages, by_rows = folder / "pages.db", folder / "rows.db"
    with closing(sqlite3.connect(database)) as source:
        with closing(sqlite3.connect(by_pages)) as copy:
            source.backup(copy)
        source.execute("VACUUM INTO ?", (str(by_rows),))
    for copied in (by_pages, by_rows):
        yield f"backup {copied.name}", copied.read_bytes()
        copied.unlink()


def sealed_backup(data: Path, identity: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The program's own backup as it lies there, and what an operator's key finds in it: rows that stay sealed."""
    backups = Backups(data_dir=data, where=KeyFolder.beside(data), folder=folder, days=1, life=1)
    made, opened = backups.make(now=int(time.time())).path, io.BytesIO()
    with made.open("rb") as file:
        age.unseal_stream(file, opened, age.read_identity(identity.read_text("ascii")).secret)
    for path in folder.iterdir():
        yield f"backup folder: {path.name}", path.read_bytes()
    yield OPENED, opened.getvalue()


def cells(database: Path) -> Iterator[tuple[str, object]]:
    """Every cell of every table, with its table and column."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        tables = [name for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            found = rows.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            columns = [str(column[0]) for column in found.description]
            for row in found:
                for column, value in zip(columns, row, strict=True):
                    yield f"{table}.{column}", value
