"""Another line's keys beside a database, or too few of its own, are refused: at the start and when keys are made."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.counted import counted
from bot.errors import KeyFault
from bot.messages import Person, Send, Work
from storage.cases import NewCase
from storage.epochs import epoch_file, new_epoch, write_epoch
from storage.key_check import MissingEpoch, require_keys
from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.posts import Post
from storage.sealing import Vault

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


async def require(store: Store, keyring: Keyring) -> tuple[MissingEpoch, ...]:
    folder = store.keys
    return await require_keys(store.database, keyring, Vault(keyring), folder=folder, path=store.place)


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
    folder = store.keys
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
async def test_an_epoch_whose_file_is_missing_is_named_with_its_cases_and_the_line_goes_on(
    store: Store, data: Path, lost: int
) -> None:
    case = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    later = new_epoch(now=NOW + 3_600, random_bytes=os.urandom)
    write_epoch(data / "keys/epochs", later, store.keyring.root, random_bytes=os.urandom)
    assert await require(store, load_keyring(data, now=NOW)) == ()
    path = data / "keys/epochs" / epoch_file((later.key_id, store.keyring.newest.key_id)[lost], later.day)
    path.rename(data.with_name("away"))
    (missing,) = await require(store, load_keyring(data, now=NOW))
    assert missing.cases == ((), (case.alias,))[lost]
    assert missing.told(data / "keys").startswith(
        f"{path}: is missing, {counted(lost, 'case')} can not be read without it; put"
    )
    data.with_name("away").rename(path)
    assert await require(store, load_keyring(data, now=NOW)) == ()


async def test_what_waits_under_a_missing_epoch_waits_on_until_the_file_is_back(store: Store, data: Path) -> None:
    await store(lambda tx: ROWS["update"](store, tx))
    send = Send(post=b"s" * 16, chat=5, text="x")
    await store(lambda tx: store.outbox.put(tx, send, now=NOW))
    later = new_epoch(now=NOW + 3_600, random_bytes=os.urandom)
    write_epoch(data / "keys/epochs", later, store.keyring.root, random_bytes=os.urandom)
    older = data / "keys/epochs" / epoch_file(store.keyring.newest.key_id, later.day)
    await require(store, load_keyring(data, now=NOW))

    async def waiting(tx: Tx) -> tuple[int, int]:
        return len(await store.inbox.waiting(tx, limit=9)), len(await store.outbox.line(tx, now=NOW, limit=9))

    older.rename(data.with_name("away"))
    for _again in range(2):
        await require(store, load_keyring(data, now=NOW))
        assert await store(waiting) == (0, 0)
    data.with_name("away").rename(older)
    await require(store, load_keyring(data, now=NOW))
    assert await store(waiting) == (1, 1)


async def test_a_case_of_a_missing_epoch_is_shown_as_sealed_and_takes_words_for_its_operators(store: Store) -> None:
    case = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    await check(store, rotated=True)
    store.vault.hold(new_epoch(now=NOW, random_bytes=lambda size: b"z" * size))
    store.vault.seal_with(b"z" * 4)
    store.vault.forget(store.keyring.newest.key_id)
    found = await store(lambda tx: store.cases.by_alias(tx, case.alias))
    assert found is not None
    assert not found.hot
    assert await store(store.cases.hot) == []
    assert await store(lambda tx: store.cases.take(tx, case.id, taker=1, name="x")) is None
    assert await store(lambda tx: store.cases.append(tx, case, "note", {"text": "x"}, now=NOW)) == 3
    store.vault.hold(store.keyring.newest)
    back = await store(lambda tx: store.cases.load(tx, case.id))
    assert back is not None
    assert (back.hot, back.state) == (True, "new")


async def test_an_epoch_destroyed_on_purpose_is_not_missed_and_its_file_goes_too(store: Store, data: Path) -> None:
    later = new_epoch(now=NOW + 3_600, random_bytes=os.urandom)
    write_epoch(data / "keys/epochs", later, store.keyring.root, random_bytes=os.urandom)
    await require(store, load_keyring(data, now=NOW))
    assert await store(lambda tx: tx.one("epoch_gone", key_id=later.key_id)) is None
    assert await store(lambda tx: tx.one("epoch_gone", key_id=store.keyring.newest.key_id)) is not None
    keyring = load_keyring(data, now=NOW)
    vault = Vault(keyring)
    folder = data / "keys"
    assert await require_keys(store.database, keyring, vault, folder=folder, path=store.place) == ()
    assert (vault.epochs, vault.sealing) == ((later,), later)
    assert [path.name for path in (folder / "epochs").iterdir()] == [epoch_file(later.key_id, later.day)]


async def test_more_than_one_missing_epoch_is_named(store: Store) -> None:
    kept, *others = [new_epoch(now=NOW, random_bytes=os.urandom) for _ in range(4)]
    await require(store, replace(store.keyring, epochs=(kept, *others)))
    missing = await require(store, replace(store.keyring, epochs=(kept,)))
    assert {one.key_id for one in missing} == {one.key_id for one in others}
