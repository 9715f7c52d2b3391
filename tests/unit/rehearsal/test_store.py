"""The look at the store reads what is there, writes nothing, and finds a planted word."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.rehearsal.store import SHOWN_ROWS, Store, StoreError


@pytest.fixture
def base(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database as the bot keeps one: write-ahead log, open for writing."""
    with closing(sqlite3.connect(tmp_path / "parley.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE cases (id BLOB, alias TEXT, hour INTEGER)")
        yield connection


def test_rows_show_bytes_as_hex_newest_first(base: sqlite3.Connection, tmp_path: Path) -> None:
    base.execute("INSERT INTO cases VALUES (x'00ff', 'K7M2QX', 1)")
    base.execute("INSERT INTO cases VALUES (NULL, 'P3RT8W', 2)")
    shown = Store(tmp_path).rows("cases")
    assert shown["columns"] == ["id", "alias", "hour"]
    assert shown["rows"] == [[None, "P3RT8W", 2], [{"size": 2, "hex": "00ff"}, "K7M2QX", 1]]


def test_a_long_table_shows_its_newest_rows_only(base: sqlite3.Connection, tmp_path: Path) -> None:
    base.executemany("INSERT INTO cases VALUES (NULL, NULL, ?)", [(number,) for number in range(SHOWN_ROWS + 5)])
    rows = Store(tmp_path).rows("cases")["rows"]
    assert [row[2] for row in rows] == list(range(SHOWN_ROWS + 4, 4, -1))
    assert Store(tmp_path).tables() == [{"name": "cases", "rows": SHOWN_ROWS + 5}]


def test_the_version_moves_with_every_commit(base: sqlite3.Connection, tmp_path: Path) -> None:
    before = Store(tmp_path).version()
    base.execute("INSERT INTO cases VALUES (NULL, NULL, 1)")
    assert Store(tmp_path).version() != before


@pytest.mark.parametrize("name", ["nothing", "sqlite_master", 'cases"; DROP TABLE cases; --', ""])
def test_no_other_name_is_read_as_a_table(base: sqlite3.Connection, tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError):
        Store(tmp_path).rows(name)
    assert Store(tmp_path).tables() == [{"name": "cases", "rows": 0}]


def test_looking_writes_nothing(base: sqlite3.Connection, tmp_path: Path) -> None:
    base.execute("INSERT INTO cases VALUES (NULL, 'K7M2QX', 1)")
    before = Store(tmp_path).version()
    Store(tmp_path).tables()
    Store(tmp_path).rows("cases")
    assert Store(tmp_path).version() == before


def test_an_empty_folder_has_nothing_to_show(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert (store.tables(), store.version(), store.database()) == ([], (), None)
    with pytest.raises(StoreError):
        store.rows("cases")


def test_a_planted_word_is_found_however_it_is_written(base: sqlite3.Connection, tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.look("Сдаться").hits == 0
    base.execute("INSERT INTO cases VALUES (NULL, ?, 1)", ("хочу сдаться",))
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "old.log").write_bytes("СДАТЬСЯ".encode("utf-16-le"))
    found = store.look("Сдаться")
    assert found.hits == 2
    assert found.files >= 3
