"""Three words that may link two cases: rows that tell nothing to whoever has not the keys, and that go with a case."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from .conftest import Store

MONTH = 30 * 86_400
HIS, THEIRS = b"h" * 16, b"t" * 16
WORDS = ("amber", "basket", "candle")


async def offered(store: Store, *, frozen: bool = False) -> None:
    await store(lambda tx: store.links.offer(tx, HIS, WORDS, until=NOW + MONTH, frozen=frozen))


async def said(store: Store) -> None:
    link = await store(lambda tx: store.links.by_words(tx, WORDS, now=NOW))
    assert link is not None
    await store(lambda tx: store.links.ask(tx, link, THEIRS))


def rows(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT id, words_blind, case_blind, asked_blind, hour, body FROM links").fetchall()


async def test_words_are_found_once_and_by_their_case(store: Store) -> None:
    await offered(store)
    await said(store)
    assert await store(lambda tx: store.links.by_words(tx, WORDS, now=NOW)) is None
    link = await store(lambda tx: store.links.of_case(tx, HIS, now=NOW))
    assert link is not None
    assert (link.asked, link.words) == (THEIRS, WORDS)


async def test_new_words_end_the_old_ones(store: Store) -> None:
    await offered(store)
    await store(lambda tx: store.links.offer(tx, HIS, ("x", "y", "z"), until=NOW + MONTH))
    assert await store(lambda tx: store.links.by_words(tx, WORDS, now=NOW)) is None
    assert len(rows(store.path)) == 1


async def test_words_end_in_time(store: Store) -> None:
    await offered(store)
    late = NOW + MONTH
    assert await store(lambda tx: store.links.by_words(tx, WORDS, now=late)) is None
    assert await store(lambda tx: store.links.of_case(tx, HIS, now=late)) is None
    await store(lambda tx: store.links.sweep(tx, now=late))
    assert rows(store.path) == []


async def test_words_handed_out_under_force_are_found_by_nobody(store: Store) -> None:
    await offered(store, frozen=True)
    assert await store(lambda tx: store.links.by_words(tx, WORDS, now=NOW)) is None
    link = await store(lambda tx: store.links.of_case(tx, HIS, now=NOW))
    assert link is not None
    assert link.words == WORDS


async def test_a_row_looks_the_same_whether_the_words_were_said(store: Store) -> None:
    await offered(store)
    ((_, _, _, before, _, body),) = rows(store.path)
    await said(store)
    ((_, _, _, after, _, longer),) = rows(store.path)
    assert (len(before), len(body)) == (len(after), len(longer))
    assert not {HIS, THEIRS} & set(rows(store.path)[0])


async def test_when_the_case_that_asked_goes_its_question_goes(store: Store) -> None:
    await offered(store)
    await said(store)
    await store(lambda tx: store.links.drop(tx, THEIRS))
    assert await store(lambda tx: store.links.by_words(tx, WORDS, now=NOW)) is not None
    await store(lambda tx: store.links.drop(tx, HIS))
    assert rows(store.path) == []
