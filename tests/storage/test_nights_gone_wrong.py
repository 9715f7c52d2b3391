"""What a cut, a full disk and a missing key leave: nothing readable that should be gone, no case without a way."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import pytest

from bot.errors import KeyFault, StorageError
from storage import forgetting
from storage.epochs import epoch_file
from storage.key_check import require_keys
from storage.keys import load_keyring
from storage.sealing import Vault

from .conftest import NOW
from .test_night import DAY, NEW, night

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.cases import Case
    from storage.database import Tx
    from storage.keys import Keyring
    from storage.night import Night

    from .conftest import Store

__all__ = ["night"]


def full(*_: object, **_named: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


async def revived(store: Store, folder: Path, chat: int = 5) -> Case:
    new = replace(NEW, chat=chat, check_word=f"Swallow{chat}")
    case = await store(partial(store.cases.open, new=new, now=NOW))
    await store(partial(store.cases.close, case=case, reason="done", now=NOW, ends=NOW + DAY))
    again = await store(partial(store.cases.revive, alias=case.alias, key=(folder / "operator.key").read_text()))
    assert again is not None
    assert again.hot
    return again


async def test_a_case_opened_again_is_found_by_its_check_word_at_once(store: Store, folder: Path) -> None:
    case = await revived(store, folder)
    assert await store(partial(store.cases.by_check_word, word="swallow5")) == [case]


async def test_cases_opened_again_since_the_new_epoch_do_not_block_the_night(
    night: Night, store: Store, folder: Path
) -> None:
    await night.prepare(now=NOW + DAY)
    for chat in range(10):
        await revived(store, folder, chat)
    windows = [await night.mover.faults(store.database, lambda count, at=at: at % count) for at in range(16)]  # type: ignore[misc]
    assert windows == [0] * 16


async def test_a_case_of_a_missing_epoch_is_opened_again_by_an_operator(
    night: Night, store: Store, folder: Path
) -> None:
    case = await store(partial(store.cases.open, new=NEW, now=NOW))
    first = store.vault.sealing
    await night.prepare(now=NOW + DAY)
    store.vault.forget(first.key_id)
    assert await store(store.overdue.unheld) == [case.id]
    again = await store(partial(store.cases.revive, alias=case.alias, key=(folder / "operator.key").read_text()))
    assert again is not None
    assert again.hot
    assert await store(store.overdue.unheld) == []


async def test_an_epoch_whose_making_was_cut_off_goes_when_it_is_old(
    night: Night, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file was there and nothing was committed; it kept a night due for ever."""
    real, broken = store.database.transact, True

    async def transact(unit: Callable[[Tx], Awaitable[object]]) -> object:
        if broken and "make" in getattr(unit, "__qualname__", ""):
            raise StorageError("disk full")
        return await real(unit)

    monkeypatch.setattr(store.database, "transact", transact)
    with pytest.raises(StorageError):
        await night.run(now=NOW + DAY)
    broken = False
    for day in range(1, 6):
        await night.run(now=NOW + day * DAY)
    assert not await night.due(now=NOW + 5 * DAY)
    assert len(list((night.keeper.folder / "epochs").iterdir())) == 2


async def test_on_a_full_disk_a_night_says_so(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.epochs.write_new", full)
    with pytest.raises(KeyFault, match="no key for today can be written"):
        await night.run(now=NOW + DAY)
    assert len(list((night.keeper.folder / "epochs").iterdir())) == 1


@pytest.mark.parametrize("refused", ["storage.epochs.write_new", "storage.forgetting.write_new"])
def test_no_full_disk_keeps_hot_keys_from_being_destroyed(
    data: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    monkeypatch.setattr(refused, full)
    with suppress(KeyFault):
        forgetting.destroy_files(data / "keys")
    with suppress(OSError, KeyFault):
        forgetting.renew(data / "keys", keyring.root, now=NOW)
    assert list((data / "keys/epochs").iterdir()) == []


async def test_cases_of_destroyed_keys_end_at_a_whole_hour(night: Night, store: Store) -> None:
    await store(partial(store.cases.open, new=NEW, now=NOW))
    epoch = await night.keeper.make(now=NOW + 5)
    await store(lambda tx: forgetting.settle(tx, epoch, ends=NOW + 12_345))
    with closing(sqlite3.connect(store.path)) as raw:
        assert raw.execute("SELECT ends % 3600 FROM cases").fetchall() == [(0,)]


async def test_what_is_left_of_a_destroyed_epochs_file_goes_at_the_next_start(
    night: Night, store: Store, data: Path
) -> None:
    """Killed after it was overwritten: else `keys verify` calls it half an epoch for ever."""
    await night.run(now=NOW + DAY)
    old = store.vault.epochs[-1]
    await store(lambda tx: tx.one("epoch_gone", key_id=old.key_id))
    path = data / "keys/epochs" / epoch_file(old.key_id, old.day)
    path.write_bytes(bytes(path.stat().st_size))
    keyring = load_keyring(data, now=NOW + DAY)
    assert keyring.halves
    await require_keys(store.database, keyring, Vault(keyring), folder=store.keys, path=store.place)
    assert not path.exists()
