"""Once a day the audit's anchor leaves the server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.seeing import anchor
from storage.audit import Action
from storage.audit_check import anchors_in, verify
from tests.unit.desk.wire import OLGA, wired

if TYPE_CHECKING:
    from bot.flows.model import Book
    from tests.storage.conftest import Store
    from tests.unit.desk.wire import Wire

DAY = 86_400


async def deed(line: Wire) -> None:
    house = line.house
    await house.database.transact(lambda tx: house.audit.add(tx, Action.OPENED, user=OLGA, alias="ALIAS", now=line.now))


async def test_it_goes_once_a_day_to_the_chat_and_the_file(store: Store, book: Book) -> None:
    kept: list[str] = []
    line = wired(store, book)
    line.house = replace(line.house, keep_anchor=kept.append)
    await anchor.sweep(line.house, line.now)
    assert kept == []
    await deed(line)
    for _ in range(2):
        await anchor.sweep(line.house, line.now)
    await line.deliver()
    (told,) = line.told
    (file,) = kept
    assert anchors_in(told) == anchors_in(file) == [verify(store.path, store.keyring).anchor]
    line.now += DAY
    await deed(line)
    await anchor.sweep(line.house, line.now)
    assert [one.count for line_ in kept for one in anchors_in(line_)] == [1, 2]
