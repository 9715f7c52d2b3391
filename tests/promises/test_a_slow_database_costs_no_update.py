"""Promise: a database that hangs, is locked or loses its answer is never counted against an update: none dies of it.

The lanes are given less patience than the trouble lasts: were its time theirs, the update would be a dead letter.
"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery import lanes
from bot.delivery.lanes import Lanes
from storage.opening import open_database
from storage.queues import Inbox, Waiting
from storage.sealing import Vault
from tests.storage.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bot.messages import Work
    from bot.places import Server
    from storage.database import Database, Tx
    from storage.keys import Keyring
    from tests.postgres import Cluster
    from tests.storage.conftest import Store

    Trouble = Callable[[], AbstractContextManager[None]]

BOT = 4242
PATIENCE = 0.25
"""Seconds an update may take of itself; its four tries would be over after four times as many."""
TROUBLE = 4.0
"""Seconds for which the database does not answer."""


@pytest.fixture
def vault(keyring: Keyring) -> Vault:
    return Vault(keyring)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """The faults that were counted against an update."""
    found: list[BaseException] = []

    def heard(_event: object, fault: BaseException, *, tries: int) -> None:
        if tries:
            found.append(fault)

    monkeypatch.setattr(lanes, "note_fault", heard)
    return found


class Line:
    """Lanes over the real inbox; every update counts one up, in the unit that marks it done.

    `trouble` begins when the first of them is worked, and ends when the stack is closed.
    """

    def __init__(self, database: Database, inbox: Inbox, trouble: Trouble) -> None:
        self.database, self.inbox, self.trouble = database, inbox, trouble
        self.stack = ExitStack()
        self.begun, self.dead = asyncio.Event(), list[int]()
        self.lanes = Lanes(
            bot=BOT,
            database=database,
            inbox=inbox,
            worker=self.work,
            on_dead=self.bury,
            now=lambda: NOW,
            waits=(0.0, 0.0, 0.0),
            patience=PATIENCE,
        )

    async def work(self, _raw: dict[str, Any], work: Work) -> bool:
        async def unit(tx: Tx) -> None:
            found = await tx.one("hour_find", what="worked")
            await tx.run("hour_save", what="worked", hour=1 if found is None else found["hour"] + 1)
            await self.inbox.done(tx, work)

        if not self.begun.is_set():
            self.stack.enter_context(self.trouble())
            self.begun.set()
        await self.database.transact(unit)
        return True

    async def bury(self, raw: dict[str, Any], _work: Work) -> None:
        self.dead.append(raw["update_id"])

    async def accept(self, update_id: int) -> Waiting:
        row = Waiting(BOT, update_id, b"aa", urgent=False)
        body = b'{"update_id": %d}' % update_id
        await self.database.transact(
            lambda tx: self.inbox.accept(
                tx, bot=BOT, update_id=update_id, lane=row.lane, urgent=False, body=body, now=NOW
            )
        )
        return row

    async def worked(self) -> int:
        found = await self.database.transact(lambda tx: tx.one("hour_find", what="worked"))
        return 0 if found is None else int(found["hour"])

    async def left(self) -> int:
        async def unit(tx: Tx) -> int:
            letters = await tx.all("letters_page", after=b"", limit=10)
            return len(letters) + len(await self.inbox.waiting(tx, bot=BOT, limit=10))

        return await self.database.transact(unit)

    async def all_done(self) -> None:
        while self.lanes.held:  # noqa: ASYNC110 - the lanes tell nobody
            await asyncio.sleep(PATIENCE)


async def through(line: Line) -> tuple[list[int], int, int]:
    """An update meets the trouble. Afterwards: who died of it, how often it was worked, and what is left."""
    row = await line.accept(1)
    line.lanes.take(row)
    await line.begun.wait()
    await asyncio.sleep(TROUBLE)
    line.stack.close()
    await line.all_done()
    return line.dead, await line.worked(), await line.left()


GOOD: tuple[list[int], int, int] = ([], 1, 0)
CANARY = "canary"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process has the database's file."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def until_it_hangs(cluster: Cluster) -> None:
    """The server hears of its new setting when it likes: commit something again and again until that hangs."""
    hang = "pg_stat_activity WHERE wait_event = 'SyncRep'"
    writes = f"SET statement_timeout = '1s'; SELECT pg_logical_emit_message(true, '{CANARY}', '')"
    while cluster.say("postgres", f"SELECT count(*) FROM {hang}") == "0":
        Thread(target=suppressed, args=(cluster, writes), daemon=True).start()
        time.sleep(0.1)


def suppressed(cluster: Cluster, sql: str) -> None:
    with suppress(subprocess.SubprocessError):
        cluster.say("postgres", sql)


@contextmanager
def hanging(cluster: Cluster, *, lost: bool) -> Iterator[None]:
    """No COMMIT of this server is answered: it waits for another that is to follow it. `lost`: it is cut off then."""
    cluster.say("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    cluster.say("postgres", "SELECT pg_reload_conf()")
    waiting = f"pg_stat_activity WHERE wait_event = 'SyncRep' AND query NOT LIKE '%{CANARY}%'"
    try:
        until_it_hangs(cluster)
        yield
        assert cluster.say("postgres", f"SELECT count(*) FROM {waiting}") != "0", "a COMMIT hangs"
        if lost:
            cluster.say("postgres", f"SELECT pg_terminate_backend(pid) FROM {waiting}")
    finally:
        cluster.say("postgres", "ALTER SYSTEM RESET synchronous_standby_names")
        cluster.say("postgres", "SELECT pg_reload_conf()")


async def test_a_locked_file(store: Store, path: Path, counted: list[BaseException]) -> None:
    assert await through(Line(store.database, store.inbox, lambda: locked(path))) == GOOD
    assert not counted


async def test_a_line_that_counts_the_databases_time_would_be_found(
    store: Store, path: Path, counted: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: the clock runs on. Four such nights would be the end of an update."""
    monkeypatch.setattr(lanes, "own_time", asyncio.timeout)
    await through(Line(store.database, store.inbox, lambda: locked(path)))
    assert counted


@pytest.mark.slow
@pytest.mark.parametrize("lost", [False, True], ids=["hangs", "answer lost"])
async def test_a_commit_that_hangs(
    server: Server, cluster: Cluster, vault: Vault, counted: list[BaseException], *, lost: bool
) -> None:
    database = await open_database(server)
    try:
        line = Line(database, Inbox(vault), lambda: hanging(cluster, lost=lost))
        assert await through(line) == GOOD
    finally:
        await database.close()
    assert not counted


@pytest.mark.slow
async def test_a_commit_whose_time_is_counted_would_be_found(
    server: Server, cluster: Cluster, vault: Vault, counted: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault, here too."""
    monkeypatch.setattr(lanes, "own_time", asyncio.timeout)
    database = await open_database(server)
    try:
        await through(Line(database, Inbox(vault), lambda: hanging(cluster, lost=False)))
    finally:
        await database.close()
    assert counted
