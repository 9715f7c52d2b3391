"""The audit's chain: an edit, a deletion, a swap are found; a cut end shows in the head."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from storage.audit import Action

if TYPE_CHECKING:
    from pathlib import Path

    from storage.audit import Deed
    from storage.database import Tx
    from tests.storage.conftest import Store

NOW = 1_800_000_000


async def written(store: Store, count: int = 5) -> None:
    async def unit(tx: Tx) -> None:
        for at in range(count):
            await store.audit.add(tx, Action.OPENED, user=at % 2, alias=f"ALIAS{at}", now=NOW + at)

    await store(unit)


def changed(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


async def deeds(store: Store) -> list[Deed]:
    return await store(store.audit.deeds)


async def test_what_was_written_is_read_whole(store: Store) -> None:
    await written(store)
    found = await deeds(store)
    assert [(deed.case, deed.action, deed.whole) for deed in found] == [
        (f"ALIAS{at}", "opened", True) for at in range(5)
    ]
    assert found[0].actor == found[2].actor != found[1].actor
    assert {deed.hour % 3_600 for deed in found} == {0}
    assert (await store(store.audit.head))[0] == 5


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE audit SET hour = hour + 3600 WHERE turn = 3",
        "DELETE FROM audit WHERE turn = 3",
        "UPDATE audit SET link = zeroblob(32) WHERE turn = 3",
    ],
)
async def test_a_change_breaks_the_chain(store: Store, path: Path, fault: str) -> None:
    await written(store)
    changed(path, fault)
    assert not all(deed.whole for deed in await deeds(store))


async def test_a_swapped_body_does_not_open(store: Store, path: Path) -> None:
    await written(store)
    changed(path, "UPDATE audit SET body = (SELECT body FROM audit WHERE turn = 4) WHERE turn = 2")
    assert [deed.turn for deed in await deeds(store) if not deed.whole] == [2]


async def test_a_cut_end_shows_in_the_head_alone(store: Store, path: Path) -> None:
    await written(store)
    before = await store(store.audit.head)
    changed(path, "DELETE FROM audit WHERE turn = 5")
    assert all(deed.whole for deed in await deeds(store))
    assert await store(store.audit.head) != before
