"""docs/ARCHITECTURE.md shows the code as it is now: its pictures are what `make architecture` draws."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import drawn
from tests.way import WAY

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


@pytest.mark.parametrize(
    ("file", "found", "planted_there", "fault"),
    [
        ("bot/delivery/inbox.py", "highest = await self._intake.accept(pieces)", "highest = 1", "Poller._poll calls"),
        ("bot/desk/talks/intake.py", "        await turn.done()\n", "", "said calls"),
        ("bot/delivery/lanes.py", "async def _work(", "async def _worked(", "no Lanes._work"),
        (
            "bot/delivery/inbox.py",
            "        pieces = await self._api.updates(",
            "        self._offset = 1\n        pieces = await self._api.updates(",
            "Poller._poll calls",
        ),
    ],
)
def test_an_update_that_goes_another_way_is_a_fault(
    copy: Path, file: str, found: str, planted_there: str, fault: str
) -> None:
    before = (copy / file).read_text("utf-8")
    assert found in before
    (copy / file).write_text(before.replace(found, planted_there, 1), "utf-8")
    try:
        with pytest.raises(SystemExit, match=fault):
            drawn.drawn(PAGE, copy)
    finally:
        (copy / file).write_text(before, "utf-8")


def test_the_sketch_at_the_top_is_the_same_way() -> None:
    """Its first line names rooms from left to right; the stations pass through them in that order."""
    sketch = PAGE.partition("```")[2].partition("```")[0]
    rooms = [word.rstrip("/") for word in sketch.splitlines()[1].split() if word[0].isalpha()][1:]
    assert rooms[:4] == ["delivery/inbox", "lanes", "handlers", "desk"]
    first = [next(at for at, one in enumerate(WAY) if room in one.file) for room in rooms[:4]]
    assert first == sorted(first)
    assert "delivery/outbox" in sketch
    assert next(at for at, one in enumerate(WAY) if "delivery/outbox" in one.file) > first[-1]
