"""Watches come due once and end with their case; tallies count by day and name nobody."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from storage import watches

from .conftest import NOW

if TYPE_CHECKING:
    import pytest

    from storage.database import Tx

    from .conftest import Store

CASE, OTHER = b"c" * 16, b"o" * 16
DAY = 86_400


async def test_a_watch_is_due_at_its_second_and_not_before(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        assert await store.watches.add(tx, CASE, "call", due=NOW + 120)
        assert await store.watches.due(tx, now=NOW + 119) == []
        (watch,) = await store.watches.due(tx, now=NOW + 120)
        assert (watch.case, watch.kind, watch.due) == (CASE, "call", NOW + 120)
        await store.watches.drop(tx, watch)
        assert await store.watches.due(tx, now=NOW + DAY) == []

    await store(unit)


async def test_a_due_watch_is_found_behind_many_of_its_hour_that_are_not_due(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "_AT_ONCE", 3)

    async def unit(tx: Tx) -> None:
        for number in range(60):
            await store.watches.add(tx, number.to_bytes(16, "big"), "remind", due=NOW + 500)
        await store.watches.add(tx, CASE, "call", due=NOW + 1)
        assert [watch.case for watch in await store.watches.due(tx, now=NOW + 2)] == [CASE]
        assert len(await store.watches.due(tx, now=NOW + 500)) == 3

    await store(unit)


async def test_a_case_is_watched_once_for_one_thing(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        assert await store.watches.add(tx, CASE, "call", due=NOW + 120)
        assert not await store.watches.add(tx, CASE, "call", due=NOW + 500)
        assert await store.watches.add(tx, CASE, "promise", due=NOW + 3_600)
        assert await store.watches.add(tx, OTHER, "call", due=NOW + 120)
        await store.watches.drop_case(tx, CASE)
        assert [watch.case for watch in await store.watches.due(tx, now=NOW + DAY)] == [OTHER]

    await store(unit)


async def test_a_watch_shows_the_hour_alone(store: Store) -> None:
    await store(lambda tx: store.watches.add(tx, CASE, "call", due=NOW + 121))
    with closing(sqlite3.connect(store.path)) as raw:
        ((row, blind, hour, body),) = raw.execute("SELECT id, case_blind, hour, body FROM watches").fetchall()
    assert hour % 3_600 == 0
    assert CASE not in row + blind + body
    assert b"call" not in body


async def test_tallies_add_up_over_days_and_are_forgotten(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        for bucket, ago in (("soon", 0), ("soon", 0), ("late", 3), ("soon", 8)):
            await store.tallies.add(tx, "take", bucket, now=NOW - ago * DAY)
        assert await store.tallies.lately(tx, "take", days=7, now=NOW) == {"soon": 2, "late": 1}
        assert await store.tallies.lately(tx, "other", days=7, now=NOW) == {}
        await store.tallies.sweep(tx, "take", days=2, now=NOW)
        assert await store.tallies.lately(tx, "take", days=30, now=NOW) == {"soon": 2}

    await store(unit)


async def test_the_last_sign_of_an_operator(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        assert await store.tallies.operator_seen(tx) is None
        await store.tallies.saw_operator(tx, now=NOW)
        await store.tallies.saw_operator(tx, now=NOW + 5)
        assert await store.tallies.operator_seen(tx) == NOW + 5

    await store(unit)
