"""`audit verify`: what it finds in rows that somebody changed, and what only an anchor tells."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from storage.audit import FIRST_LINK, Action
from storage.audit_check import Anchor, Verdict, anchor_of, anchors_in, verify

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Tx
    from storage.keys import Keyring
    from tests.storage.conftest import Store

NOW = 1_800_000_000
ENTRIES = 6
DAY = 86_400
OTHER = "FROM audit WHERE turn = 4"
FAULTS = {
    "UPDATE audit SET hour = hour + 3600 WHERE turn = 3": "entry 3 was changed",
    f"UPDATE audit SET body = (SELECT body {OTHER}) WHERE turn = 2": "entry 2 was changed",
    f"UPDATE audit SET (body, link) = (SELECT body, link {OTHER}) WHERE turn = 2": "entry 2 was changed",
    "UPDATE audit SET link = zeroblob(32) WHERE turn = 6": "entry 6 was changed",
    "DELETE FROM audit WHERE turn IN (2, 3)": "entries 2 to 3 are missing",
    "DELETE FROM audit WHERE turn = 1": "entries 1 to 1 are missing",
    "UPDATE audit SET turn = turn + 100 WHERE turn = 6": "entries 6 to 105 are missing",
    f"INSERT INTO audit (turn, hour, body, link) SELECT 7, hour, body, link {OTHER}": "entry 7 was changed",
}


@pytest.fixture
async def written(store: Store) -> Store:
    async def unit(tx: Tx) -> None:
        for at in range(ENTRIES):
            await store.audit.add(tx, Action.OPENED, user=at % 2, alias=f"ALIAS{at}", now=NOW + at)

    await store(unit)
    return store


def spoiled(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def look(path: Path, keyring: Keyring, *anchors: Anchor) -> Verdict:
    return verify(path, keyring, anchors)


@pytest.mark.usefixtures("written")
def test_what_nobody_touched_is_whole(path: Path, keyring: Keyring) -> None:
    found = look(path, keyring)
    assert (found.faults, len(found.deeds), found.anchor.count) == ((), ENTRIES, ENTRIES)
    assert look(path, keyring, found.anchor).faults == ()


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("statement", FAULTS)
def test_every_change_within_is_found(path: Path, keyring: Keyring, statement: str) -> None:
    spoiled(path, statement)
    assert FAULTS[statement] in look(path, keyring).faults[0]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("left", [0, 1, 5])
def test_a_cut_end_shows_by_an_anchor_alone(path: Path, keyring: Keyring, left: int) -> None:
    anchor = look(path, keyring).anchor
    spoiled(path, f"DELETE FROM audit WHERE turn > {left}")
    assert look(path, keyring).faults == ()
    (fault,) = look(path, keyring, anchor).faults
    assert "cut off" in fault


async def test_a_chain_made_anew_after_a_cut_shows_by_an_anchor(written: Store, path: Path, keyring: Keyring) -> None:
    anchor = look(path, keyring).anchor
    spoiled(path, "DELETE FROM audit WHERE turn = 6")
    await written(lambda tx: written.audit.add(tx, Action.CLOSED, user=9, alias="OTHER", now=NOW))
    assert look(path, keyring).faults == ()
    (fault,) = look(path, keyring, anchor).faults
    assert "made anew" in fault


def test_an_empty_audit_is_whole(store: Store, path: Path, keyring: Keyring) -> None:
    assert store.audit
    assert look(path, keyring) == Verdict((), anchor_of(0, FIRST_LINK), ())


def test_anchors_are_read_out_of_whatever_was_copied() -> None:
    anchor = Anchor(1204, "9f3a64c01b7d22e8")
    assert anchors_in(f"🔗 Audit, today: {anchor}. Write it down.\n{anchor}\nnothing 12 here") == [anchor, anchor]


@pytest.mark.usefixtures("written")
def test_the_command_tells_and_its_status_is_1_at_a_fault(
    path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(path.parent))
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    anchor = look(path, keyring).anchor
    assert main(["audit", "verify", "--list"]) == 0
    said = capsys.readouterr().out
    assert f"6 entries, 0 anchors, 0 faults; anchor now: {anchor}" in said
    assert "ALIAS3  opened" in said
    assert main(["audit", "who", "1"]) == 0
    assert capsys.readouterr().out.split()[0] in said
    assert main(["audit", "verify", "--anchor", "nonsense"]) == 2
    spoiled(path, "DELETE FROM audit WHERE turn = 6")
    (path.parent / "audit.anchors").write_text(f"{anchor}\n")
    assert main(["audit", "verify"]) == 1
    assert "cut off" in capsys.readouterr().out
    assert main(["audit", "verify", "--list", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["entries"], len(told["list"]), len(told["faults"])) == (5, 5, 1)
    assert "cut off" in told["faults"][0]


async def test_an_anchor_older_than_what_is_kept_is_said_to_tell_nothing(
    written: Store, path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was counted among those that were looked at, as if it fitted."""
    whole = look(path, keyring).anchor
    assert await written(partial(written.audit.cut, before=NOW + 2 * DAY, now=NOW + 3 * DAY)) == ENTRIES
    gone = Anchor(ENTRIES - 2, "0123456789abcdef")
    found = look(path, keyring, gone, whole)
    assert (found.faults, found.upto, found.older) == ((), ENTRIES, 1)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(path.parent))
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    given = ["audit", "verify", "--anchor", str(gone), "--anchor", str(whole)]
    assert main(given) == 0
    assert (
        "older   1 anchor is of entries that are not here any more: nothing is told by it any more\n"
        in capsys.readouterr().out
    )
    assert main([*given, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["older_anchors"] == 1
