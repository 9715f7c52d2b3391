"""What is called readable was decrypted; what is called sealed does not open with the keys given."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from storage.cases import Answer, NewCase
from storage.readable import Loot, Way, loot_of, readable, readings

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Store

NEW = NewCase(kind="question", door="d", language="en", bot=1, chat=77, answers=(Answer("q", "What?", "Water."),))


async def test_each_key_reads_what_it_opens_and_no_more(store: Store, folder: Path, tmp_path: Path) -> None:
    hot = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    closed = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    await store(lambda tx: store.cases.close(tx, closed, reason="x", now=NOW))
    copy = shutil.copytree(store.path.parent, tmp_path / "stolen")
    database, operator = copy / "parley.db", (folder / "operator.key").read_text()
    server = loot_of(copy / "keys", store.keyring.root)
    assert len(server.epochs) == 1
    assert readable(database, server) == {hot.alias: Way.EPOCH, closed.alias: Way.SEALED}
    assert readable(database, loot_of(copy / "keys", None)) == dict.fromkeys((hot.alias, closed.alias), Way.SEALED)
    assert readable(database, loot_of(copy / "keys", bytes(32))) == dict.fromkeys((hot.alias, closed.alias), Way.SEALED)
    assert readable(database, Loot(identities=(operator,))) == dict.fromkeys((hot.alias, closed.alias), Way.OPERATOR)
    assert readable(database, loot_of(copy / "keys", store.keyring.root, [operator]))[closed.alias] == Way.OPERATOR
    (found,) = [one for one in readings(database, server) if one.alias == hot.alias]
    assert found.chat == NEW.chat
    assert any("Water." in str(entry) for entry in found.entries)
    assert "Water" not in repr(found)


def test_what_is_no_database_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database at all, and long enough to be looked at" * 40)
    with pytest.raises(StorageError):
        readable(tmp_path / "x.db", Loot())
