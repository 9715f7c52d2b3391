"""A database opens for one process, migrated, with what durability and forgetting rest upon."""

# ruff: noqa: ASYNC220, ASYNC240 - a test may wait for a file or a child

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import aiosqlite
import pytest

from bot.errors import StorageError
from storage import migrations, versions
from storage.locking import hold
from storage.migrate import behind, migrate
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from pathlib import Path


async def refused(path: Path) -> str:
    with pytest.raises(StorageError) as fault:
        await open_sqlite(path)
    assert "\n" not in str(fault.value)
    assert str(path) in str(fault.value)
    return str(fault.value)


def set_version(path: Path, version: str) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (version,))


async def test_what_durability_and_forgetting_rest_upon_is_set(path: Path) -> None:
    database = await open_sqlite(path)
    raw = database._batches._connection  # type: ignore[attr-defined]

    async def unit(_tx: object) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
        return {name: raw.execute(f"PRAGMA {name}").fetchone()[name] for name in names}

    found = await database.transact(unit)
    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "temp_store": 2}
    await database.close()


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("journal_mode=wal", "journal_mode=delete"),
        ("synchronous=2", "synchronous=1"),
        ("secure_delete=1", "secure_delete=0"),
        ("foreign_keys=1", "foreign_keys=0"),
    ],
)
async def test_a_sqlite_that_does_not_obey_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, kept: str
) -> None:
    class Deaf(sqlite3.Connection):
        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            return super().execute(sql.replace(wanted, kept), parameters)

    real = aiosqlite.connect
    monkeypatch.setattr(aiosqlite, "connect", lambda place, **named: real(place, factory=Deaf, **named))
    assert wanted.partition("=")[0] in await refused(path)


async def test_the_database_and_its_companions_are_private_under_any_umask(path: Path) -> None:
    path.chmod(0o644)
    before = os.umask(0)
    try:
        database = await open_sqlite(path)
        await database.ping()
        names = [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm", ".lock"))]
        assert {stat.S_IMODE(name.stat().st_mode) for name in names} == {0o600}
        await database.close()
    finally:
        os.umask(before)


async def test_a_closed_database_leaves_no_log_behind(path: Path) -> None:
    database = await open_sqlite(path)
    await database.ping()
    await database.close()
    assert not path.with_name(path.name + "-wal").exists()


async def test_a_second_opening_is_refused_until_the_first_is_closed(path: Path) -> None:
    database = await open_sqlite(path)
    assert "held by another process" in await refused(path)
    with pytest.raises(StorageError, match="held by another process"):
        migrate(path)
    await database.close()
    await (await open_sqlite(path)).close()


async def test_the_lock_of_a_killed_process_is_free(path: Path) -> None:
    code = (
        "import sys, pathlib; from storage.locking import hold; "
        "held = hold(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert "held by another process" in await refused(path)
        holder.kill()
    await (await open_sqlite(path)).close()


async def test_a_database_that_is_not_migrated_says_how(tmp_path: Path) -> None:
    assert "python -m bot migrate" in await refused(tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


async def test_a_newer_version_is_refused_and_not_changed(path: Path) -> None:
    set_version(path, "9999")
    before = path.read_bytes()
    assert "newer than this program" in await refused(path)
    with pytest.raises(StorageError, match="newer than this program"):
        migrate(path)
    with pytest.raises(StorageError, match="newer than this program"):
        behind(path)
    assert path.read_bytes() == before


async def test_a_file_that_is_no_database_is_refused_and_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"not a database at all" * 100)
    before = path.read_bytes()
    assert "no database" in await refused(path)
    with pytest.raises(StorageError, match="no database"):
        migrate(path)
    assert path.read_bytes() == before


async def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    assert "can not be made" in await refused(tmp_path / "no" / "x.db")


def test_migrate_makes_a_private_file_and_says_the_version(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x 100%.db"
    before = os.umask(0)
    try:
        assert behind(path)
        assert migrate(path) == versions.known()[-1]
    finally:
        os.umask(before)
    assert not behind(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert migrate(path) == versions.known()[-1]


def test_a_migration_that_fails_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = tmp_path / "x.db", migrations.statements
    monkeypatch.setattr(migrations, "statements", lambda version: [*real(version)[:5], "CREATE NONSENSE"])
    with pytest.raises(StorageError):
        migrate(path)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT name FROM sqlite_master WHERE name <> 'alembic_version'").fetchall() == []
    monkeypatch.undo()
    assert behind(path)
    migrate(path)


def test_alembic_is_loaded_by_migrate_alone() -> None:
    code = (
        "import sys, storage.sqlite, storage.versions, storage.migrate, storage.cases, storage.archive;"
        "sys.exit(any(name.split('.')[0] in ('alembic', 'sqlalchemy') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_a_copy_taken_beside_a_running_bot_opens(path: Path, tmp_path: Path) -> None:
    database = await open_sqlite(path)
    await database.transact(lambda tx: tx.run("draft_save", person=b"x", hour=0, body=b"y"))
    for name in path.parent.glob("parley.db*"):
        shutil.copy(name, tmp_path / name.name)
    await database.close()
    copied = await open_sqlite(tmp_path / "parley.db")
    assert await copied.transact(lambda tx: tx.one("draft_find", person=b"x")) == {"body": b"y"}
    await copied.close()


def test_stopped_while_it_opens_no_thread_of_it_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop (SIGTERM) in the middle: the loop ends when the thread has ended, and says nothing to one that is gone."""
    path = tmp_path / "parley.db"
    migrate(path)
    asked, go, opened = threading.Event(), threading.Event(), sqlite3.connect

    def slowly(*given: Any, **named: Any) -> sqlite3.Connection:
        if threading.current_thread() is not threading.main_thread():
            asked.set()
            assert go.wait(60)
        connection: sqlite3.Connection = opened(*given, **named)
        return connection

    async def stopped() -> None:
        opening = asyncio.create_task(open_sqlite(path))
        await asyncio.to_thread(asked.wait)
        opening.cancel()
        asyncio.get_running_loop().call_later(0.2, go.set)  # a loop that is gone by then calls nobody
        with pytest.raises(asyncio.CancelledError):
            await opening

    crashed: list[object] = []
    monkeypatch.setattr(threading, "excepthook", crashed.append)
    before = set(threading.enumerate())
    monkeypatch.setattr("aiosqlite.core.sqlite3.connect", slowly)
    asyncio.run(stopped())
    go.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
    assert not crashed
    held_no_more = hold(path)
    held_no_more.release()
