"""A backup of rows on PostgreSQL: of one moment, every row as it is there, nobody held up, and whole or not there."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import StorageError
from bot.places import Server
from storage import age
from storage.backups.keeping import last_good
from storage.backups.making import Backups
from storage.backups.parcel import unpack
from storage.backups.snapshot import snapshot
from storage.cases import NewCase
from storage.copying import Source, opened, same, selected
from storage.keys import KeyFolder
from storage.moves import MOVES
from storage.postgres import snapshot as writing
from storage.postgres.session import session

from .conftest import NOW
from .test_moves import fill

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Tx
    from storage.keys import Keyring
    from tests.postgres import Cluster

    from .conftest import Store

pytestmark = pytest.mark.slow
HOUR = 3_600


@pytest.fixture
def place(server: Server) -> Server:
    """Of `store`."""
    return server


def silent(_done: int, _of: int) -> None:
    """Nobody looks."""


def backups_of(store: Store, server: Server) -> Backups:
    data = store.path.parent
    return Backups(data_dir=data, where=KeyFolder.beside(data), folder=data / "backups", days=14, life=2, server=server)


async def lived(store: Store) -> None:
    """Rows in every sealed table, and some that are not."""
    await store(lambda tx: fill(store, tx))
    await store(lambda tx: tx.run("hour_save", what="clock", hour=HOUR))


async def a_case(store: Store) -> None:
    """A case with what was said at its making: rows in several tables, in one unit."""
    new = NewCase(kind="question", door="soldier", language="ru", bot=1, chat=5)

    async def unit(tx: Tx) -> None:
        await store.cases.open(tx, new, now=NOW)

    await store(unit)


async def test_every_row_is_in_it_as_it_is_there(store: Store, server: Server, tmp_path: Path) -> None:
    await lived(store)
    told: list[tuple[int, int]] = []

    def tell(step: str, done: int, of: int) -> None:
        told.extend([(done, of)] if step == "copying" else [])

    counts = await asyncio.to_thread(snapshot, server, tmp_path / "copy", tell)
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    rows = 0
    with opened(tmp_path / "copy") as raw:
        source = Source(raw, tmp_path / "copy")
        assert {table.name for table in source.tables()} >= MOVES.keys()
        async with session(server) as connection:
            for table in source.tables():
                there = [tuple(row) for row in await connection.fetch(selected(table))]
                here = [row for page in source.pages(table) for row in page]
                assert len(here) == len(there), table.name
                assert all(map(same, here, there)), table.name
                rows += len(here)
    assert counts.cases >= 1
    assert told[-1][0] == rows


async def test_nobody_waits_for_it_and_it_is_of_one_moment(
    store: Store, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands still at its first row; meanwhile units come through, and none of what they wrote is in it."""
    monkeypatch.setattr(writing, "_PAGE", 1)
    for _ in range(3):
        await a_case(store)
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def told(_step: str, _done: int, _of: int) -> None:
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(240)

    copying = asyncio.create_task(asyncio.to_thread(snapshot, server, tmp_path / "copy", told))
    await begun.wait()
    for _ in range(5):
        await a_case(store)
    go_on.set()
    assert (await copying).cases == 3
    with closing(sqlite3.connect(tmp_path / "copy")) as raw:
        assert raw.execute("SELECT COUNT(DISTINCT case_id) FROM entries").fetchone() == (3,)
        assert not raw.execute("PRAGMA foreign_key_check").fetchall()


async def test_no_key_of_the_server_is_in_it(store: Store, server: Server, keyring: Keyring, tmp_path: Path) -> None:
    await lived(store)
    made = await asyncio.to_thread(backups_of(store, server).make, now=NOW)
    identity = age.read_identity((store.path.parents[1] / "operator.key").read_text()).secret
    with made.path.open("rb") as file, (tmp_path / "plain").open("wb") as plain:
        age.unseal_stream(file, plain, identity)
    content = (tmp_path / "plain").read_bytes()
    for secret in (keyring.root, keyring.pepper, *(epoch.secret for epoch in keyring.epochs)):
        assert secret not in content
        assert secret.hex().encode() not in content
    assert server.url.encode() not in content
    with (tmp_path / "plain").open("rb") as stream:
        assert set(unpack(stream, tmp_path / "into").members) == {"keys/recipients", "keys/pepper.age", "parley.db"}


async def test_what_does_not_read_back_is_no_backup(
    store: Store, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lived(store)
    first = await asyncio.to_thread(backups_of(store, server).make, now=NOW)

    async def changed(self: Any, connection: Any, table: Any) -> Any:
        result = await fill_table(self, connection, table)
        if table.name == "people":
            self._copy.execute("UPDATE people SET body = CAST(x'00' || substr(body, 2) AS BLOB)")
        return result

    fill_table = writing._Written._fill
    monkeypatch.setattr(writing._Written, "_fill", changed)
    with pytest.raises(StorageError, match="people came out otherwise: no backup was made"):
        await asyncio.to_thread(backups_of(store, server).make, now=NOW + HOUR)
    assert [path.name for path in first.path.parent.iterdir()] == [first.path.name]
    assert last_good(store.path.parent) == NOW


async def test_a_server_that_does_not_answer_and_a_full_disk_leave_the_older_ones(store: Store, server: Server) -> None:
    await lived(store)
    first = await asyncio.to_thread(backups_of(store, server).make, now=NOW)
    with pytest.raises(StorageError, match="the server does not answer"):
        await asyncio.to_thread(backups_of(store, Server("postgresql://u@127.0.0.1:1/x")).make, now=NOW + HOUR)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(StorageError, match=r"backups/snapshot\.part: "):
            await asyncio.to_thread(backups_of(store, server).make, now=NOW + HOUR)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in first.path.parent.iterdir()] == [first.path.name]
    assert last_good(store.path.parent) == NOW


def test_killed_in_the_middle_the_next_one_is_whole(
    data: Path, server: Server, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.say(server.url.rpartition("/")[2], "INSERT INTO hours (what, hour) VALUES ('clock', 7200)")
    backups = Backups(
        data_dir=data, where=KeyFolder.beside(data), folder=data / "backups", days=14, life=2, server=server
    )
    first = backups.make(now=NOW)
    child = os.fork()
    if child == 0:
        writing._Written._read_back = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment, method-assign]
        backups.make(now=NOW + HOUR)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert (data / "backups" / "snapshot.part").exists(), "it was cut off in its middle"
    second = backups.make(now=NOW + 2 * HOUR)
    assert {path.name for path in (data / "backups").iterdir()} == {first.path.name, second.path.name}
