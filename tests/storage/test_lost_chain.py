"""`audit verify` after the restore of a lost server: what its old chain is, said as it is; what was changed, found."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from storage import lost_chain
from storage.audit import Action, Audit
from storage.audit_check import Anchor, Verdict, anchor_of, verify
from storage.lost_chain import Lost

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from storage.database import Tx
    from storage.keys import Keyring
    from tests.storage.conftest import Store

NOW = 1_800_000_000
DAY = 86_400
LOST = 250
"""Entries of the lost server: three pages, the last one half full."""
CHANGES = {
    "UPDATE audit SET hour = hour + 3600 WHERE turn = 3": "entries 1 to 100",
    "UPDATE audit SET body = (SELECT body FROM audit WHERE turn = 9) WHERE turn = 120": "entries 101 to 200",
    "UPDATE audit SET link = zeroblob(32) WHERE turn = 7": "entries 1 to 100",
    "UPDATE audit SET body = x'00' WHERE turn = 250": "entries 201 to 250",
    "DELETE FROM audit WHERE turn = 240": "entries 240 to 240 are missing",
    "DELETE FROM audit WHERE turn <= 100": "entries 1 to 100 are missing",
    "DELETE FROM audit WHERE turn BETWEEN 249 AND 250": "entries 249 to 250 are missing",
    "DELETE FROM audit WHERE turn > 250": "entry 1 was written under the key",
    "UPDATE audit SET turn = turn - 1 WHERE turn > 250": "entry 251 was changed",
    "INSERT INTO audit SELECT 254, hour, body, link FROM audit WHERE turn = 5": "entry 254 was written under the key",
}


def another_root(ring: Keyring) -> Keyring:
    return replace(ring, root=os.urandom(32), chains=())


def added(ring: Keyring, entries: int) -> Callable[[Tx], Awaitable[None]]:
    audit = Audit(ring)

    async def unit(tx: Tx) -> None:
        for at in range(entries):
            await audit.add(tx, Action.OPENED, user=at % 2, alias=f"ALIAS{at}", now=NOW + at)

    return unit


@pytest.fixture
async def lost(store: Store) -> Keyring:
    """The key ring of the new server, whose chain has three entries behind those of the lost one."""
    ring = another_root(store.keyring)
    await store(added(store.keyring, LOST))
    await store(partial(Audit(ring).restored, now=NOW + 3 * DAY))
    await store(added(ring, 1))
    return ring


def spoiled(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        if "turn - 1" in statement:
            connection.execute("DELETE FROM audit WHERE turn = 250")
        connection.execute(statement)
        connection.commit()


def forged(path: Path, turn: int, *, like: int) -> None:
    """An entry of this turn under a key that is not here, as whoever can write to the rows alone makes one."""
    columns = f"{turn}, hour, CAST(x'01deadbeef' || randomblob(60) AS BLOB), randomblob(32)"
    spoiled(
        path, f"INSERT OR REPLACE INTO audit (turn, hour, body, link) SELECT {columns} FROM audit WHERE turn = {like}"
    )


async def began_later(store: Store, ring: Keyring) -> None:
    """A lost server's chain, from entry 21 on to 26: it had cut off 20 for their age. `ring` is the new server's."""
    await store(added(store.keyring, 20))
    assert await store(partial(store.audit.cut, before=NOW + 2 * DAY, now=NOW + 3 * DAY)) == 20
    await store(added(store.keyring, 5))
    await store(partial(Audit(ring).restored, now=NOW + 3 * DAY))


def look(path: Path, ring: Keyring, *anchors: Anchor) -> Verdict:
    return verify(path, ring, anchors)


def test_an_old_chain_without_an_end_is_no_fault_and_is_said(path: Path, keyring: Keyring, lost: Keyring) -> None:
    found = look(path, lost)
    assert (found.faults, len(found.deeds)) == ((), LOST + 3)
    assert [deed.action for deed in found.deeds[LOST:]] == ["chain_begun", "restored", "opened"]
    said, whole, end = found.notes
    key = keyring.chain.key_id.hex()
    assert said.startswith("entries 1 to 250 are of a server that was lost, sealed under a key that is gone with it")
    assert key in said
    assert "none of them was changed" in whole
    with closing(sqlite3.connect(path)) as connection:
        (link,) = connection.execute("SELECT link FROM audit WHERE turn = 250").fetchone()
    assert str(anchor_of(250, link)) in end
    assert look(path, lost, anchor_of(250, link), found.anchor).faults == ()


@pytest.mark.parametrize("statement", CHANGES)
def test_every_change_to_it_is_found(path: Path, lost: Keyring, statement: str) -> None:
    spoiled(path, statement)
    assert CHANGES[statement] in "\n".join(look(path, lost).faults)


def test_without_the_digests_a_change_would_pass(path: Path, lost: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: nobody compares them."""
    monkeypatch.setattr(Lost, "changed", lambda _self, _rows: iter(()))
    spoiled(path, next(iter(CHANGES)))
    assert look(path, lost).faults == ()


