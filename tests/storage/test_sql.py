"""The named statements keep to what SQLite and PostgreSQL share."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import storage
from storage.forgetting import BODIES
from storage.moves import MOVES

ROOM = Path(storage.__file__).parent
FILES = sorted((ROOM / "sql").glob("*.sql"))
STATEMENTS = [
    (file.name, *match)
    for file in FILES
    for match in re.findall(r"-- name: (\w+)(\S*)\n(.*?)(?=-- name:|\Z)", file.read_text(), re.DOTALL)
]
CALLS = [
    (path.name, line) for path in ROOM.rglob("*.py") for line in path.read_text().splitlines() if "tx.run(" in line
]
UNPORTABLE = re.compile(
    r"\b(AUTOINCREMENT|ROWID|OR REPLACE|OR IGNORE|IFNULL|GLOB|DATETIME|STRFTIME|LAST_INSERT_ROWID|PRAGMA|ILIKE)\b",
    re.IGNORECASE,
)


def faults(statements: list[tuple[str, str, str, str]]) -> list[str]:
    """What is wrong with statements (file, name, suffix, text)."""
    found = []
    for _file, name, suffix, text in statements:
        changes = re.search(r"^(INSERT|UPDATE|DELETE)", text, re.MULTILINE)
        returns = "RETURNING" in text
        if suffix not in {"", "^", "!"}:
            found.append(f"{name}: suffix {suffix} differs between drivers")
        if suffix == "!" and (returns or not changes):
            found.append(f"{name}: the result of ! is never read")
        if suffix != "!" and changes and not returns:
            found.append(f"{name}: a change without RETURNING has nothing to read")
        if UNPORTABLE.search(text):
            found.append(f"{name}: not portable")
    return found


def test_statements_are_portable() -> None:
    assert len(STATEMENTS) > 50
    assert faults(STATEMENTS) == []


@pytest.mark.parametrize(
    "planted",
    [
        ("x.sql", "a", "<!", "INSERT INTO t VALUES (1) RETURNING id;"),
        ("x.sql", "b", "!", "UPDATE t SET a = 1 RETURNING id;"),
        ("x.sql", "c", "^", "DELETE FROM t;"),
        ("x.sql", "d", "!", "INSERT OR REPLACE INTO t VALUES (1);"),
    ],
)
def test_a_planted_statement_is_found(planted: tuple[str, str, str, str]) -> None:
    assert len(faults([planted])) == 1


def test_the_result_of_run_is_never_read() -> None:
    assert len(CALLS) > 20
    assert [call for call in CALLS if not call[1].strip().startswith("await tx.run(")] == []


def test_names_are_unique_and_each_is_used() -> None:
    names = [name for _file, name, _suffix, _text in STATEMENTS]
    assert len(set(names)) == len(names)
    code = "".join(path.read_text() for path in ROOM.rglob("*.py"))
    built = {f"{table}_{what}" for table in MOVES for what in ("behind", "move", "over")}
    built |= {f"forgotten_{table}" for table in BODIES}
    assert [name for name in names if f'"{name}"' not in code and name not in built] == []


def test_no_column_of_the_tables_is_a_name_a_text_or_a_second(path: Path) -> None:
    clear = {"bot", "update_id", "hour", "urgent", "state", "turn", "priority", "claimed", "tries", "due", "origin"}
    clear |= {
        "host",
        "hot",
        "serving",
        "struck",
        "alias",
        "recipient",
        "sealed_for",
        "learned",
        "tally",
        "day",
        "ends",
        "what",
        "answer",
    }
    with closing(sqlite3.connect(path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            (column[1], column[2])
            for table in tables
            if table != "alembic_version"
            for column in raw.execute(f"PRAGMA table_info({table})")
        }
    assert {name for name, kind in columns if kind != "BLOB"} <= clear
