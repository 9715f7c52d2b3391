"""For proofs that need rows and nothing else: every store over a migrated database with keys of its own."""

from __future__ import annotations

import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage.key_making import init_keys
from storage.keys import load_keyring
from storage.migrate import migrate
from storage.sealing import Vault
from storage.sqlite import open_sqlite
from storage.stores import stores_over
from tests.storage.conftest import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW: Final = 1_800_000_000


@asynccontextmanager
async def bare_store() -> AsyncIterator[Store]:
    """Until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        init_keys(data, recipients=(), operator_key_out=Path(folder) / "operator.key", now=NOW)
        migrate(data / "parley.db")
        keyring, database = load_keyring(data, now=NOW), await open_sqlite(data / "parley.db")
        vault = Vault(keyring)
        made, path = stores_over(vault, keyring), data / "parley.db"
        try:
            yield Store(
                **made, database=database, keyring=keyring, vault=vault, path=path, place=path, keys=data / "keys"
            )
        finally:
            await database.close()
