"""Lists of cases: page by page, by an index that holds nothing closed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.storage.conftest import NOW
from tests.storage.test_cases import NEW

if TYPE_CHECKING:
    from storage.cases import Case
    from storage.database import Tx
    from tests.storage.conftest import Store

FIRST = (0, "")
QUERIES = {
    "cases_page": "hot IS NOT NULL AND (hour, alias) > (0, '') ORDER BY hour, alias LIMIT 8",
    "cases_page_of_state": "hot IS NOT NULL AND state = 'new' AND (hour, alias) > (0, '') ORDER BY hour, alias LIMIT 8",
}


async def several(store: Store, count: int) -> list[Case]:
    async def unit(tx: Tx) -> list[Case]:
        return [await store.cases.open(tx, NEW, now=NOW + number * 3_600) for number in range(count)]

    return await store(unit)


async def test_pages_follow_on_each_other_oldest_first_and_skip_nothing(store: Store) -> None:
    cases = await several(store, 7)

    async def unit(tx: Tx) -> list[str]:
        seen: list[str] = []
        after = FIRST
        while page := await store.cases.page(tx, state=None, after=after, limit=3):
            seen += [case.alias for case in page]
            after = (page[-1].hour, page[-1].alias)
        return seen

    assert await store(unit) == [case.alias for case in cases]


async def test_a_page_of_one_state_holds_no_other_and_nothing_closed(store: Store) -> None:
    first, second, third = await several(store, 3)

    async def unit(tx: Tx) -> None:
        await store.cases.take(tx, second.id, taker=5, name="Olga")
        await store.cases.close(tx, third, reason="answered", now=NOW)
        new = await store.cases.page(tx, state="new", after=FIRST, limit=9)
        taken = await store.cases.page(tx, state="taken", after=FIRST, limit=9)
        every = await store.cases.page(tx, state=None, after=FIRST, limit=9)
        assert [[case.alias for case in page] for page in (new, taken, every)] == [
            [first.alias],
            [second.alias],
            [first.alias, second.alias],
        ]
        assert await store.cases.page(tx, state="closed", after=FIRST, limit=9) == []

    await store(unit)


async def test_a_part_of_an_alias_finds_hot_cases_and_nothing_else_is_asked_by_it(store: Store) -> None:
    first, second = await several(store, 2)

    async def unit(tx: Tx) -> None:
        assert first in await store.cases.like(tx, first.alias[1:5].lower(), limit=9)
        assert await store.cases.like(tx, "%_%", limit=9) == []
        await store.cases.close(tx, second, reason="answered", now=NOW)
        assert await store.cases.like(tx, second.alias, limit=9) == []

    await store(unit)


async def test_a_damaged_case_hides_no_other(store: Store) -> None:
    first, second = await several(store, 2)
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE cases SET head = ? WHERE id = ?", [os.urandom(99), first.id])
    page = await store(lambda tx: store.cases.page(tx, state=None, after=FIRST, limit=9))
    assert page == [second]


@pytest.mark.parametrize("query", QUERIES)
async def test_a_page_is_read_off_an_index_of_hot_cases(store: Store, query: str) -> None:
    with closing(sqlite3.connect(store.path)) as raw:
        rows = raw.execute(f"EXPLAIN QUERY PLAN SELECT id FROM cases WHERE {QUERIES[query]}")
        plan = " ".join(row[3] for row in rows)
    assert "USING INDEX cases_hot" in plan or "USING COVERING INDEX cases_hot" in plan
    assert "TEMP B-TREE" not in plan
