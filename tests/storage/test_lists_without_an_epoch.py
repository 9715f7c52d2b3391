"""A row that a missing epoch sealed, or that is damaged, is passed over by whatever lists rows: it hides no other."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import pytest

from benchmarks.proofs.tamper_rows import BOT, NOW, filled, name
from storage import marks, standing, watches

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    from benchmarks.proofs.tamper_rows import Store
    from storage.database import Tx

LATER: Final = NOW + 86_400
OLDER, NEWER = 1, 2

LISTS: Final[dict[str, Callable[[Store, Tx], Awaitable[Any]]]] = {
    "approved_answers": lambda store, tx: store.approved.all(tx),
    "bans": lambda store, tx: store.bans.all(tx, now=NOW),
    "calls": lambda store, tx: store.calls.left(tx, before=LATER),
    "charts": lambda store, tx: store.charts.all(tx),
    "keeps": lambda store, tx: store.keeps.all(tx),
    "marks": lambda store, tx: store.marks.ended(tx, now=LATER),
    "offers": lambda store, tx: store.offers.ended(tx, now=LATER),
    "operators": lambda store, tx: store.operators.all(tx, chat=-1),
    "requests": lambda store, tx: store.requests.all(tx),
    "shifts": lambda store, tx: store.shifts.all(tx),
    "standing": lambda store, tx: store.standing.old(tx, before=LATER),
    "watches": lambda store, tx: store.watches.due(tx, now=LATER),
}
"""Every list over all chats, by the table it reads; cases and people are asked apart. See test_approved, too."""


@pytest.mark.parametrize("table", LISTS)
async def test_a_list_goes_on_without_what_a_missing_epoch_sealed(table: str) -> None:
    async with filled() as store:
        store.vault.forget(store.vault.epochs[-1].key_id)
        assert len(await store.database.transact(lambda tx: LISTS[table](store, tx))) == 1


@pytest.mark.parametrize("table", [table for table in LISTS if table != "approved_answers"])
async def test_a_damaged_row_hides_no_other(table: str) -> None:
    async with filled() as store:
        with closing(sqlite3.connect(store.path)) as raw, raw:
            flipped = f"UPDATE {table} SET body = CAST(substr(body, 1, 60) || x'00' AS BLOB)"
            raw.execute(f"{flipped} WHERE rowid = (SELECT min(rowid) FROM {table})")
        assert len(await store.database.transact(lambda tx: LISTS[table](store, tx))) == 1


@pytest.mark.parametrize("room", [marks, standing, watches])
async def test_a_whole_page_of_damaged_rows_hides_no_other(room: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_AT_ONCE", 1)
    table = room.__name__.rpartition(".")[2]
    async with filled() as store:
        with closing(sqlite3.connect(store.path)) as raw, raw:
            flipped = f"UPDATE {table} SET body = CAST(substr(body, 1, 60) || x'00' AS BLOB)"
            raw.execute(f"{flipped} WHERE id = (SELECT id FROM {table} ORDER BY hour, id LIMIT 1)")
        assert len(await store.database.transact(lambda tx: LISTS[table](store, tx))) == 1


async def test_people_are_paged_through_whether_their_rows_open_or_not() -> None:
    async with filled() as store:
        store.vault.forget(store.vault.epochs[-1].key_id)
        found = await store.database.transact(lambda tx: store.people.stirring(tx, since=0, after=b"", limit=10))
    assert [(row.id, row.person is not None) for row in found] == [(name(OLDER), False), (name(NEWER), True)]


@pytest.mark.parametrize("state", [None, "new"])
async def test_a_page_of_cases_ends_where_there_are_no_more_not_where_one_does_not_open(state: str | None) -> None:
    """Who goes through all of them goes on behind the last that he was given, until there is none."""
    async with filled() as store:
        with closing(sqlite3.connect(store.path)) as raw, raw:
            flipped = "UPDATE cases SET head = CAST(substr(head, 1, 60) || x'00' AS BLOB)"
            raw.execute(f"{flipped} WHERE id = (SELECT id FROM cases ORDER BY hour, alias LIMIT 1)")

        async def unit(tx: Tx) -> int:
            (case,) = await store.cases.page(tx, state=state, after=(0, ""), limit=1)
            return len(await store.cases.page(tx, state=state, after=(case.hour, case.alias), limit=1))

        assert await store.database.transact(unit) == 0


async def test_the_open_cases_are_those_that_open() -> None:
    async with filled() as store:
        with closing(sqlite3.connect(store.path)) as raw, raw:
            raw.execute("UPDATE cases SET head = CAST(substr(head, 1, 60) || x'00' AS BLOB) WHERE rowid = 1")
        assert [case.chat for case in await store.database.transact(store.cases.hot)] == [NEWER]
        (case,) = await store.database.transact(lambda tx: store.cases.of_person(tx, bot=BOT, chat=NEWER))
        await store.database.transact(lambda tx: store.cases.take(tx, case.id, taker=9, name="x"))
        assert [one.chat for one in await store.database.transact(store.cases.worked)] == [NEWER]
