"""Import rules that the import linter can not say: no I/O in flows, telegram in three places, no vague name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "storage")
IO_MODULES = {
    "aiohttp",
    "aiosqlite",
    "asyncio",
    "io",
    "os",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "time",
}
IO_CALLS = {"open", "print", "input", "read_text", "read_bytes", "write_text", "write_bytes", "now", "today", "urandom"}
LOADERS = {"load.py", "approve.py"}
FOR_TELEGRAM = ("bot/delivery/", "bot/app.py", "handlers/")
VAGUE = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
TALLEST = 300


def modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name


def io_faults(source: str) -> set[str]:
    tree = ast.parse(source)
    return {name for name in imported(tree) if name.split(".")[0] in IO_MODULES} | (set(called(tree)) & IO_CALLS)


def test_flows_do_no_io_outside_their_loaders() -> None:
    for path in sorted((ROOT / "bot" / "flows").glob("*.py")):
        if path.name not in LOADERS:
            assert not io_faults(path.read_text()), path


@pytest.mark.parametrize(
    "planted", ["import os", "from time import time", "open('x')", "path.read_text()", "datetime.now()"]
)
def test_planted_io_is_seen(planted: str) -> None:
    assert io_faults(f"def step():\n    {planted}\n")


def test_telegram_is_known_in_three_places() -> None:
    knowing = {
        str(path.relative_to(ROOT))
        for path in modules()
        if any(name.split(".")[0] == "telegram" for name in imported(ast.parse(path.read_text())))
    }
    assert knowing, "the control: somebody must import it"
    assert not [path for path in knowing if not path.startswith(FOR_TELEGRAM)]


def test_alembic_is_loaded_by_migrations_alone() -> None:
    for path in modules():
        tree = ast.parse(path.read_text())
        if any(name.split(".")[0] in {"alembic", "sqlalchemy"} for name in imported(tree)):
            assert path.name in {"migrate.py", "migrating.py"} or "migrations" in path.parts, path


def test_modules_are_short_and_well_named() -> None:
    for path in modules():
        assert path.stem not in VAGUE, path
        assert len(path.read_text().splitlines()) <= TALLEST, path


def test_nothing_is_left_undone() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")
    for path in modules():
        assert not [mark for mark in marks if mark in path.read_text()], path


def test_only_the_command_line_prints() -> None:
    for path in modules():
        assert "print" not in set(called(ast.parse(path.read_text()))), path
