"""Whoever can write to the database, and has no key, gets no row taken for another's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import SealError
from bot.messages import Person
from storage import age
from storage.cases import NewCase
from storage.people import Operator
from storage.posts import Post

from .conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Tx

    from .conftest import Store

NEW = NewCase(kind="question", door="d", language="en", bot=1, chat=5, check_word="Swallow")


def changed(store: Store, *statements: str) -> None:
    with closing(sqlite3.connect(store.path)) as raw, raw:
        for statement in statements:
            raw.execute(statement)


def swap(table: str, column: str) -> tuple[str, ...]:
    """Exchange a column between the only two rows of a table (which may be unique)."""
    other = f"(SELECT {column} FROM kept WHERE rowid <> {table}.rowid)"
    return (
        f"CREATE TEMP TABLE kept AS SELECT {column} FROM {table} ORDER BY rowid",
        f"UPDATE {table} SET {column} = randomblob(16)",
        f"UPDATE {table} SET {column} = {other}",
    )


async def refused(store: Store, unit: Callable[[Tx], Awaitable[object]]) -> None:
    with pytest.raises(SealError, match="the database was changed"):
        await store(unit)


async def test_an_exchanged_person_or_operator_is_refused(store: Store) -> None:
    async def unit(tx: Tx) -> None:
        for n in (5, 6):
            await store.people.save(tx, Person(id=bytes([n]) * 16, chat=n, language="en"), bot=1)
            await store.operators.save(tx, Operator(id=bytes([n]) * 16, user=n, name="A"), chat=-100)

    await store(unit)
    changed(store, *swap("people", "blind"), "DROP TABLE kept", *swap("operators", "blind"))
    await refused(store, lambda tx: store.people.find(tx, bot=1, chat=5))
    await refused(store, lambda tx: store.operators.find(tx, chat=-100, user=6))


@pytest.mark.parametrize("column", ["message_blind", "source_blind", "case_blind"])
async def test_an_exchanged_post_is_refused(store: Store, column: str) -> None:
    post = Post(id=b"1" * 16, chat=-100, message=50, case=b"c" * 16, source=(5, 9))
    other = replace(post, id=b"2" * 16, message=51, case=b"d" * 16, source=(6, 9))

    async def unit(tx: Tx) -> None:
        await store.posts.add(tx, post)
        await store.posts.add(tx, other)

    asked: dict[str, Callable[[Tx], Awaitable[object]]] = {
        "message_blind": lambda tx: store.posts.by_message(tx, -100, 50),
        "source_blind": lambda tx: store.posts.by_source(tx, 5, 9),
        "case_blind": lambda tx: store.posts.of_case(tx, b"c" * 16),
    }
    await store(unit)
    changed(store, *swap("posts", column))
    await refused(store, asked.pop(column))
    for untouched in asked.values():
        assert await store(untouched)


async def test_an_exchanged_index_of_a_case_is_refused(store: Store) -> None:
    for new in (NEW, replace(NEW, chat=6, check_word="Eagle")):
        await store(lambda tx, new=new: store.cases.open(tx, new, now=NOW))  # type: ignore[misc]
    other = "(SELECT id FROM kept WHERE id <> finds.case_id)"
    changed(store, "CREATE TEMP TABLE kept AS SELECT id FROM cases", f"UPDATE finds SET case_id = {other}")
    await refused(store, lambda tx: store.cases.of_person(tx, bot=1, chat=5))
    await refused(store, lambda tx: store.cases.by_check_word(tx, "swallow"))


async def test_entries_in_another_order_are_refused(store: Store) -> None:
    case = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    changed(store, *(f"UPDATE entries SET turn = {to} WHERE turn = {turn}" for turn, to in ((1, 9), (2, 1), (9, 2))))
    with pytest.raises(SealError, match="stands at another's place"):
        await store(lambda tx: store.cases.entries(tx, case))


async def test_a_replaced_recipient_of_a_hot_case_is_refused(store: Store) -> None:
    case = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    changed(store, f"UPDATE cases SET recipient = '{age.new_identity().recipient}'")
    await refused(store, lambda tx: store.cases.append(tx, case, "note", {"text": "secret"}, now=NOW))
    assert len(await store(lambda tx: store.cases.entries(tx, case))) == 2