def test_what_came_after_the_backup_or_was_cut_off_shows_by_an_anchor(path: Path, lost: Keyring) -> None:
    (fault,) = look(path, lost, Anchor(262, "9f3a64c01b7d22e8")).faults
    assert "entries were cut off; if it is of the lost server, whose entries end here with 250" in fault
    assert "12 entries that came after the backup are gone" in fault
    (fault,) = look(path, lost, Anchor(200, "9f3a64c01b7d22e8")).faults
    assert "does not fit entry 200: the chain was made anew" in fault


async def test_what_is_cut_off_for_its_age_leaves_the_rest_looked_at(store: Store, path: Path, lost: Keyring) -> None:
    assert await store(partial(Audit(lost).cut, before=NOW + 2 * DAY, now=NOW + 9 * DAY)) == LOST
    found = look(path, lost)
    assert (found.faults, found.notes, found.upto) == ((), (), LOST)
    spoiled(path, "UPDATE audit SET hour = hour + 3600 WHERE turn = 252")
    assert "entry 252 was changed" in look(path, lost).faults[0]


async def test_a_page_that_was_cut_into_is_left_and_the_others_are_not(store: Store, path: Path) -> None:
    ring = another_root(store.keyring)
    old = Audit(store.keyring)

    async def unit(tx: Tx) -> None:
        for at in range(LOST):
            await old.add(tx, Action.OPENED, user=1, alias="A", now=NOW + at * DAY)

    await store(unit)
    await store(partial(Audit(ring).restored, now=NOW + LOST * DAY))
    assert await store(partial(Audit(ring).cut, before=NOW + 150 * DAY, now=NOW + 400 * DAY)) == 150
    found = look(path, ring)
    assert (found.faults, found.upto) == ((), 150)
    said, left, whole, _ = found.notes
    assert said.startswith("entries 151 to 250 are of a server")
    assert left.startswith("entries 151 to 200 are looked at no more")
    assert whole == "from entry 201 on none of them was changed since they were restored"
    spoiled(path, "UPDATE audit SET hour = hour + 3600 WHERE turn = 160")
    assert look(path, ring).faults == (), "its page is not whole any more"
    spoiled(path, "UPDATE audit SET hour = hour + 3600 WHERE turn = 210")
    assert len(look(path, ring).faults) == 1
    spoiled(path, "DELETE FROM audit WHERE turn <= 160")
    assert "entries 151 to 160 are missing" in look(path, ring).faults
    spoiled(path, "DELETE FROM audit WHERE turn <= 240")
    assert [note for note in look(path, ring).notes if "none of them" in note] == [], "no page is whole"


async def test_what_is_put_in_front_of_a_cut_is_found(store: Store, path: Path, lost: Keyring) -> None:
    """Of entries that no key opens the place alone tells it."""
    assert await store(partial(Audit(lost).cut, before=NOW + 2 * DAY, now=NOW + 9 * DAY)) == LOST
    for turn in range(240, LOST + 1):
        forged(path, turn, like=LOST + 1)
    (fault,) = look(path, lost).faults
    assert fault == "11 entries, 240 to 250, were put there by somebody else: the chain here begins with entry 251"


@pytest.mark.parametrize("turns", [range(15, 21), [20], [3], [0], [-4, 0]])
async def test_what_is_put_in_front_of_a_lost_chain_is_found(store: Store, path: Path, turns: Sequence[int]) -> None:
    ring = another_root(store.keyring)
    await began_later(store, ring)
    assert look(path, ring).faults == ()
    for turn in turns:
        forged(path, turn, like=22)
    (fault,) = look(path, ring).faults
    some = "entry {} was" if len(turns) == 1 else "{} entries, {} to {}, were"
    named = (turns[0],) if len(turns) == 1 else (len(turns), turns[0], turns[-1])
    assert fault == f"{some.format(*named)} put there by somebody else: the chain here begins with entry 21"


