"""At the start: whether these are all the keys of this database.

The database lists every epoch that was ever used with it. An epoch that is listed and was not destroyed on purpose must
be there: without its file everything sealed under it would be given up as damaged, one row after another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import KeyFault
from storage.epochs import epoch_file
from storage.sealing import FORMAT

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Database, Row, Tx
    from storage.keys import Keyring


async def require_keys(database: Database, keyring: Keyring, *, folder: Path, path: Path) -> None:
    """KeyFault, one line, if an epoch that the database at `path` lists is not in the key folder; then list new ones.

    Another line's keys would find nobody and open nothing, without a word. A field under an id that was never listed
    is damage of one row: it is told where it is opened. While nothing is listed, none may be unknown.
    """
    held = {epoch.key_id for epoch in keyring.epochs}

    async def unit(tx: Tx) -> str | None:
        listed = await tx.all("epochs_listed")
        ours = {row["key_id"] for row in listed}
        if not (ours & held if ours else await _used(tx) <= held):
            return f"the keys in {folder} are not the ones of {path}; put the right key folder back"
        missing = [row for row in listed if row["key_id"] not in held]
        if not missing:
            for epoch in keyring.epochs:
                await tx.run("epoch_list", key_id=epoch.key_id, day=epoch.day)
        return _lacking(missing, folder) if missing else None

    if fault := await database.transact(unit):
        raise KeyFault(fault)


def _lacking(missing: list[Row], folder: Path) -> str:
    first = missing[0]
    name = folder / "epochs" / epoch_file(first["key_id"], first["day"])
    more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
    return f"{name}{more}: is missing, what it sealed would be lost; put the file back from where the keys are kept"


async def _used(tx: Tx) -> set[bytes]:
    """What sealed the rows of a database that an earlier program left without a list."""
    return {row["head"][1:] for row in await tx.all("heads_in_use") if row["head"][:1] == FORMAT}
