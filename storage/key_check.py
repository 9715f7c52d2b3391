"""At the start: whether these are the keys of this database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import KeyFault
from storage.sealing import FORMAT

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Database, Tx
    from storage.keys import Keyring


async def require_keys(database: Database, keyring: Keyring, *, folder: Path, path: Path) -> None:
    """KeyFault if anything in the database at `path` is sealed under an epoch that the key folder does not hold.

    Another line's keys would find nobody and open nothing, without a word. A damaged field is no sign of other keys.
    """
    known = {epoch.key_id for epoch in keyring.epochs}
    used = await database.transact(_used)
    if not used <= known:
        message = (
            f"the keys in {folder} are not the ones of {path}; "
            "put the right key folder back, or, if this is the right one, the database from a copy"
        )
        raise KeyFault(message)


async def _used(tx: Tx) -> set[bytes]:
    return {row["head"][1:] for row in await tx.all("heads_in_use") if row["head"][:1] == FORMAT}
