"""docs/ARCHITECTURE.md shows the code as it is now: its pictures are what `make architecture` draws."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import drawn

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = drawn.PAGE.read_text("utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code alone, elsewhere, so that something can be planted in it."""
    made = tmp_path_factory.mktemp("copy")
    for room in drawn.CODE:
        shutil.copytree(drawn.ROOT / room, made / room, ignore=shutil.ignore_patterns("__pycache__", "page", "*.pyc"))
    shutil.copy(drawn.ROOT / "pyproject.toml", made)
    return made


def test_the_pictures_are_those_of_the_code() -> None:
    assert drawn.drawn(PAGE) == PAGE, "docs/ARCHITECTURE.md: its pictures are older than the code; `make architecture`"


def test_the_pictures_say_what_the_house_is_built_on() -> None:
    edges, tables = drawn.rooms(drawn.ROOT), drawn.writers(drawn.ROOT)
    assert edges["handlers"] == {"desk", drawn.BELOW}
    assert edges["storage"] == edges["flows"] == {drawn.BELOW}
    assert len(tables) > 30
    assert {table for table, names in tables.items() if not names} == {"turnstile"}, "a table that nobody writes"
    assert tables["audit"] == {"audit.py"}
    assert tables["bans"] == {"bans.py", "forgetting.py", "moving.py", "moving_beside.py"}
    assert tables["hosts"] == {"letters/asking.py", "letters/office.py"}
    assert tables["restored"] == {"postgres/restoring.py"}
    assert tables["parley_crew.shares"] == {"postgres/crew.py"}
    assert "bot/desk/succession.py" in tables["outbox"]


def planted(path: Path, words: str) -> Callable[[], None]:
    """Add words to a file; what takes them out again."""
    before = path.read_text("utf-8") if path.exists() else None
    path.write_text((before or "") + words, "utf-8")

    def undo() -> None:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, "utf-8")

    return undo


@pytest.mark.parametrize(
    ("file", "words", "seen"),
    [
        ("bot/flows/planted.py", "def late() -> None:\n    from storage.cases import Cases\n", "flows --> storage"),
        ("storage/audit.py", "\nfrom bot.desk import house\n", "storage --> desk"),
        ("storage/sql/planted.sql", "-- name: plant!\nDELETE FROM audit;\n", ""),
        (
            "storage/migrations/versions/9999_planted.sql",
            "\nCREATE TABLE planted (id BLOB);\n",
            "| `planted` | nobody |",
        ),
    ],
)
def test_a_planted_import_writer_or_table_is_drawn(copy: Path, file: str, words: str, seen: str) -> None:
    undo = planted(copy / file, words)
    more = planted(copy / "storage" / "planted.py", 'NAMED = "plant"\n') if not seen else None
    try:
        page = drawn.drawn(PAGE, copy)
    finally:
        for one in (undo, more):
            if one:
                one()
    assert page != PAGE
    assert (seen or "| `audit` | `audit.py`, `planted.py` |") in page


@pytest.mark.parametrize(
    ("file", "words", "told"),
    [
        ("bot/planted.py", "", "bot.planted: in no layer"),
        ("storage/sql/planted.sql", "-- name: plant!\nDELETE FROM audit;\n", "plant writes audit, and no module"),
        (
            "storage/planted.py",
            'def late(table: str) -> str:\n    return f"DELETE FROM {table}"\n',
            "named when it runs",
        ),
    ],
)
def test_what_has_no_place_is_a_fault(copy: Path, file: str, words: str, told: str) -> None:
    undo = planted(copy / file, words)
    try:
        with pytest.raises(SystemExit, match=told):
            drawn.drawn(PAGE, copy)
    finally:
        undo()


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ('def late(table: str) -> str:\n    return f"forgotten_{table}"\n', "| `drafts` | `forgetting.py`, "),
        ('SQL = "DELETE FROM audit WHERE seq > 1"\n', "| `audit` | `audit.py`, `planted.py` |"),
        ('SQL = "CREATE TABLE IF NOT EXISTS late (id INT)"\n', "| `late` | nobody |"),
    ],
)
def test_planted_sql_of_a_module_is_drawn(copy: Path, words: str, seen: str) -> None:
    undo = planted(copy / "storage" / "planted.py", words)
    try:
        page = drawn.drawn(PAGE, copy)
    finally:
        undo()
    assert page != PAGE
    assert seen in page
    assert "`planted.py`" in page or "nobody" in seen


def test_a_page_without_its_marks_says_what_to_do() -> None:
    with pytest.raises(SystemExit, match="put both back"):
        drawn.drawn(PAGE.replace(drawn.MARK.format("tables"), ""))