async def test_no_cut_is_told_of_a_lost_chain_that_begins_later(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The entry that said so is sealed under the lost key: what it said nobody reads."""
    ring = another_root(store.keyring)
    await began_later(store, ring)
    found = look(path, ring, Anchor(10, "9f3a64c01b7d22e8"))
    assert (found.faults, found.upto, found.older) == ((), 0, 1)
    said, begins, whole, _ = found.notes
    assert said.startswith("entries 21 to 26 are of a server that was lost")
    assert begins == "the backup began with entry 21: no key here tells whether age had cut off what was before"
    assert whole == "none of them was changed since they were restored"
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(path.parent))
    monkeypatch.setattr("bot.roots.keyring", lambda _settings: ring)
    assert main(["audit", "verify"]) == 0
    assert "the chain says so" not in capsys.readouterr().out
    assert main(["audit", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cut_off"] == 0


async def test_a_server_lost_twice_and_one_that_had_cut_entries_off(store: Store, path: Path) -> None:
    second, third = another_root(store.keyring), another_root(store.keyring)
    await store(added(store.keyring, 20))
    assert await store(partial(store.audit.cut, before=NOW + 2 * DAY, now=NOW + 3 * DAY)) == 20
    await store(partial(Audit(second).restored, now=NOW + 2 * DAY))
    await store(partial(Audit(third).restored, now=NOW + 3 * DAY))
    found = look(path, third)
    assert found.faults == ()
    assert found.notes[0].startswith("entries 21 to 23 are of a server that was lost")
    (fault,) = look(path, third, Anchor(22, "9f3a64c01b7d22e8")).faults
    assert fault.endswith("does not fit entry 22: the chain was made anew, or it is of a server that was lost before")
    (fault,) = look(path, third, Anchor(24, "9f3a64c01b7d22e8")).faults
    assert fault.endswith("1 entry that came after the backup is gone")
    spoiled(path, "UPDATE audit SET hour = hour + 3600 WHERE turn = 22")
    assert len(look(path, third).faults) == 1


async def test_a_closed_chain_whose_file_is_gone_is_still_a_fault(store: Store, path: Path) -> None:
    """No server was lost: somebody took a file of keys away, and is told to put it back."""
    await store(added(store.keyring, 2))
    rotated = replace(another_root(store.keyring), chains=(store.keyring.chain,))
    await store(partial(Audit(rotated).turn_over, now=NOW))
    assert look(path, rotated).faults == ()
    found = look(path, replace(rotated, chains=()))
    assert "put its file back" in found.faults[0]
    assert found.notes == ()


async def test_a_move_behind_a_rotation_is_no_lost_server(store: Store, path: Path) -> None:
    await store(added(store.keyring, 3))
    rotated = replace(another_root(store.keyring), chains=(store.keyring.chain,))
    await store(partial(Audit(rotated).turn_over, now=NOW))
    await store(partial(Audit(rotated).add, action=Action.RESTORED, user=None, alias="", now=NOW))
    assert [deed.action for deed in look(path, rotated).deeds][-2:] == ["chain_begun", "restored"]
    assert look(path, rotated).notes == ()
    (fault,) = look(path, rotated, Anchor(9, "9f3a64c01b7d22e8")).faults
    assert fault.endswith("is beyond the end: entries were cut off")
    for turn in range(1, 5):
        forged(path, turn, like=turn)
    assert "entry 1 was written under the key deadbeef, which is not here" in look(path, rotated).faults[0]


async def test_a_root_key_that_was_kept_outside_goes_on_with_its_chain(store: Store, path: Path) -> None:
    await store(added(store.keyring, 3))
    await store(partial(store.audit.restored, now=NOW))
    found = look(path, store.keyring)
    assert (found.faults, found.notes) == ((), ())
    assert [deed.action for deed in found.deeds][-1] == "restored"
    (fault,) = look(path, store.keyring, Anchor(9, "9f3a64c01b7d22e8")).faults
    assert "6 entries that came after the backup are gone" in fault


async def test_what_an_earlier_program_restored_is_no_fault_either(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = another_root(store.keyring)
    await store(added(lost, 3))
    await store(partial(store.audit.turn_over, now=NOW))
    await store(partial(store.audit.add, action=Action.RESTORED, user=None, alias="", now=NOW))
    assert look(path, store.keyring).faults == ()
    rotated = replace(another_root(store.keyring), chains=(store.keyring.chain,))
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(path.parent))
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    assert main(["audit", "verify"]) == 0
    told = capsys.readouterr().out
    assert told.count("lost    ") == 3
    assert "whether one was changed shows by anchors alone" in told
    assert "5 entries, 0 anchors, 0 faults; anchor now: 5 " in told
    assert main(["audit", "verify", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["notes"]) == 3
    await store(partial(Audit(rotated).turn_over, now=NOW))
    found = look(path, rotated)
    assert (found.faults, len(found.notes)) == ((), 3), "nor once its root key was changed"


def test_pages_grow_with_the_chain_and_stay_few() -> None:
    rows = [{"turn": turn, "hour": 0, "body": b"", "link": b""} for turn in range(5, 30_005)]
    noted = lost_chain.noted(rows, 30_004)
    assert (len(noted.pages), noted.size) == (100, 300)
    assert list(noted.changed(rows)) == []
    assert list(noted.changed(rows[1_000:])) == []
    rows[29_999]["hour"] = 1
    assert list(noted.changed(rows)) == [(29_705, 30_004)]
