"""A night ends old epochs after the verified move, and never else: whatever is missing, damaged, cut off or wrong."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.errors import KeyFault
from storage.cases import NewCase
from storage.charts import Chart
from storage.clock import Hours
from storage.epoch_keeping import EpochKeeper, hold_night
from storage.epochs import epoch_file
from storage.key_check import missing_epochs, require_keys
from storage.keys import load_keyring
from storage.moving import Mover
from storage.night import VERIFIED, Night, NightReport
from storage.readable import Way, loot_of, readable

from .conftest import NOW
from .test_moves import an_id, fill, found

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Store

DAY = 86_400
NEW = NewCase(kind="question", door="d", language="en", bot=1, chat=5)


class CutOffError(Exception):
    """Stands for whatever ends a program."""


@pytest.fixture
async def night(store: Store) -> Night:
    folder = store.keys
    await require_keys(store.database, store.keyring, store.vault, folder=folder, path=store.place)
    keeper = EpochKeeper(folder=folder, root=store.keyring.root, vault=store.vault, database=store.database)
    return Night(keeper=keeper, mover=Mover(vault=store.vault), life=2)


def days_held(night: Night) -> list[int]:
    """The days of the epochs whose files are there, counted from the first, newest first."""
    keyring = load_keyring(night.keeper.folder.parent, now=NOW + 10_000 * DAY)
    assert keyring.epochs == night.keeper.vault.epochs
    return [epoch.day - NOW // DAY for epoch in keyring.epochs]


async def nights(night: Night, first: int, last: int) -> NightReport:
    for day in range(first, last + 1):
        report = await night.run(now=NOW + day * DAY)
    return report


def damage(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE charts SET body = CAST(substr(body, 1, 40) || x'00' AS BLOB)")


async def chart(store: Store) -> None:
    await store(partial(store.charts.add, chart=Chart(id=an_id(1), chat=1, drawing="", caption="")))


@pytest.mark.parametrize("life", [1, 2, 3])
async def test_as_many_epochs_live_as_are_set_and_everything_lives_on(night: Night, store: Store, life: int) -> None:
    night = replace(night, life=life)
    case = await store(lambda tx: fill(store, tx))
    before = await store(lambda tx: found(store, tx, case))
    report = await nights(night, 1, 5)
    assert (report.blocked, report.made, len(report.destroyed)) == (False, True, 1)
    assert days_held(night) == [5 - age for age in range(life)]
    assert await store(lambda tx: found(store, tx, case)) == before


async def test_it_is_due_once_a_day_and_a_second_night_of_the_same_day_makes_nothing(night: Night) -> None:
    assert await night.due(now=NOW)
    await night.run(now=NOW)
    assert not await night.due(now=NOW)
    assert await night.due(now=NOW + DAY)
    assert (await night.run(now=NOW + DAY)).made
    assert not (await night.run(now=NOW + DAY + 1)).made
    assert not await night.due(now=NOW + DAY)


async def test_a_copy_reads_what_was_hot_while_its_keys_lived_and_nothing_later(
    night: Night, store: Store, tmp_path: Path
) -> None:
    case = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    copy = shutil.copytree(store.path.parent, tmp_path / "copy")
    await store(lambda tx: store.cases.close(tx, case, reason="x", now=NOW))
    ways = []
    for day in range(1, 4):
        await night.run(now=NOW + day * DAY)
        held = loot_of(night.keeper.folder, store.keyring.root)
        ways.append(readable(copy / "parley.db", held)[case.alias])
    assert ways == [Way.EPOCH, Way.SEALED, Way.SEALED]


async def test_what_does_not_open_blocks_until_somebody_gives_it_up(night: Night, store: Store) -> None:
    await chart(store)
    damage(store)
    report = await nights(night, 1, 3)
    assert (report.blocked, report.left, report.destroyed) == (True, 1, ())
    assert days_held(night) == [3, 2, 1, 0]
    assert await store(partial(Hours.last, what=VERIFIED)) is None
    report = await night.run(now=NOW + 3 * DAY, give_up=True)
    assert len(report.destroyed) == 2
    assert days_held(night) == [3, 2]


async def test_a_missing_epoch_blocks_nobody_and_is_missed_until_it_is_given_up(night: Night, store: Store) -> None:
    case = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    first = store.vault.sealing
    await night.keeper.make(now=NOW + DAY)
    (night.keeper.folder / "epochs" / epoch_file(first.key_id, first.day)).unlink()
    store.vault.forget(first.key_id)
    report = await nights(night, 2, 4)
    assert not report.blocked
    assert days_held(night) == [4, 3]
    held = [epoch.key_id for epoch in store.vault.epochs]
    (missing,) = await store(lambda tx: missing_epochs(tx, held))
    assert missing.cases == (case.alias,)
    await night.run(now=NOW + 4 * DAY, give_up=True)
    assert await store(lambda tx: missing_epochs(tx, held)) == ()


async def test_a_night_that_was_cut_off_destroys_nothing_and_the_next_goes_on(night: Night, store: Store) -> None:
    case = await store(lambda tx: fill(store, tx))
    before = await store(lambda tx: found(store, tx, case))
    await night.run(now=NOW + DAY)

    async def cut(_rows: int) -> None:
        raise CutOffError

    with pytest.raises(CutOffError):
        await night.run(now=NOW + 2 * DAY, pause=cut)
    assert days_held(night) == [2, 1, 0]
    assert await night.due(now=NOW + 2 * DAY)
    assert (await night.run(now=NOW + 2 * DAY)).made is False
    assert days_held(night) == [2, 1]
    assert await store(lambda tx: found(store, tx, case)) == before


async def test_a_year_without_a_night_loses_nothing(night: Night, store: Store) -> None:
    case = await store(lambda tx: fill(store, tx))
    before = await store(lambda tx: found(store, tx, case))
    await night.run(now=NOW + 365 * DAY)
    assert days_held(night) == [365]
    assert await store(lambda tx: found(store, tx, case)) == before


async def test_a_clock_that_went_back_makes_and_destroys_nothing(night: Night) -> None:
    await nights(night, 0, 3)
    assert not await night.due(now=NOW - 365 * DAY)
    report = await night.run(now=NOW - 365 * DAY)
    assert (report.made, report.destroyed) == (False, ())
    assert days_held(night) == [3, 2]


async def test_two_workers_never_have_the_night_at_once(night: Night) -> None:
    with hold_night(night.keeper.folder), pytest.raises(KeyFault, match="another process"):
        await night.run(now=NOW + DAY)
    assert days_held(night) == [0]
