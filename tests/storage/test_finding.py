"""What hot cases are found by: while a night moves them, where it is cut off, in rows of an earlier version."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from storage import finding
from storage.cases import Case, NewCase
from storage.finding import Finder
from storage.moving import Mover, windows

from .asked import rows
from .conftest import NOW
from .test_moves import keeper_of

if TYPE_CHECKING:
    from storage.database import Tx

    from .conftest import Store

DAY = 86_400
NEW = NewCase(kind="question", door="d", language="en", bot=1, chat=5, check_word="oak")


async def wraps_moved(store: Store, count: int = 3) -> list[Case]:
    """Cases whose wraps are moved, by a night that was killed before it wrote what finds them."""
    cases = [await store(partial(store.cases.open, new=replace(NEW, chat=5 + n), now=NOW)) for n in range(count)]
    await (await keeper_of(store)).make(now=NOW + DAY)
    mover = Mover(vault=store.vault)
    for window in (one for one in windows() if one.table == "cases"):
        await store(partial(mover.some, window=window, now=NOW))
    return cases


async def test_between_wraps_and_what_finds_them_a_case_is_found_once_and_its_end_leaves_nothing(store: Store) -> None:
    first, second, third = await wraps_moved(store)
    assert await store(partial(store.cases.of_person, bot=1, chat=5)) == [first]
    assert len(await store(partial(store.cases.by_check_word, word="oak"))) == 3
    await store(partial(store.cases.close, case=first, reason="x", now=NOW))
    await store(partial(store.cases.delete, case=second))
    assert {case for (case,) in await rows(store, "SELECT case_id FROM finds")} == {third.id}
    moved = await store(partial(store.cases.rebind, case=third, bot=1, chat=99, now=NOW))
    assert await store(partial(store.cases.of_person, bot=1, chat=7)) == []
    assert await store(partial(store.cases.of_person, bot=1, chat=99)) == [moved]
    assert len(await rows(store, "SELECT 1 FROM finds")) == 2


async def test_the_next_night_writes_what_one_that_was_cut_off_did_not(store: Store) -> None:
    cases = await wraps_moved(store)
    mover = Mover(vault=store.vault)
    assert await mover.faults(store.database, random.Random(1).randrange) > 0, "nothing is destroyed before it is"
    assert (await mover.everything(store.database, now=NOW)).moved == 0
    assert await mover.faults(store.database, random.Random(1).randrange) == 0
    old = store.keyring.newest
    store.vault.forget(old.key_id)
    assert [await store(partial(store.cases.of_person, bot=1, chat=case.chat or 0)) for case in cases] == [
        [case] for case in cases
    ]
    assert {blind[:4] for (blind,) in await rows(store, "SELECT blind FROM finds")} == {store.vault.sealing.key_id}


async def test_what_no_row_says_goes_and_what_one_says_comes_back(store: Store) -> None:
    case = await store(partial(store.cases.open, new=NEW, now=NOW))
    await rows(store, "DELETE FROM finds")
    await rows(store, "INSERT INTO finds (blind, case_id) VALUES (x'00112233', x'44')")
    assert len(await Finder(database=store.database).missing()) == 2
    await Finder(database=store.database).settle()
    assert {found for (found,) in await rows(store, "SELECT case_id FROM finds")} == {case.id}
    assert await store(partial(store.cases.of_person, bot=1, chat=5)) == [case]


async def test_what_is_swept_is_what_no_row_says_whatever_stands_beside_it(store: Store) -> None:
    stuck, moved = await wraps_moved(store, 2)
    old, new = store.keyring.newest.key_id, store.vault.sealing.key_id
    as_one_that_does_not_open = f"UPDATE wraps SET blind = old_blind WHERE case_id = x'{stuck.id.hex()}'"
    await rows(store, as_one_that_does_not_open)
    said = {blind for pair in await rows(store, "SELECT blind, check_blind FROM wraps") for blind in pair}
    beside = [old[:2], old[:1], old + b"\xff" * 16, b"", b"\0", b"\xff\xff\xff\xfe"]
    beside += [b"\xff" * size for size in (4, 20, 21, 22)]
    for blind in beside:  # damage, of every length
        await rows(store, f"INSERT INTO finds (blind, case_id) VALUES (x'{blind.hex()}', x'{moved.id.hex()}')")
    await Finder(database=store.database).settle()
    assert {blind for (blind,) in await rows(store, "SELECT blind FROM finds")} == said
    assert {blind[:4] for blind in said} == {old, new}
    assert await Finder(database=store.database).missing() == []
    assert await store(partial(store.cases.of_person, bot=1, chat=stuck.chat or 0)) == [stuck]


async def test_one_row_of_every_part_of_a_long_table_is_looked_at(store: Store) -> None:
    for chat in range(40):
        await store(partial(store.cases.open, new=replace(NEW, chat=chat), now=NOW))
    ids = sorted(case_id for (case_id,) in await rows(store, "SELECT case_id FROM wraps"))
    last = next(one for before, one in zip(ids[-2::-1], ids[:0:-1], strict=True) if before[0] != one[0])
    mover = Mover(vault=store.vault)
    assert await mover.faults(store.database, lambda _below: 0) == 0
    await rows(
        store, f"UPDATE wraps SET hot = CAST(substr(hot, 1, 60) || x'00' AS BLOB) WHERE case_id = x'{last.hex()}'"
    )
    assert ids.index(last) > 20
    assert await mover.faults(store.database, lambda _below: 0) == 1


async def test_many_of_one_word_go_by_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.finding._SWEPT_AT_ONCE", 2)
    monkeypatch.setattr("storage.finding.AT_ONCE", 2)
    cases = await wraps_moved(store, 7)
    await Finder(database=store.database).settle()
    assert {blind[:4] for (blind,) in await rows(store, "SELECT blind FROM finds")} == {store.vault.sealing.key_id}
    assert len(await rows(store, "SELECT 1 FROM finds")) == 14
    assert len(await store(partial(store.cases.by_check_word, word="oak"))) == len(cases)


async def test_an_epoch_that_begins_while_the_rest_is_swept_keeps_what_finds_its_cases(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wraps_moved(store)
    looked, keeper, late = Finder._looked, await keeper_of(store), list[Case]()

    async def begun(finder: Finder) -> object:
        found = await looked(finder)
        if not late:
            await keeper.make(now=NOW + 2 * DAY)
            late.append(await store(partial(store.cases.open, new=replace(NEW, chat=77), now=NOW)))
        return found

    monkeypatch.setattr(Finder, "_looked", begun)
    await Finder(database=store.database).settle()
    assert await store(partial(store.cases.of_person, bot=1, chat=77)) == late
    assert await Finder(database=store.database).missing() == []


async def test_what_the_epoch_that_sealed_before_gets_meanwhile_stays(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wraps_moved(store)
    looked, keeper, late = Finder._looked, await keeper_of(store), list[Case]()
    await Mover(vault=store.vault).everything(store.database, now=NOW)
    sealed = await keeper.make(now=NOW + 2 * DAY)

    async def begun(finder: Finder) -> object:
        found = await looked(finder)
        if not late:
            late.append(await store(partial(store.cases.open, new=replace(NEW, chat=77), now=NOW)))
            await keeper.make(now=NOW + 3 * DAY)
        return found

    monkeypatch.setattr(Finder, "_looked", begun)
    await Finder(database=store.database).settle()
    assert await store(partial(store.cases.of_person, bot=1, chat=77)) == late
    assert await Finder(database=store.database).missing() == []
    found = {blind for blind, case_id in await rows(store, "SELECT blind, case_id FROM finds") if case_id == late[0].id}
    assert {blind[:4] for blind in found} == {sealed.key_id}
    assert len(found) == 2


async def test_indexes_that_say_no_epoch_cost_no_part_each(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    case, *_ = await wraps_moved(store)
    for blind in (random.Random(seed).randbytes(16).hex() for seed in range(60)):
        await rows(store, f"INSERT INTO finds (blind, case_id) VALUES (x'{blind}', x'{case.id.hex()}')")
    swept, asked = finding._swept, list[object]()

    async def counted(tx: Tx, left: finding._Range) -> tuple[None, finding._Range | None]:
        asked.append(left)
        return await swept(tx, left)

    monkeypatch.setattr(finding, "_swept", counted)
    await Finder(database=store.database).settle()
    assert 0 < len(asked) < 10
    assert {blind[:4] for (blind,) in await rows(store, "SELECT blind FROM finds")} == {store.vault.sealing.key_id}


async def test_a_case_of_an_earlier_version_is_found_and_its_index_gets_its_epoch_by_night(store: Store) -> None:
    case = await store(partial(store.cases.open, new=NEW, now=NOW))
    await rows(store, "UPDATE wraps SET blind = substr(blind, 5), check_blind = substr(check_blind, 5)")
    await rows(store, "UPDATE finds SET blind = substr(blind, 5)")
    assert await store(partial(store.cases.of_person, bot=1, chat=5)) == [case]
    keeper, mover = await keeper_of(store), Mover(vault=store.vault)
    await mover.everything(store.database, now=NOW)
    assert await mover.faults(store.database, random.Random(1).randrange) == 0, "a night on the day of the migration"
    await keeper.make(now=NOW + DAY)
    await mover.everything(store.database, now=NOW)
    assert await store(partial(store.cases.by_check_word, word="oak")) == [case]
    assert {len(blind) for (blind,) in await rows(store, "SELECT blind FROM finds")} == {20}
    assert len(await rows(store, "SELECT 1 FROM finds")) == 2
