"""Groups: numbers under seal, words that find them while they last, and no row that names a member."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from storage.groups import NOBODY, Group

from .conftest import NOW

if TYPE_CHECKING:
    from .conftest import Store

MONTH = 30 * 86_400
WORDS = ("amber", "basket", "candle", "dinner")
LEADER = b"l" * 16


def group(**more: object) -> Group:
    blank = Group(id=b"g" * 16, name="7KQ2", leader=LEADER, words=WORDS, card=b"c" * 16, until=NOW + MONTH, men="5")
    return replace(blank, **more)  # type: ignore[arg-type]


async def test_words_find_a_group_while_it_lasts(store: Store) -> None:
    await store(lambda tx: store.groups.save(tx, group()))
    assert await store(lambda tx: store.groups.by_words(tx, WORDS, now=NOW)) == group()
    assert await store(lambda tx: store.groups.by_words(tx, WORDS[::-1], now=NOW)) is None
    assert await store(lambda tx: store.groups.by_words(tx, WORDS, now=NOW + MONTH)) is None


async def test_a_group_ends_with_its_time(store: Store) -> None:
    await store(lambda tx: store.groups.save(tx, group()))
    await store(lambda tx: store.groups.sweep(tx, now=NOW + MONTH))
    assert await store(lambda tx: store.groups.load(tx, group().id)) is None


async def test_a_row_names_nobody_and_keeps_its_length(store: Store) -> None:
    sizes = set()
    for one in (group(), group(leader=NOBODY, joined=4, left=1), group(men="", wounded="")):
        await store(lambda tx, one=one: store.groups.save(tx, one))  # type: ignore[misc]
        with closing(sqlite3.connect(store.path)) as raw:
            ((*clear, body),) = raw.execute("SELECT id, words_blind, hour, body FROM groups").fetchall()
        assert LEADER not in clear
        sizes.add(len(body))
    assert len(sizes) == 1
