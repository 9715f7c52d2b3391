"""Another line's keys beside a database, or too few of its own, are refused: at the start and when keys are made."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import KeyFault
from bot.messages import Person, Work
from storage.cases import NewCase
from storage.epochs import epoch_file, new_epoch, write_epoch
from storage.key_check import require_keys
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.posts import Post

from .conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.database import Tx
    from storage.keys import Keyring

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
    await require(store, replace(store.keyring, epochs=epochs))


async def require(store: Store, keyring: Keyring) -> None:
    await require_keys(store.database, keyring, folder=store.path.with_name("keys"), path=store.path)


@pytest.mark.parametrize("row", ROWS)
async def test_other_keys_are_refused_in_one_line(store: Store, row: str) -> None:
    await store(lambda tx: ROWS[row](store, tx))
    with pytest.raises(KeyFault):
        await check(store, stranger=True)
    await check(store)
    await check(store, rotated=True)
    other = new_epoch(now=NOW, random_bytes=lambda size: b"y" * size)
    with pytest.raises(KeyFault) as fault:
        await require(store, replace(store.keyring, epochs=(other,)))
    folder = store.path.with_name("keys")
    assert str(fault.value) == (f"the keys in {folder} are not the ones of {store.path}; put the right key folder back")


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


async def test_one_row_of_an_unknown_epoch_beside_known_ones_does_not_stop_the_line(store: Store) -> None:
    await store(lambda tx: ROWS["person"](store, tx))
    await store(lambda tx: ROWS["post"](store, tx))
    await check(store)
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE people SET body = CAST(x'0100000000' || substr(body, 6) AS BLOB)")
    await check(store)
    with pytest.raises(KeyFault):
        await check(store, stranger=True)


async def test_where_nothing_is_listed_yet_one_row_of_an_unknown_epoch_stops_the_start(store: Store) -> None:
    await store(lambda tx: ROWS["person"](store, tx))
    await store(lambda tx: ROWS["post"](store, tx))
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE people SET body = CAST(x'0100000000' || substr(body, 6) AS BLOB)")
    with pytest.raises(KeyFault, match="are not the ones of"):
        await check(store)


@pytest.mark.parametrize("lost", [0, 1])
async def test_an_epoch_whose_file_is_missing_is_named_and_nothing_is_listed(
    store: Store, data: Path, lost: int
) -> None:
    """It matters not whether anything was sealed under it: what is lost is found out too late."""
    later = new_epoch(now=NOW + 3_600, random_bytes=os.urandom)
    write_epoch(data / "keys/epochs", later, store.keyring.root, random_bytes=os.urandom)
    await require(store, load_keyring(data, now=NOW))
    path = data / "keys/epochs" / epoch_file((later.key_id, store.keyring.newest.key_id)[lost], later.day)
    path.rename(data.with_name("away"))
    with pytest.raises(KeyFault) as fault:
        await require(store, load_keyring(data, now=NOW))
    assert str(fault.value) == (
        f"{path}: is missing, what it sealed would be lost; put the file back from where the keys are kept"
    )
    data.with_name("away").rename(path)
    await require(store, load_keyring(data, now=NOW))


async def test_an_epoch_destroyed_on_purpose_is_not_missed(store: Store) -> None:
    await check(store, rotated=True)
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE epochs SET gone = 1 WHERE key_id = ?", (store.keyring.newest.key_id,))
    other = new_epoch(now=NOW, random_bytes=lambda size: b"z" * size)
    await require(store, replace(store.keyring, epochs=(other,)))


async def test_more_than_one_missing_epoch_is_counted(store: Store) -> None:
    kept, *others = [new_epoch(now=NOW, random_bytes=os.urandom) for _ in range(4)]
    await require(store, replace(store.keyring, epochs=(kept, *others)))
    with pytest.raises(KeyFault, match=r"\.epoch and 2 more: is missing"):
        await require(store, replace(store.keyring, epochs=(kept,)))
