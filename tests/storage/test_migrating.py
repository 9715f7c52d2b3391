"""A migration forgets as the line that serves does: what it drops stands in no page of the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

import storage.migrate
from bot.errors import StorageError
from storage.migrate import make_empty, migrate
from storage.versions import known

if TYPE_CHECKING:
    from pathlib import Path

MARK = b"a blind index that the migration takes out of its table"


class Forgets(sqlite3.Connection):
    """As most builds of SQLite open a file: freed space keeps what stood there. `deaf`: and nothing changes that."""

    deaf = False

    def __init__(self, *what: object, **how: object) -> None:
        super().__init__(*what, **how)  # type: ignore[arg-type]
        super().execute("PRAGMA secure_delete=OFF")

    def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        """Do as asked, but where nobody hears."""
        asked = "SELECT 1" if self.deaf and statement == "PRAGMA secure_delete=1" else statement
        return super().execute(asked, *values)  # type: ignore[arg-type]


class Deaf(Forgets):
    """A build that was made without it."""

    deaf = True


def of_before(path: Path) -> None:
    """A database of version 0020 with ended cases, whose blind indexes the next version leaves out."""
    make_empty(path, known()[19])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO cases (id, alias, state, hour, recipient, sealed_key, check_blind) "
            "VALUES (?, ?, 'closed', 0, '', x'', ?)",
            [(at.to_bytes(16), f"alias {at}", MARK + at.to_bytes(2)) for at in range(200)],
        )


def opened_as(kind: type[sqlite3.Connection], monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(
        "storage.migrate.sqlite3.connect", lambda path, **how: connect(path, **({"factory": kind} | how))
    )


def marks(path: Path) -> int:
    return path.read_bytes().count(MARK)


def test_nothing_that_a_migration_drops_stays_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "line" / "parley.db"
    path.parent.mkdir(mode=0o700)
    of_before(path)
    assert marks(path) >= 200
    opened_as(Forgets, monkeypatch)
    migrate(path)
    assert marks(path) == 0


def test_nothing_that_a_migration_drops_stays_in_a_journal_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a backup comes, with a journal; a second name shows what a free block of the disk would hold."""
    path = tmp_path / "line" / "parley.db"
    seen: list[Path] = []
    path.parent.mkdir(mode=0o700)
    of_before(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert marks(path) >= 200

    class Watched(Forgets):
        def commit(self) -> None:
            journal = path.with_name("parley.db-journal")
            if journal.exists():
                seen.append(tmp_path / f"journal-{len(seen)}")
                seen[-1].hardlink_to(journal)
            super().commit()

    opened_as(Watched, monkeypatch)
    migrate(path)
    assert sum(map(marks, seen)) == 0
    assert [name.name for name in path.parent.iterdir() if name.suffix not in {".db", ".lock"}] == []
    with monkeypatch.context() as planted:
        planted.setattr(storage.migrate, "_log_ahead", lambda _path: None)
        path.unlink()
        of_before(path)
        migrate(path)
    assert sum(map(marks, seen)) >= 200, "the plant is found"


def test_what_a_migration_sorts_stays_in_memory(tmp_path: Path) -> None:
    with closing(storage.migrate._connected(tmp_path / "parley.db")) as connection:
        assert connection.execute("PRAGMA temp_store").fetchone() == (2,)


def test_a_planted_migration_that_forgets_nothing_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "line" / "parley.db"
    path.parent.mkdir(mode=0o700)
    of_before(path)
    opened_as(Forgets, monkeypatch)
    monkeypatch.setattr(storage.migrate, "_connected", lambda at: sqlite3.connect(at, isolation_level=None))
    migrate(path)
    assert marks(path) > 0


def test_an_sqlite_that_can_not_forget_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "line" / "parley.db"
    opened_as(Deaf, monkeypatch)
    with pytest.raises(StorageError, match=r"parley\.db: SQLite keeps secure_delete at 0"):
        migrate(path)
