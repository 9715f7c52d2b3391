"""A data folder with keys and a migrated database of its own for every test; nothing is faked but the clock.

Tests that ask for `database` or `store` run on SQLite and on PostgreSQL (slow); not those that look into the file,
which ask for `path`.
"""

from __future__ import annotations

import inspect
import shutil
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from storage.key_making import init_keys
from storage.keys import Keyring, load_keyring
from storage.migrate import migrate
from storage.opening import open_database
from storage.sealing import Vault
from storage.stores import Stores, stores_over
from tests.postgres import BOTH

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from bot.places import Place
    from storage.database import Database, Tx

T = TypeVar("T")
NOW = 1_800_000_000


@dataclass(frozen=True, kw_only=True)
class Store(Stores):
    """Everything of storage over one database, and the way to run one unit on it."""

    database: Database
    keyring: Keyring
    vault: Vault
    path: Path
    place: Place
    keys: Path

    async def __call__(self, unit: Callable[[Tx], Awaitable[T]]) -> T:
        return await self.database.transact(unit)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template")
    init_keys(root / "data", recipients=(), operator_key_out=root / "operator.key", now=NOW)
    migrate(root / "data" / "parley.db")
    return root


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """Holds data/ (keys, parley.db) and operator.key."""
    shutil.copytree(template, tmp_path / "line")
    return tmp_path / "line"


@pytest.fixture
def data(folder: Path) -> Path:
    return folder / "data"


@pytest.fixture
def path(data: Path) -> Path:
    return data / "parley.db"


@pytest.fixture
def keyring(data: Path) -> Keyring:
    return load_keyring(data, now=NOW)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Everything that does not look into SQLite's file itself runs on both."""
    if "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", ["sqlite"] if _looks_into_the_file(metafunc) else BOTH)


def _looks_into_the_file(metafunc: pytest.Metafunc) -> bool:
    asked = {"path", "data", "folder"} & set(inspect.signature(metafunc.function).parameters)
    return bool(asked) or _names_the_file(metafunc.function.__code__, vars(metafunc.module), set())


def _names_the_file(code: CodeType, module: dict[str, Any], seen: set[CodeType]) -> bool:
    """Whether a function, or one of its module that it calls, uses sqlite3 or the file's path."""
    seen.add(code)
    within = [const for const in code.co_consts if isinstance(const, CodeType)]
    classes = [one for one in module.values() if isinstance(one, type) and one.__module__ == module["__name__"]]
    called = [getattr(place, name, None) for name in code.co_names for place in classes] + [
        module.get(name) for name in code.co_names
    ]
    others = [*within, *(one.__code__ for one in called if isinstance(one, FunctionType))]
    return bool({"sqlite3", "path"} & set(code.co_names)) or any(
        _names_the_file(one, module, seen) for one in others if one not in seen and one.co_filename == code.co_filename
    )


@pytest.fixture
async def database(place: Place) -> AsyncIterator[Database]:
    opened = await open_database(place)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database, keyring: Keyring, path: Path, place: Place) -> Store:
    vault = Vault(keyring)
    return Store(
        **stores_over(vault, keyring),
        database=database,
        keyring=keyring,
        vault=vault,
        path=path,
        place=place,
        keys=path.with_name("keys"),
    )
