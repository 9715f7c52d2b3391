"""`migrate --to`: everything arrives as it was, or nothing does."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli import main
from bot.errors import StorageError
from storage.copying import Source, copy, opened
from storage.moves import MOVES
from storage.opening import open_database
from storage.postgres import copying

from .test_moves import fill

if TYPE_CHECKING:
    from bot.places import Server
    from storage.database import Tx, Value
    from tests.postgres import Cluster

    from .conftest import Store

pytestmark = pytest.mark.slow


def silent(_done: int, _of: int) -> None:
    """Nobody looks."""


def counts(path: Path) -> dict[str, int]:
    with opened(path) as raw:
        return {table.name: table.rows for table in Source(raw, path).tables()}


@pytest.fixture
async def filled(store: Store, path: Path) -> Path:
    """A stopped installation with rows in every sealed table."""
    await store(lambda tx: fill(store, tx))
    await store(lambda tx: tx.run("hour_save", what="clock", hour=3_600))
    await store.database.close()
    return path


async def test_every_row_arrives_and_serves(filled: Path, path: Path, server: Server) -> None:
    told: list[tuple[int, int]] = []
    moved = await asyncio.to_thread(copy, filled, server, lambda done, of: told.append((done, of)))
    assert moved == counts(filled)
    assert min(moved[name] for name in MOVES) >= 1
    assert told[-1] == (2 * sum(moved.values()), 2 * sum(moved.values()))
    database = await open_database(server)
    people = await database.transact(lambda tx: tx.all("people_page", after=b"", limit=1_000))
    turns = await database.transact(next_turns)
    await database.close()
    assert len(people) == moved["people"]
    assert turns[-1] == max(turns[:-1]) + 1  # what is queued now goes behind what waited


async def next_turns(tx: Tx) -> list[int]:
    """The turns of all rows of the outbox, with one that is added last."""
    new: dict[str, Value] = {"id": b"new", "post": None, "turn": None, "priority": 1, "tries": 0, "due": 0, "body": b""}
    await tx.run("outbox_add", **new)
    ids = [row["id"] for row in await tx.all("outbox_line", now=2**40, late=0, limit=1_000)]
    rows = [await tx.one("outbox_row", id=row) for row in ids]
    return sorted(row["turn"] for row in rows if row is not None)


async def test_a_target_with_rows_is_refused_and_left(
    filled: Path, path: Path, server: Server, cluster: Cluster
) -> None:
    await asyncio.to_thread(copy, filled, server, silent)
    before = cluster.say(server.url.rpartition("/")[2], "SELECT COUNT(*) FROM people")
    with pytest.raises(StorageError, match="has rows already; move into a database of its own"):
        await asyncio.to_thread(copy, filled, server, silent)
    assert cluster.say(server.url.rpartition("/")[2], "SELECT COUNT(*) FROM people") == before


async def test_cut_off_anywhere_nothing_has_moved(
    filled: Path, path: Path, server: Server, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(done: int, of: int) -> None:
        if done > of * 3 // 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await asyncio.to_thread(copy, filled, server, cut)
    assert cluster.say(server.url.rpartition("/")[2], "SELECT COUNT(*) FROM people") == "0"
    monkeypatch.setattr(copying, "selected", lambda table: f"SELECT * FROM {table.name} LIMIT 0")
    with pytest.raises(StorageError, match="came out otherwise; nothing was brought there"):
        await asyncio.to_thread(copy, filled, server, silent)
    monkeypatch.undo()
    await asyncio.to_thread(copy, filled, server, silent)


async def test_a_changed_byte_is_found(
    filled: Path, path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, seen = Source.pages, []

    def other(self: Source, table: Any) -> Any:
        seen.append(table.name)
        for page in pages(self, table):
            spoiled = table.name == "people" and seen.count("people") == 1
            yield [(*row[:-1], b"other") for row in page] if spoiled else page

    monkeypatch.setattr(Source, "pages", other)
    with pytest.raises(StorageError, match="came out otherwise"):
        await asyncio.to_thread(copy, filled, server, silent)


async def test_a_running_bot_is_refused(store: Store, path: Path, server: Server) -> None:
    with pytest.raises(StorageError, match="held by another process; stop that one first"):
        await asyncio.to_thread(copy, path, server, silent)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://u:PLANTED@127.0.0.1:1/x", "the server does not answer"),
        ("postgresql://u:PLANTED@db.example.org/x", "would trust any server on the way"),
        ("mysql://u:PLANTED@127.0.0.1/x", "is not the address of a PostgreSQL database"),
        ("postgresql://u:PLANTED@127.0.0.1:99999999/x", "is not the address of a PostgreSQL database"),
        ("postgresql://u:1/PLANTED@h/x?sslmode=verify-full", "is not the address of a PostgreSQL database"),
    ],
)
def test_a_wrong_url_is_one_line_without_the_password(
    url: str, words: str, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(data))
    assert main(["migrate", "--to", url]) != 0
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert "PLANTED" not in said


def test_the_command_says_what_comes_next(
    path: Path, data: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO hours (what, hour) VALUES ('clock', 7200)")
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(data))
    assert main(["migrate", "--to", server.url]) == 0
    said = capsys.readouterr().out
    assert "each read back and compared" in said
    assert "HOTLINE_DATABASE_URL" in said


def test_a_script_is_told_how_many_rows_of_what_have_moved(
    path: Path, data: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO hours (what, hour) VALUES ('clock', 7200)")
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(data))
    assert main(["migrate", "--to", server.url, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["place"], said["moved"]["hours"]) == (str(server), 1)
