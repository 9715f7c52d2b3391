"""Epochs come and go while units are run: what is sealed is sealed under the one that the database says."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import KeyFault
from bot.messages import Person
from storage.epoch_keeping import EpochKeeper, hold_night
from storage.epochs import epoch_file
from storage.key_check import require_keys
from storage.keys import load_keyring

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Tx
    from storage.epochs import Epoch

    from .conftest import Store

DAY = 86_400


@pytest.fixture
async def keeper(store: Store, data: Path) -> EpochKeeper:
    await require_keys(store.database, store.keyring, store.vault, folder=store.keys, path=store.place)
    return EpochKeeper(folder=data / "keys", root=store.keyring.root, vault=store.vault, database=store.database)


async def sealed_by(store: Store, person: int) -> bytes:
    async def unit(tx: Tx) -> bytes:
        await store.people.save(tx, Person(id=bytes([person]) * 16, chat=person, language="en"), bot=1)
        row = await tx.one("person_by_id", id=bytes([person]) * 16)
        assert row is not None
        return bytes(row["body"][1:5])

    return await store(unit)


async def test_a_new_epoch_seals_and_the_older_one_opens(keeper: EpochKeeper, store: Store, data: Path) -> None:
    before = await sealed_by(store, 1)
    epoch = await keeper.make(now=NOW + DAY)
    assert (before, await sealed_by(store, 2)) == (store.keyring.newest.key_id, epoch.key_id)
    assert await store(lambda tx: store.people.find(tx, bot=1, chat=1)) is not None
    assert load_keyring(data, now=NOW + DAY).epochs == (epoch, store.keyring.newest)


async def test_units_that_waited_since_before_seal_under_the_new_one_once_it_is_committed(
    keeper: EpochKeeper, store: Store
) -> None:
    waiting = [asyncio.create_task(sealed_by(store, number)) for number in range(1, 100)]
    epoch = await keeper.make(now=NOW + DAY)
    await asyncio.gather(*waiting)
    assert await sealed_by(store, 100) == epoch.key_id


async def test_only_an_epoch_that_no_longer_seals_can_be_destroyed(
    keeper: EpochKeeper, store: Store, data: Path
) -> None:
    first = store.keyring.newest
    assert not await keeper.destroy(first)
    second = await keeper.make(now=NOW + DAY)
    assert await keeper.destroy(first)
    assert not await keeper.destroy(first)
    assert [path.name for path in (data / "keys/epochs").iterdir()] == [epoch_file(second.key_id, second.day)]
    assert store.vault.epochs == (second,)


async def test_an_epoch_that_was_forgotten_while_others_were_waited_for_never_seals(
    keeper: EpochKeeper, store: Store
) -> None:
    """Its file is destroyed with all others: named by the database it would be missing for ever."""

    async def forgotten(epoch: Epoch) -> None:
        keeper.vault.forget(epoch.key_id)

    with pytest.raises(KeyFault, match="were forgotten meanwhile"):
        await replace(keeper, agree=forgotten).make(now=NOW + DAY)
    rows = await store(lambda tx: tx.all("epochs_listed"))
    assert [(bytes(row["key_id"]), row["state"]) for row in rows] == [(store.keyring.newest.key_id, "writing")]


def test_one_at_a_time_makes_and_destroys(data: Path) -> None:
    with hold_night(data / "keys"), pytest.raises(KeyFault, match="another process"), hold_night(data / "keys"):
        pass
    with hold_night(data / "keys"):
        load_keyring(data, now=NOW)
