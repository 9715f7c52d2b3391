"""Promise: whoever can write the database can neither change nor move a sealed field unnoticed.

The attack itself is the proof T3 (`benchmarks/proofs/tamper.py`), carried out by test_proofs.py. Here: that it would
notice what it is there for, and that odd values are refused as damage and no crash.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.proofs import tamper, tamper_swaps
from benchmarks.proofs.tamper_rows import filled
from bot.errors import SealError
from storage import (
    boards,
    calls,
    cases,
    code_tries,
    groups,
    keeps,
    links,
    offers,
    openings,
    parts,
    people,
    posts,
    shifts,
    standing,
    watches,
)
from storage.sealing import Field

if TYPE_CHECKING:
    from tests.storage.conftest import Store

STORES = (
    *(boards, calls, cases, code_tries, groups, keeps, links, offers, openings, parts, people, posts, shifts),
    *(standing, watches),
)


async def test_every_column_of_bytes_is_known_and_filled() -> None:
    recorder = tamper.Recorder()
    with tamper.recording(recorder):
        async with filled() as store:
            sealed, strange = tamper.columns(store, recorder)
            assert strange == []
            assert len({(one.field.table, one.field.column) for one in sealed}) > 35
            with closing(sqlite3.connect(store.path)) as raw, raw:
                raw.execute("ALTER TABLE people ADD COLUMN face BLOB")
                raw.execute("ALTER TABLE cases ADD COLUMN plain BLOB")
                raw.execute("UPDATE cases SET plain = 'in clear'")
            strange = tamper.columns(store, recorder)[1]
            assert [one.split(" is ")[0] for one in strange] == ["people.face", "cases.plain"]


@pytest.mark.slow
async def test_a_store_that_does_not_look_whose_row_it_found_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in STORES:
        monkeypatch.setattr(module, "require_asked", lambda *_: None, raising=False)
    async with filled() as store:
        fooled = [kind async for kind, accepted in tamper_swaps.exchanged(store) if accepted]
    assert len(fooled) > 10


@pytest.mark.parametrize("odd", [None, "text", 5, b"", b"\x01", b"\x01" + bytes(15)])
def test_what_is_no_blob_is_damage_and_no_crash(store: Store, odd: Any) -> None:
    with pytest.raises(SealError):
        store.vault.open(odd, Field("people", "body", b"i" * 16))
