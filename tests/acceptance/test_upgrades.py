"""From every version the database ever had: a backup first, forward only, all or nothing; a talk under way goes on.

In a file, and on a PostgreSQL server.

No program was released before this one; so the databases are this program's own rows in each older schema, and
tests/storage/test_made_before.py holds that what it seals is what earlier ones sealed.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
from alembic import command, op
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import storage
from bot.cli import main
from storage.backups.keeping import listed
from storage.copying import Source, opened
from storage.keys import load_keyring
from storage.opening import open_database
from storage.postgres.copying import Filling
from storage.postgres.dialect import EXTRAS
from storage.postgres.migrating import script
from storage.postgres.session import session
from storage.sealing import Vault
from storage.stores import Stores, stores_over
from storage.versions import known, version
from tests.acceptance.grounds import Ground, let_go
from tests.acceptance.test_restore import NOW, PERSON, TOLD, clock, made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.places import Place, Server
    from storage.database import Tx
    from tests.postgres import Cluster

pytestmark = pytest.mark.both

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


CLEAR = ("alias", "state", "hour", "recipient", "sealed_key", "head", "ends", "sealed_for")
WRAPPED = f"""
    CREATE TEMP VIEW cases AS
    SELECT c.id, {", ".join(f"c.{name}" for name in CLEAR)}, w.hot, w.hot_identity,
        substr(w.blind, 5) AS blind, substr(w.check_blind, 5) AS check_blind
    FROM main.cases AS c LEFT JOIN wraps AS w ON w.case_id = c.id"""
"""Cases as they were before their wraps had a table of their own, and their blind indexes a key id."""


def aged(path: Path, wanted: str) -> None:
    """Put the rows of the line's database into one of an older version, as far as that has room for them."""
    empty_at(path, wanted)
    with closing(sqlite3.connect(path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        newer = sqlite3.connect(DATABASE)
        if "wraps" not in tables:
            newer.execute(WRAPPED)
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
def ground(monkeypatch: pytest.MonkeyPatch) -> Ground:
    """The line's rows are made in a file; older ones are made of it, there or on a server."""
    return Ground(settings=monkeypatch, cluster=None)


@dataclass(frozen=True)
class Line:
    """A line whose database becomes older. `now`: where that of now is kept; `cluster`: where it stands on a server."""

    now: Path
    cluster: Cluster | None
    settings: pytest.MonkeyPatch
    servers: list[Server] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return self.servers[-1] if self.servers else DATABASE

    def turned_back(self, wanted: str) -> None:
        """The rows, in a database of this version."""
        for tail in ("", "-wal", "-shm"):
            Path(f"{DATABASE}{tail}").unlink(missing_ok=True)
        shutil.copy(self.now, DATABASE)
        aged(Path("old.db"), wanted)
        DATABASE.unlink()
        for tail in ("-wal", "-shm"):
            Path(f"{DATABASE}{tail}").unlink(missing_ok=True)
        if self.cluster is None:
            Path("old.db").rename(DATABASE)
        else:
            self.use(self.cluster)
            asyncio.run(_sent(Path("old.db"), self.servers[-1], wanted))
            Path("old.db").unlink()
        assert version(self.place) == wanted

    def use(self, cluster: Cluster) -> None:
        """From now on the rows are in a database without a table."""
        self.servers.append(cluster.fresh())
        self.settings.setenv("HOTLINE_DATABASE_URL", self.servers[-1].url)

    def close(self) -> None:
        for server in self.servers:
            assert self.cluster is not None
            self.cluster.drop(server)


async def _sent(path: Path, server: Server, wanted: str) -> None:
    """A server's database as a program of that version had it: without what only later ones made."""
    async with session(server) as connection, connection.transaction():
        for statement in (script(None, wanted), *EXTRAS[:2]):
            await connection.execute(statement)
        with opened(path) as raw:
            await Filling(connection, Source(raw, path), server, lambda _done, _of: None).whole()


@pytest.fixture
def line(made: Ground, kind: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Line]:
    with closing(sqlite3.connect(DATABASE)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cluster = None if kind == "sqlite" else request.getfixturevalue("cluster")
    older = Line(Path(shutil.copy(DATABASE, "now.db")), cluster, monkeypatch)
    yield older
    older.close()


async def _whole(place: Place) -> None:
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

    database = await open_database(place)
    try:
        await database.transact(unit)
    finally:
        await database.close()


@pytest.mark.slow
def test_every_older_version_is_backed_up_and_brought_up_to_date(line: Line) -> None:
    assert len(OLDER) >= 18
    for wanted in OLDER:
        line.turned_back(wanted)
        shutil.rmtree("backups", ignore_errors=True)
        assert main(["migrate"]) == 0, wanted
        assert version(line.place) == known()[-1]
        assert len(listed(Path("backups"))) == 1, wanted
        asyncio.run(_whole(line.place))


def test_the_backup_before_it_is_of_the_older_database_and_restores(
    line: Line, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line.turned_back(OLDER[-1])
    capsys.readouterr()
    assert main(["migrate", "--json"]) == 0
    (backup,) = listed(Path("backups"))
    said = {"place": str(line.place), "was": OLDER[-1], "version": known()[-1], "backup": str(backup.path)}
    assert json.loads(capsys.readouterr().out) == said
    monkeypatch.setenv("HOTLINE_DATA_DIR", "again")
    if line.cluster is not None:
        line.use(line.cluster)
    assert main(["restore", str(backup.path), "--identity", "operator.key"]) == 0
    assert version(line.place if line.cluster is not None else Path("again/parley.db")) == known()[-1]
    capsys.readouterr()
    assert main(["migrate", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["was"], told["backup"]) == (known()[-1], None)
    assert len(listed(Path("backups"))) == 1, "what is up to date is not backed up"


def test_where_no_backup_can_be_made_nothing_is_migrated(
    line: Line, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line.turned_back(OLDER[0])
    Path("full").write_bytes(b"")
    monkeypatch.setenv("HOTLINE_BACKUP_DIR", "full/of")
    before = DATABASE.read_bytes() if line.cluster is None else b""
    capsys.readouterr()
    assert main(["migrate"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert version(line.place) == OLDER[0]
    assert line.cluster is not None or DATABASE.read_bytes() == before


def test_killed_in_the_middle_the_old_state_is_there(line: Line) -> None:
    line.turned_back(OLDER[0])
    child = os.fork()
    if child == 0:
        _dies_within()
        main(["migrate"])
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    let_go(line.place)
    assert version(line.place) == OLDER[0]
    assert main(["migrate"]) == 0
    asyncio.run(_whole(line.place))


def _dies_within() -> None:
    """Before its last step in a file, after all of them and before the commit on a server."""
    done, said = op.execute, asyncpg.Connection.execute

    def dies(sql: object) -> None:
        if "ADD COLUMN sealed_for" in str(sql) and "HOTLINE_DATABASE_URL" not in os.environ:
            os.kill(os.getpid(), signal.SIGKILL)
        done(sql)  # type: ignore[arg-type]

    async def dies_there(self: asyncpg.Connection, query: str, *args: object, **how: object) -> object:
        answer = await said(self, query, *args, **how)
        if "ADD COLUMN sealed_for" in query:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    op.execute = dies  # type: ignore[assignment]
    asyncpg.Connection.execute = dies_there


def test_a_newer_database_is_refused_and_left_as_it_is(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    newer = "UPDATE alembic_version SET version_num = '9999'"
    if line.cluster is None:
        with closing(sqlite3.connect(DATABASE)) as raw:
            raw.execute(newer)
            raw.commit()
    else:
        line.turned_back(OLDER[-1])
        line.cluster.say(line.servers[-1].url.rpartition("/")[2], newer)
    capsys.readouterr()
    for command_line in (["migrate"], ["backup"]):
        assert main(command_line) == 1
        assert "has version 9999, newer than this program" in capsys.readouterr().err
    assert version(line.place) == "9999"
