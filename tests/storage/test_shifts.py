"""Shifts and calls: found by their operator, gone when they end, and nothing of them in the open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from storage.calls import Call

from .conftest import NOW

if TYPE_CHECKING:
    from storage.database import Tx

    from .conftest import Store

OLGA, PETRO = 5, 6
HOUR = 3_600


async def test_who_signed_in_is_found_until_he_is_signed_out(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        olga = await store.shifts.begin(tx, user=OLGA, name="Olga", chat=-1, now=NOW)
        await store.shifts.begin(tx, user=PETRO, name="Petro", chat=-1, now=NOW - 60)
        assert await store.shifts.find(tx, OLGA) == olga
        assert [shift.name for shift in await store.shifts.all(tx)] == ["Petro", "Olga"]
        await store.shifts.save(tx, replace(olga, acted=NOW + 9))
        await store.shifts.end(tx, olga)
        assert await store.shifts.find(tx, OLGA) is None

    await store(unit)


async def test_a_call_is_found_by_its_operator_and_when_nothing_happens_in_it(store: Store) -> None:
    call = Call(id=b"c" * 16, user=OLGA, stage="words", heard=("река", ""), acted=NOW)

    async def unit(tx: Tx) -> None:
        await store.calls.save(tx, call)
        assert await store.calls.find(tx, OLGA) == call
        assert await store.calls.find(tx, PETRO) is None
        assert await store.calls.left(tx, before=NOW) == []
        assert await store.calls.left(tx, before=NOW + 1) == [call]
        await store.calls.drop(tx, call)
        assert await store.calls.find(tx, OLGA) is None

    await store(unit)


async def test_rows_show_neither_name_nor_words(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        await store.shifts.begin(tx, user=OLGA, name="Olga", chat=-1, now=NOW)
        await store.calls.save(tx, Call(id=b"c" * 16, user=OLGA, heard=("reka",), acted=NOW))

    await store(unit)
    with closing(sqlite3.connect(store.path)) as raw:
        rows = [*raw.execute("SELECT * FROM shifts"), *raw.execute("SELECT * FROM calls")]
    assert len(rows) == 2
    assert not any(word in bytes(str(row), "utf-8") for row in rows for word in (b"Olga", b"reka"))
    assert all(part % HOUR == 0 for row in rows for part in row if isinstance(part, int))
