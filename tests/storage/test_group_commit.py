"""Many units, one commit: nothing is acknowledged before it, and one unit's fault is nobody else's."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import textwrap
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.errors import DiskRefuses, StorageError, SuspendedUnitError
from storage import sqlite
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from storage.database import Database, Tx

POISON = 666


@pytest.fixture
def points() -> list[str]:
    return []


@pytest.fixture
async def probed(path: Path, points: list[str]) -> AsyncIterator[Database]:
    """A database that tells its points, and whose `drafts` roll everything back at a poisoned hour."""
    with sqlite3.connect(path) as raw:
        raw.execute(
            f"CREATE TRIGGER poison BEFORE INSERT ON drafts WHEN NEW.hour = {POISON} "
            "BEGIN SELECT RAISE(ROLLBACK, 'all gone'); END"
        )
    raw.close()
    opened = await open_sqlite(path, probe=points.append)
    yield opened
    await opened.close()


def keeping(person: bytes, hour: int = 0) -> Callable[[Tx], Awaitable[bytes]]:
    async def unit(tx: Tx) -> bytes:
        await tx.run("draft_save", person=person, hour=hour, body=b"sealed")
        return person

    return unit


async def kept(database: Database) -> set[bytes]:
    async def unit(tx: Tx) -> set[bytes]:
        found = [await tx.one("draft_find", person=bytes([n])) for n in range(100)]
        return {bytes([n]) for n, row in enumerate(found) if row is not None}

    return await database.transact(unit)


async def test_units_that_wait_together_share_one_commit(probed: Database, points: list[str]) -> None:
    results = await asyncio.gather(*[probed.transact(keeping(bytes([n]))) for n in range(50)])
    assert results == [bytes([n]) for n in range(50)]
    assert Counter(points)["batch.committed"] == 1
    assert Counter(points)["unit.done"] == 50
    assert await kept(probed) == {bytes([n]) for n in range(50)}


async def test_a_unit_that_raises_undoes_itself_alone(probed: Database, points: list[str]) -> None:
    async def wrong(tx: Tx) -> None:
        await keeping(b"\x07")(tx)
        raise ValueError("seven")

    results = await asyncio.gather(
        probed.transact(keeping(b"\x01")),
        probed.transact(wrong),
        probed.transact(keeping(b"\x02")),
        return_exceptions=True,
    )
    assert results[0] == b"\x01"
    assert isinstance(results[1], ValueError)
    assert results[2] == b"\x02"
    assert Counter(points)["batch.committed"] == 1
    assert await kept(probed) == {b"\x01", b"\x02"}


async def test_an_error_of_sqlite_is_named_and_undoes_its_unit_alone(probed: Database, path: Path) -> None:
    async def twice(tx: Tx) -> None:
        await keeping(b"\x07")(tx)
        for blind in (b"x", b"x"):
            await tx.run("person_save", id=os.urandom(16), blind=blind, body=b"")

    results = await asyncio.gather(probed.transact(twice), probed.transact(keeping(b"\x02")), return_exceptions=True)
    assert isinstance(results[0], StorageError)
    assert str(results[0]).startswith(f"{path}: ")
    assert "\n" not in str(results[0])
    assert await kept(probed) == {b"\x02"}


@pytest.mark.parametrize("swallows", [False, True])
async def test_a_lost_transaction_is_rerun_one_unit_at_a_time(
    probed: Database, points: list[str], swallows: bool
) -> None:
    async def poisoned(tx: Tx) -> None:
        await keeping(b"\x05")(tx)
        try:
            await keeping(b"\x06", POISON)(tx)
        except sqlite3.Error:
            if not swallows:
                raise
        await keeping(b"\x07")(tx)

    results = await asyncio.gather(
        probed.transact(keeping(b"\x01")),
        probed.transact(poisoned),
        probed.transact(keeping(b"\x02")),
        return_exceptions=True,
    )
    assert results[0] == b"\x01"
    assert isinstance(results[1], StorageError)
    assert results[2] == b"\x02"
    assert Counter(points)["batch.committed"] == 2
    assert await kept(probed) == {b"\x01", b"\x02"}


async def test_a_commit_that_fails_is_rerun_one_unit_at_a_time(path: Path) -> None:
    commits: list[str] = []

    def probe(point: str) -> None:
        if point == "batch.before_commit":
            commits.append(point)
            if len(commits) == 1:
                raise sqlite3.OperationalError("disk I/O error")

    database = await open_sqlite(path, probe=probe)
    heard: list[int] = []

    def noting(number: int) -> Callable[[Tx], Awaitable[bytes]]:
        async def unit(tx: Tx) -> bytes:
            tx.after_commit(lambda: heard.append(number))
            return await keeping(bytes([number]))(tx)

        return unit

    await asyncio.gather(*[database.transact(noting(n)) for n in range(3)])
    assert len(commits) == 4
    assert sorted(heard) == [0, 1, 2]
    assert await kept(database) == {b"\x00", b"\x01", b"\x02"}
    await database.close()


async def test_a_full_disk_refuses_the_large_and_keeps_the_small(path: Path) -> None:
    database = await open_sqlite(path)
    raw = database._batches._connection  # type: ignore[attr-defined]

    async def fill(tx: Tx) -> None:
        raw.execute("PRAGMA max_page_count=80")
        await tx.run("draft_save", person=b"\x09", hour=0, body=bytes(4_000_000))

    results = await asyncio.gather(database.transact(keeping(b"\x01")), database.transact(fill), return_exceptions=True)
    assert results[0] == b"\x01"
    assert isinstance(results[1], DiskRefuses)
    assert "disk is full" in str(results[1])
    assert await kept(database) == {b"\x01"}
    await database.close()


async def test_nothing_is_heard_before_the_commit(path: Path) -> None:
    order: list[str] = []
    database = await open_sqlite(path, probe=order.append)

    async def unit(tx: Tx) -> None:
        tx.after_commit(lambda: order.append("called"))
        await keeping(b"\x01")(tx)

    await database.transact(unit)
    order.append("resolved")
    assert order == ["unit.started", "unit.done", "batch.before_commit", "batch.committed", "called", "resolved"]
    await database.close()


async def test_a_fault_is_not_heard_before_the_commit_either_and_calls_nothing(path: Path) -> None:
    order: list[str] = []
    database = await open_sqlite(path, probe=order.append)

    async def unit(tx: Tx) -> None:
        tx.after_commit(lambda: order.append("called"))
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - ours, bare
        await database.transact(unit)
    order.append("raised")
    assert order == ["unit.started", "batch.before_commit", "batch.committed", "raised"]
    await database.close()


@pytest.mark.parametrize("wait", [lambda: asyncio.sleep(0), lambda: asyncio.sleep(1), lambda: asyncio.Event().wait()])
async def test_a_unit_that_waits_for_anything_else_is_refused(
    probed: Database, wait: Callable[[], Awaitable[object]]
) -> None:
    async def unit(tx: Tx) -> None:
        await keeping(b"\x03")(tx)
        await wait()

    with pytest.raises(SuspendedUnitError):
        await probed.transact(unit)
    assert await kept(probed) == set()


async def test_a_transaction_is_of_no_use_after_its_unit(probed: Database) -> None:
    leaked: list[Tx] = []

    async def unit(tx: Tx) -> None:
        leaked.append(tx)

    await probed.transact(unit)
    with pytest.raises(StorageError):
        await leaked[0].one("ping")


async def test_units_run_in_the_order_they_came(probed: Database) -> None:
    seen: list[int] = []

    def unit(number: int) -> Callable[[Tx], Awaitable[None]]:
        async def run(tx: Tx) -> None:
            await tx.one("ping")
            seen.append(number)

        return run

    await asyncio.gather(*[probed.transact(unit(n)) for n in range(500)])
    assert seen == list(range(500))


async def test_the_line_of_units_is_bounded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "MAX_WAITING", 2)
    database = await open_sqlite(path)
    callers = [asyncio.create_task(database.transact(keeping(bytes([n])))) for n in range(20)]
    await asyncio.sleep(0)
    assert len(database._turns._others) == 2  # type: ignore[attr-defined]
    await asyncio.gather(*callers)
    assert len(await kept(database)) == 20
    await database.close()


async def test_a_cancelled_caller_hurts_nobody(probed: Database) -> None:
    first = asyncio.create_task(probed.transact(keeping(b"\x01")))
    second = asyncio.create_task(probed.transact(keeping(b"\x02")))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == b"\x02"
    assert await kept(probed) <= {b"\x01", b"\x02"}


async def test_closing_finishes_what_waits_and_refuses_what_comes_later(path: Path) -> None:
    database = await open_sqlite(path)
    callers = [asyncio.create_task(database.transact(keeping(bytes([n])))) for n in range(5)]
    await asyncio.sleep(0)
    await database.close()
    assert len(await asyncio.gather(*callers)) == 5
    with pytest.raises(StorageError):
        await database.transact(keeping(b"\x07"))
    await database.close()


async def test_a_writer_that_is_cancelled_leaves_nobody_waiting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "MAX_WAITING", 3)
    database = await open_sqlite(path)
    callers = [asyncio.create_task(database.transact(keeping(bytes([n])))) for n in range(9)]
    await asyncio.sleep(0)
    database._writer.cancel()  # type: ignore[attr-defined]
    results = await asyncio.gather(*callers, return_exceptions=True)
    assert {type(result) for result in results} == {StorageError}
    await database.close()
    again = await open_sqlite(path)
    assert await kept(again) == set()
    await again.close()


async def test_closing_with_a_full_line_leaves_nobody_waiting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "MAX_WAITING", 3)
    database = await open_sqlite(path)
    callers = [asyncio.create_task(database.transact(keeping(bytes([n])))) for n in range(9)]
    await asyncio.sleep(0)
    await database.close()
    results = await asyncio.gather(*callers, return_exceptions=True)
    done = {result for result in results if isinstance(result, bytes)}
    assert len(done) >= 3
    assert all(isinstance(result, bytes | StorageError) for result in results)
    again = await open_sqlite(path)
    assert await kept(again) == done
    await again.close()


async def test_a_probe_that_raises_reaches_every_caller_and_keeps_nothing(path: Path) -> None:
    def probe(point: str) -> None:
        if point == "batch.before_commit" and armed:
            raise LookupError(point)

    armed = [True]
    database = await open_sqlite(path, probe=probe)
    results = await asyncio.gather(*[database.transact(keeping(bytes([n]))) for n in range(3)], return_exceptions=True)
    assert [type(result) for result in results] == [LookupError] * 3
    armed.clear()
    assert await kept(database) == set()
    await database.close()


async def test_a_ping_needs_a_living_database(path: Path) -> None:
    database = await open_sqlite(path)
    await database.ping()
    await database.close()
    with pytest.raises(StorageError):
        await database.ping()


KILLED = textwrap.dedent("""
    import asyncio, os, signal, sys
    from pathlib import Path
    from storage.sqlite import open_sqlite

    def probe(point):
        if point == sys.argv[2] and armed:
            os.kill(os.getpid(), signal.SIGKILL)

    armed = []

    async def main():
        database = await open_sqlite(Path(sys.argv[1]), probe=probe)
        async def one(number):
            async def unit(tx):
                await tx.run("draft_save", person=bytes([number]), hour=0, body=b"x")
            await database.transact(unit)
            os.write(1, bytes([number]))
        await asyncio.gather(*[one(number) for number in range(10)])
        armed.append(True)
        await asyncio.gather(*[one(number) for number in range(10, 20)])

    asyncio.run(main())
""")


@pytest.mark.parametrize("point", ["unit.started", "unit.done", "batch.before_commit", "batch.committed"])
async def test_kill_loses_nothing_acknowledged_and_keeps_no_half_batch(path: Path, point: str) -> None:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, path, point, stdout=pipe, stderr=pipe)
    told, errors = await child.communicate()
    assert child.returncode == -signal.SIGKILL, errors
    database = await open_sqlite(path)
    found = await kept(database)
    await database.close()
    acknowledged = {bytes([number]) for number in told}
    assert acknowledged == {bytes([number]) for number in range(10)}
    assert found == {bytes([number]) for number in range(20 if point == "batch.committed" else 10)}
