"""What is forgotten is overwritten: neither the database nor its log holds it any more."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.messages import Person
from storage.cases import Case, NewCase
from storage.postgres.database import SWEPT
from storage.postgres.dialect import statements

from .conftest import NOW

if TYPE_CHECKING:
    from storage.database import Tx

    from .conftest import Store

NEW = NewCase(kind="question", door="d", language="en", bot=1, chat=5)
MANY = 40
_WRAPS = """
SELECT w.hot, w.hot_identity, c.head, w.blind FROM wraps AS w INNER JOIN cases AS c ON c.id = w.case_id
"""


def on_disk(store: Store, secrets: list[bytes]) -> dict[str, int]:
    """How many of the secrets stand in the database and in its log."""
    names = (store.path, store.path.with_name(store.path.name + "-wal"))
    return {name.suffix: sum(secret in name.read_bytes() for secret in secrets) for name in names}


def wraps(store: Store) -> list[bytes]:
    with closing(sqlite3.connect(store.path)) as raw:
        rows = raw.execute(_WRAPS).fetchall()
    return [blob for row in rows for blob in row]


async def opened(store: Store, count: int = 1) -> list[Case]:
    new = [replace(NEW, chat=n) for n in range(count)]
    return [await store(lambda tx, one=one: store.cases.open(tx, one, now=NOW)) for one in new]  # type: ignore[misc]


@pytest.mark.parametrize("end", ["close", "delete"])
async def test_the_wraps_of_a_forgotten_case_are_in_neither_file(store: Store, end: str) -> None:
    cases = await opened(store, MANY)
    secrets = wraps(store)
    assert len(secrets) == 4 * MANY
    assert on_disk(store, secrets)[".db-wal"] == 4 * MANY

    async def forget(tx: Tx, case: Case) -> None:
        if end == "close":
            await store.cases.close(tx, case, reason="x", now=NOW)
        else:
            await store.cases.delete(tx, case)

    for case in cases:
        await store(lambda tx, case=case: forget(tx, case))  # type: ignore[misc]
    await store.database.ping()
    assert on_disk(store, secrets) == {".db": 0, ".db-wal": 0}


async def test_tidying_cuts_the_log_and_waits_for_no_reader(store: Store) -> None:
    person = Person(id=b"p" * 16, chat=5, language="en")
    await store(lambda tx: store.people.save(tx, person, bot=1))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        (body,) = reader.execute("SELECT body FROM people").fetchone()
        await store(lambda tx: store.people.drop(tx, person))
        assert not await store.database.tidy()
        assert sum(on_disk(store, [body]).values())
        reader.execute("COMMIT")
    assert await store.database.tidy()
    assert on_disk(store, [body]) == {".db": 0, ".db-wal": 0}
    assert store.path.with_name(store.path.name + "-wal").stat().st_size == 0


async def test_a_closed_database_is_not_tidied(store: Store) -> None:
    await store.database.close()
    with pytest.raises(StorageError, match="was closed"):
        await store.database.tidy()


def test_on_a_server_what_the_end_of_a_case_takes_its_keys_from_is_cleared_at_once() -> None:
    """PostgreSQL overwrites nothing; what was deleted loses its place at the next VACUUM, which names its tables."""
    queries = statements()
    ends = ("case_cool", "wrap_drop", "finds_drop", "entries_cool", "code_drop_words", "parts_drop")
    changed = {re.findall(r"(?:UPDATE|DELETE FROM) (\w+)", queries[query].sql)[0] for query in ends}
    assert changed <= set(re.findall(r"\w+", SWEPT))
