"""The night of the serving line: each is in the audit, what blocks it is told once a day, a wrong clock holds it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import pytest

from bot.cli import main
from bot.desk.nights import night as nights
from bot.desk.nights.lacking import keeper_over
from bot.desk.nights.night import desk_over
from bot.errors import KeyFault
from storage.charts import Chart
from storage.epochs import epoch_file
from storage.key_check import MissingEpoch
from storage.night import Night
from tests.unit.desk.wire import wired

if TYPE_CHECKING:
    from pathlib import Path

    from bot.desk.nights.night import NightDesk
    from bot.flows.model import Book
    from storage.epochs import Epoch
    from tests.storage.conftest import Store
    from tests.unit.desk.wire import Wire

DAY = 86_400


@pytest.fixture
async def line(store: Store, book: Book) -> Wire:
    folder = store.path.with_name("keys")
    keeper, missing = await keeper_over(store.database, store.keyring, folder=folder, path=store.path)
    made = wired(store, book)
    made.house = replace(made.house, keeper=replace(keeper, vault=store.vault), missing=missing)
    store.database.seals_with(store.vault.seal_with)
    return made


async def audited(line: Wire) -> list[str]:
    return [deed.action for deed in await line.house.database.transact(line.house.audit.deeds)]


def held(line: Wire) -> tuple[Epoch, ...]:
    assert line.house.keeper is not None
    return line.house.keeper.vault.epochs


async def days(line: Wire, desk: NightDesk, count: int) -> None:
    for _ in range(count):
        line.now += DAY
        await desk.look(line.house, line.now)


async def test_each_night_and_each_destroyed_epoch_is_in_the_audit(line: Wire) -> None:
    desk = desk_over(line.house)
    assert await desk.look(line.house, line.now) is not None
    assert await desk.look(line.house, line.now) is None
    await days(line, desk, 2)
    assert await audited(line) == ["night_moved", "night_moved", "epoch_destroyed", "night_moved"]
    assert len(held(line)) == 2


async def test_a_blocked_night_is_told_once_a_day_tried_again_and_in_the_audit(
    line: Wire, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nights, "AGAIN_SECONDS", 0.0)
    await store(lambda tx: store.charts.add(tx, Chart(id=b"c" * 16, chat=1, drawing="", caption="")))
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE charts SET body = CAST(substr(body, 1, 40) || x'00' AS BLOB)")
    desk = desk_over(line.house)
    await days(line, desk, 3)
    for _ in range(3):
        await desk.look(line.house, line.now)
    await line.deliver()
    assert line.told == [line.house.say("desk-night-blocked", count=1)] * 3
    assert await audited(line) == ["night_blocked"] * 3
    assert len(held(line)) == 4


async def test_a_night_that_can_not_write_its_key_is_told_and_loses_nothing(
    line: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> None:
        message = "the disk is full"
        raise KeyFault(message)

    monkeypatch.setattr(Night, "run", full)
    await days(line, desk_over(line.house), 1)
    await line.deliver()
    assert line.told == [line.house.say("desk-night-blocked", count=0)]
    assert len(held(line)) == 1


@pytest.mark.parametrize("jump", [365 * DAY, -365 * DAY])
async def test_while_the_clock_is_not_telegrams_there_is_no_night(line: Wire, jump: int) -> None:
    true = line.now
    line.house = replace(line.house, told=lambda: true)
    desk = desk_over(line.house)
    await desk.look(line.house, line.now)
    before = held(line)
    line.now += jump
    assert await desk.look(line.house, line.now) is None
    assert held(line) == before
    line.now = true = true + DAY
    assert await desk.look(line.house, line.now) is not None


async def test_missing_keys_are_told_with_the_cases_they_seal(line: Wire) -> None:
    aliases = tuple(f"CASE{number:02}" for number in range(25))
    line.house = replace(line.house, missing=(MissingEpoch(b"abcd", 5, aliases),))
    desk = desk_over(line.house)
    for _ in range(2):
        await desk.look(line.house, line.now)
    await line.deliver()
    (told,) = line.told
    assert "25" in told
    assert "CASE19…" in told


async def test_a_key_that_the_disk_keeps_is_told_and_destroyed_as_soon_as_it_can_be(
    line: Wire, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was noted as gone, and only a start of the program tried it again."""

    def refuses(path: Path, **_: object) -> NoReturn:
        raise KeyFault(f"{path}: can not be destroyed (Input/output error)")

    monkeypatch.setattr(nights, "AGAIN_SECONDS", 0.0)
    keeper = line.house.keeper
    assert keeper is not None
    epochs, desk, (first,) = keeper.folder / "epochs", desk_over(line.house), held(line)
    file = epochs / epoch_file(first.key_id, first.day)
    with monkeypatch.context() as disk:
        disk.setattr("storage.epoch_keeping.destroy_epoch", refuses)
        await days(line, desk, 2)
        assert await desk.look(line.house, line.now) is not None
    await line.deliver()
    assert line.told == [line.house.say("desk-night-blocked", count=0)]
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(keeper.folder.parent))
    monkeypatch.setattr("bot.roots.time.time", lambda: line.now)
    assert main(["keys", "verify"]) == 1
    assert f"{file}: was to be destroyed and is still there" in capsys.readouterr().out
    assert await desk.look(line.house, line.now) is not None
    assert not file.exists()
    assert not await desk.night.due(now=line.now)
