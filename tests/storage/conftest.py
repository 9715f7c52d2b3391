"""A data folder with keys and a migrated database of its own for every test; nothing is faked but the clock."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pytest

from storage.key_making import init_keys
from storage.keys import Keyring, load_keyring
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from storage.stores import Stores, stores_over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

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


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = await open_sqlite(path)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database, keyring: Keyring, path: Path) -> Store:
    vault = Vault(keyring)
    return Store(
        **stores_over(vault, keyring),
        database=database,
        keyring=keyring,
        vault=vault,
        path=path,
    )
