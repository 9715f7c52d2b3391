"""`keys verify`: what is missing, half, or sealed to others than it should be, each in a line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from storage import age
from storage.cases import NewCase

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.conftest import Store


@pytest.fixture(autouse=True)
def here(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(data))
    monkeypatch.setattr("bot.roots.time.time", lambda: NOW)


def said(capsys: pytest.CaptureFixture[str], status: int) -> str:
    assert main(["keys", "verify"]) == status
    return capsys.readouterr().out


async def test_whole_keys_have_no_fault_and_cases_are_counted(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    new = NewCase(kind="question", door="self", language="uk", bot=1, chat=2)
    await store(lambda tx: store.cases.open(tx, new, now=NOW))
    assert "1 of 1 open cases, 0 of 0 closed or resting ones" in said(capsys, 0)
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE cases SET sealed_for = 1")
    assert "fault   sealed to an earlier list: 1 open case;" in said(capsys, 1)
    assert main(["keys", "verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["epochs"], told["sealed_to_them"]["hot"], len(told["faults"])) == (1, 1, 1)


def test_a_missing_epoch_is_named(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO epochs (key_id, day, state) VALUES (x'01020304', 20000, 'reading')")
    assert "epochs/2024-10-04-01020304.epoch: is missing; put the file back" in said(capsys, 1)


def test_a_half_epoch_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    half = data / "keys/epochs/2024-10-04-01020304.epoch"
    half.write_bytes(b"parley-epoch-1\n12")
    half.chmod(0o600)
    assert "01020304.epoch: is half an epoch key or none" in said(capsys, 1)


def test_a_pepper_copy_for_others_or_none_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = data / "keys/pepper.age"
    copy.write_bytes(age.seal(b"pepper", [age.new_identity().recipient] * 2))
    assert "pepper.age: is sealed to 2 keys, the list has 1" in said(capsys, 1)
    copy.unlink()
    assert "pepper.age: can not be read" in said(capsys, 1)
    (recipient,) = (data / "keys/recipients").read_text().split()
    assert main(["keys", "recipients", "add", recipient]) == 0
    capsys.readouterr()
    assert "fault" not in said(capsys, 0)
