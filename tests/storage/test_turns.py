"""Whose turn it is at the one writer: units that hurry wait for no others, and shut nobody out."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from storage import batches, turns
from storage.hurrying import hurrying
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from storage.database import Database, Tx

ENOUGH = 100


@pytest.fixture
def points() -> list[str]:
    return []


@pytest.fixture
async def database(path: Path, points: list[str]) -> AsyncIterator[Database]:
    opened = await open_sqlite(path, probe=points.append)
    yield opened
    await opened.close()


def noting(seen: list[str], name: str) -> Callable[[Tx], Awaitable[str]]:
    async def unit(tx: Tx) -> str:
        await tx.one("ping")
        seen.append(name)
        return name

    return unit


def hurried(database: Database, unit: Callable[[Tx], Awaitable[str]]) -> asyncio.Task[str]:
    with hurrying():
        return asyncio.create_task(database.transact(unit))


def usual(database: Database, unit: Callable[[Tx], Awaitable[str]]) -> asyncio.Task[str]:
    return asyncio.create_task(database.transact(unit))


async def test_who_hurries_is_committed_before_those_who_came_earlier(database: Database, points: list[str]) -> None:
    seen: list[str] = []
    others = [usual(database, noting(seen, f"other {n}")) for n in range(50)]
    first = hurried(database, noting(seen, "danger"))
    assert await first == "danger"
    assert seen[0] == "danger"
    assert points[: points.index("batch.committed")].count("unit.done") == 1
    await asyncio.gather(*others)
    assert seen[1:] == [f"other {n}" for n in range(50)]


async def test_a_batch_under_way_ends_early_for_who_hurries(database: Database) -> None:
    seen: list[str] = []
    loop, late = asyncio.get_running_loop(), list[asyncio.Task[str]]()
    in_line = asyncio.Event()

    def comes() -> None:
        late.append(hurried(database, noting(seen, "danger")))
        loop.call_soon(loop.call_soon, in_line.set)

    async def slow(tx: Tx) -> str:
        """The third of a long batch: somebody in danger comes while it is worked."""
        await tx.one("ping")
        loop.call_soon_threadsafe(comes)
        while not database._turns.awaited():  # type: ignore[attr-defined]
            pass
        seen.append("slow")
        return "slow"

    units = [noting(seen, f"early {n}") for n in range(2)] + [slow] + [noting(seen, f"late {n}") for n in range(40)]
    others = [usual(database, unit) for unit in units]
    await asyncio.gather(*others)
    assert await late[0] == "danger"
    assert seen.index("danger") == batches._AT_LEAST
    rest = [name for name in seen if name != "danger"]
    assert rest == ["early 0", "early 1", "slow", *(f"late {n}" for n in range(40))], "in their order, none twice"


async def danger_without_end(database: Database, seen: list[str], *, at_once: int = 1) -> None:
    """Whenever one of them is worked the next waits already, until the other is worked or there were enough."""
    loop, tasks = asyncio.get_running_loop(), list[asyncio.Task[str]]()

    def comes() -> None:
        tasks.append(hurried(database, unit))

    async def unit(tx: Tx) -> str:
        await tx.one("ping")
        seen.append("danger")
        if len(seen) < ENOUGH and "other" not in seen:
            loop.call_soon_threadsafe(comes)
            while not database._turns.awaited():  # type: ignore[attr-defined]
                pass
        return "danger"

    for _ in range(at_once):
        comes()
    other = usual(database, noting(seen, "other"))
    for task in tasks:
        await task
    await other


async def test_who_hurries_shuts_nobody_out(database: Database) -> None:
    seen: list[str] = []
    await danger_without_end(database, seen)
    assert seen.index("other") <= turns.HURRIED_IN_A_ROW + 1


async def test_many_who_hurry_at_once_shut_nobody_out_either(database: Database) -> None:
    """They fill a batch's first places; what others have of it counts from their own first."""
    seen: list[str] = []
    many = batches._AT_LEAST + 2
    await danger_without_end(database, seen, at_once=many)
    assert seen.index("other") <= many * (turns.HURRIED_IN_A_ROW + 1)


async def test_a_line_that_never_gives_the_others_a_turn_would_be_found(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: those who hurry always go alone."""
    monkeypatch.setattr(turns, "HURRIED_IN_A_ROW", 10**9)
    seen: list[str] = []
    await danger_without_end(database, seen)
    assert seen.index("other") == ENOUGH


async def test_what_is_cut_off_is_done_even_when_the_line_closes(path: Path) -> None:
    database = await open_sqlite(path)
    seen: list[str] = []
    others = [usual(database, noting(seen, f"other {n}")) for n in range(30)]
    await asyncio.sleep(0)
    first = hurried(database, noting(seen, "danger"))
    await asyncio.sleep(0)
    await database.close()
    assert await first == "danger"
    assert len(await asyncio.gather(*others)) == 30
    assert len(seen) == 31


async def test_the_line_closes_where_all_who_wait_have_gone(path: Path) -> None:
    database = await open_sqlite(path)
    loop, under_way, let_go = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    async def busy(tx: Tx) -> str:
        await tx.one("ping")
        loop.call_soon_threadsafe(under_way.set)
        let_go.wait()
        return "busy"

    first = usual(database, busy)
    await under_way.wait()
    gone = [usual(database, noting([], "gone")) for _ in range(3)]
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    let_go.set()
    await asyncio.wait_for(closing, 60)
    assert await first == "busy"
