"""Another line's keys beside a database are refused, at the start and when keys are made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import KeyFault
from bot.messages import Person, Work
from storage.cases import NewCase
from storage.epochs import new_epoch
from storage.key_check import require_keys
from storage.key_making import init_keys
from storage.posts import Post

from .conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.database import Tx

    from .conftest import Store

NEW = NewCase(kind="question", door="d", language="en", bot=1, chat=5)
ROWS: dict[str, Callable[[Store, Tx], Awaitable[object]]] = {
    "person": lambda store, tx: store.people.save(tx, Person(id=b"p" * 16, chat=5, language="en"), bot=1),
    "post": lambda store, tx: store.posts.add(tx, Post(id=b"1" * 16, chat=5)),
    "case": lambda store, tx: store.cases.open(tx, NEW, now=NOW),
    "update": lambda store, tx: store.inbox.accept(
        tx, bot=1, update_id=1, lane=b"ab", urgent=False, body=b"{}", now=NOW
    ),
}


async def check(store: Store, *, stranger: bool = False, rotated: bool = False) -> None:
    other = new_epoch(now=NOW, random_bytes=lambda size: b"z" * size)
    epochs = ((other,) if stranger or rotated else ()) + (() if stranger else store.keyring.epochs)
    keyring = replace(store.keyring, epochs=epochs)
    await require_keys(store.database, keyring, folder=store.path.with_name("keys"), path=store.path)


@pytest.mark.parametrize("row", ROWS)
async def test_other_keys_are_refused_in_one_line(store: Store, row: str) -> None:
    await check(store, stranger=True)
    await store(lambda tx: ROWS[row](store, tx))
    await check(store)
    await check(store, rotated=True)
    with pytest.raises(KeyFault) as fault:
        await check(store, stranger=True)
    folder = store.path.with_name("keys")
    assert str(fault.value) == (
        f"the keys in {folder} are not the ones of {store.path}; "
        "put the right key folder back, or, if this is the right one, the database from a copy"
    )


async def test_what_is_worked_or_damaged_is_no_sign_of_other_keys(store: Store) -> None:
    await store(lambda tx: ROWS["update"](store, tx))
    await store(lambda tx: store.inbox.done(tx, Work(bot=1, update_id=1, now=NOW)))
    await store(lambda tx: ROWS["person"](store, tx))
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE people SET body = x'00'")
    await check(store)


def test_no_new_keys_are_made_beside_a_database(data: Path) -> None:
    (data / "keys").rename(data.with_name("lost"))
    before = sorted(data.parent.rglob("*"))
    with pytest.raises(KeyFault, match="is there without its keys") as fault:
        init_keys(data, recipients=(), now=NOW)
    assert "\n" not in str(fault.value)
    assert sorted(data.parent.rglob("*")) == before
