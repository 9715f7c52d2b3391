"""From every version the database ever had: a backup first, forward only, all or nothing; a talk under way goes on.

No program was released before this one; so the databases are this program's own rows in each older schema, and
tests/storage/test_made_before.py holds that what it seals is what earlier ones sealed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command, op
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import storage
from bot.cli import main
from storage.backups.keeping import listed
from storage.keys import load_keyring
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from storage.stores import Stores, stores_over
from storage.versions import known, version
from tests.acceptance.test_restore import NOW, PERSON, TOLD, clock, made

if TYPE_CHECKING:
    from storage.database import Tx

__all__ = ["clock", "made"]

DATABASE = Path("data/parley.db")
OLDER = known()[:-1]


def empty_at(path: Path, wanted: str) -> None:
    """A database of an older version, as its own program made it."""
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, wanted)
    engine.dispose()


def columns(raw: sqlite3.Connection, table: str) -> dict[str, bool]:
    """Its columns, and whether each must have a value."""
    return {row[1]: bool(row[3]) and row[4] is None for row in raw.execute(f"PRAGMA table_info({table})")}


def aged(path: Path, wanted: str) -> None:
    """Put the rows of the line's database into one of an older version, as far as that has room for them."""
    empty_at(path, wanted)
    with closing(sqlite3.connect(path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        newer = sqlite3.connect(DATABASE)
        for table in (name for name in tables if name != "alembic_version"):
            there, now = columns(raw, table), columns(newer, table)
            both = [name for name in there if name in now]
            owed = [name for name, must in there.items() if must and name not in now]
            marks = ", ".join(["?"] * len(both) + ["0"] * len(owed))
            rows = newer.execute(f"SELECT {', '.join(both)} FROM {table}").fetchall()
            raw.executemany(f"INSERT INTO {table} ({', '.join([*both, *owed])}) VALUES ({marks})", rows)
        raw.commit()
        newer.close()
    path.chmod(0o600)


@pytest.fixture
def line(made: None) -> Path:
    """Where the database of now is kept, while older ones stand in its place."""
    with closing(sqlite3.connect(DATABASE)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(DATABASE, "now.db"))


def turned_back(line: Path, wanted: str) -> None:
    for tail in ("", "-wal", "-shm"):
        Path(f"{DATABASE}{tail}").unlink(missing_ok=True)
    shutil.copy(line, DATABASE)
    aged(Path("old.db"), wanted)
    DATABASE.unlink()
    for tail in ("-wal", "-shm"):
        Path(f"{DATABASE}{tail}").unlink(missing_ok=True)
    Path("old.db").rename(DATABASE)
    assert version(DATABASE) == wanted


async def _whole() -> None:
    """The open cases with what was said in them, the person, and what he was in the middle of."""
    keyring = load_keyring(Path("data"), now=NOW)
    stores = Stores(**stores_over(Vault(keyring), keyring))

    async def unit(tx: Tx) -> None:
        cases = await stores.cases.hot(tx)
        assert {case.chat for case in cases} == {PERSON, 8}
        for case in cases:
            said = [
                entry.body["answers"][0]["text"] for entry in await stores.cases.entries(tx, case) if entry.turn == 2
            ]
            assert said == [TOLD]
        person = await stores.people.find(tx, bot=7, chat=PERSON)
        assert person is not None
        assert await stores.people.draft(tx, person.id) == {"at": "who"}

    database = await open_sqlite(DATABASE)
    try:
        await database.transact(unit)
    finally:
        await database.close()


@pytest.mark.slow
def test_every_older_version_is_backed_up_and_brought_up_to_date(line: Path) -> None:
    assert len(OLDER) >= 18
    for wanted in OLDER:
        turned_back(line, wanted)
        shutil.rmtree("backups", ignore_errors=True)
        assert main(["migrate"]) == 0, wanted
        assert version(DATABASE) == known()[-1]
        assert len(listed(Path("backups"))) == 1, wanted
        asyncio.run(_whole())


def test_the_backup_before_it_is_of_the_older_database_and_restores(
    line: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned_back(line, OLDER[-1])
    assert main(["migrate"]) == 0
    (backup,) = listed(Path("backups"))
    monkeypatch.setenv("HOTLINE_DATA_DIR", "again")
    assert main(["restore", str(backup.path), "--identity", "operator.key"]) == 0
    assert version(Path("again/parley.db")) == known()[-1]
    assert main(["migrate"]) == 0
    assert len(listed(Path("backups"))) == 1, "what is up to date is not backed up"


def test_where_no_backup_can_be_made_nothing_is_migrated(
    line: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    turned_back(line, OLDER[0])
    Path("full").write_bytes(b"")
    monkeypatch.setenv("HOTLINE_BACKUP_DIR", "full/of")
    before = DATABASE.read_bytes()
    capsys.readouterr()
    assert main(["migrate"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert (version(DATABASE), DATABASE.read_bytes()) == (OLDER[0], before)


def test_killed_in_the_middle_the_old_state_is_there(line: Path) -> None:
    turned_back(line, OLDER[0])
    child = os.fork()
    if child == 0:
        done = op.execute

        def dies(sql: object) -> None:
            if "ADD COLUMN sealed_for" in str(sql):
                os.kill(os.getpid(), signal.SIGKILL)
            done(sql)  # type: ignore[arg-type]

        op.execute = dies  # type: ignore[assignment]
        main(["migrate"])
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert version(DATABASE) == OLDER[0]
    assert main(["migrate"]) == 0
    asyncio.run(_whole())


def test_a_newer_database_is_refused_and_left_as_it_is(line: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(DATABASE)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    capsys.readouterr()
    for command_line in (["migrate"], ["backup"]):
        assert main(command_line) == 1
        assert "has version 9999, newer than this program" in capsys.readouterr().err
    assert version(DATABASE) == "9999"
