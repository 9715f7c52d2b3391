"""At the start: whether these are the keys of this database, and what it lacks.

The database lists every epoch that was ever used with it. One that is listed, was not destroyed on purpose and is not
in the key folder is missing: what it sealed is left as it lies until its file is back, and the line goes on without it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.counted import counted
from bot.errors import KeyFault
from storage.epoch_keeping import gone_files, there
from storage.epochs import destroy_epoch, epoch_file
from storage.sealing import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.places import Place
    from storage.database import Database, Row, Tx
    from storage.keys import Keyring
    from storage.sealing import Vault


@dataclass(frozen=True, slots=True)
class MissingEpoch:
    """An epoch whose file is not there. `cases`: the aliases of those that can not be read meanwhile."""

    key_id: bytes
    day: int
    cases: tuple[str, ...]

    def told(self, folder: Path) -> str:
        """One line: the file, what it costs, the remedy."""
        file = folder / "epochs" / epoch_file(self.key_id, self.day)
        cost = f"{counted(len(self.cases), 'case')} can not be read without it"
        return f"{file}: is missing, {cost}; put the file back from where the keys are kept and start again"


async def require_keys(  # noqa: PLR0913 - where the keys lie, and where the rows
    database: Database, keyring: Keyring, vault: Vault, *, folder: Path, path: Place, steady: bool = False
) -> tuple[MissingEpoch, ...]:
    """Let the vault hold what it may, and the newest held epoch seal; tell which epochs are missing.

    KeyFault, one line, if no epoch that the database at `path` lists is in the key folder: another line's keys would
    find nobody and open nothing, without a word. An epoch destroyed on purpose whose file is still there (a crash in
    between) is destroyed now.

    `steady`: other hosts may lack an epoch that nothing was sealed under yet: what sealed goes on sealing.
    """

    async def unit(tx: Tx) -> tuple[MissingEpoch, ...] | None:
        listed = await tx.all("epochs_listed")
        gone = {bytes(row["key_id"]) for row in listed if row["state"] == "gone"}
        ours = {bytes(row["key_id"]) for row in listed} - gone
        held = [epoch for epoch in keyring.epochs if epoch.key_id not in gone]
        ids = {epoch.key_id for epoch in held}
        if not held or not (ours & ids if ours else await _used(tx) - gone <= ids):
            return None
        known = [epoch for epoch in held if epoch.key_id in ours] if steady else []
        for epoch in known or held:
            await tx.run("epoch_list", key_id=epoch.key_id, day=epoch.day)
        await tx.run("epoch_write", key_id=(known or held)[0].key_id)
        await _park(tx, held=ids, missing=ours - ids)
        return await missing_epochs(tx, ids)

    database.seals_with(vault.seal_with)
    missing = await database.transact(unit)
    if missing is None:
        message = f"the keys in {folder} are not the ones of {path}; put the right key folder back"
        raise KeyFault(message)
    await database.ping()  # the vault seals as the commit has it
    await _finish_destroying(database, vault, folder)
    return missing


async def missing_epochs(tx: Tx, held: Iterable[bytes]) -> tuple[MissingEpoch, ...]:
    """The listed epochs that are neither held nor gone, oldest first, with the cases they seal. Reads only."""
    wanted = set(held)
    rows = [row for row in await tx.all("epochs_listed") if row["state"] != "gone" and row["key_id"] not in wanted]
    return tuple([await _missing(tx, row) for row in rows])


async def _missing(tx: Tx, row: Row) -> MissingEpoch:
    cases = await tx.all("cases_sealed_by", head=FORMAT + row["key_id"])
    return MissingEpoch(bytes(row["key_id"]), row["day"], tuple(case["alias"] for case in cases))


async def _park(tx: Tx, *, held: set[bytes], missing: set[bytes]) -> None:
    """What waits to be worked or sent under a missing epoch waits on, aside, until that epoch is held again."""
    for key_id in missing:
        await tx.run("inbox_park", head=FORMAT + key_id)
        await tx.run("outbox_park", head=FORMAT + key_id)
    for key_id in held:
        await tx.run("inbox_unpark", head=FORMAT + key_id)
        await tx.run("outbox_unpark", head=FORMAT + key_id)


async def _finish_destroying(database: Database, vault: Vault, folder: Path) -> None:
    """Every file of an epoch that is gone. One that the disk refuses stops no start: the nights sweep and tell."""
    for row in await database.transact(lambda tx: tx.all("epochs_listed")):
        if row["state"] == "gone":
            vault.forget(bytes(row["key_id"]))
    for path in there(folder, await database.transact(gone_files)):
        with suppress(KeyFault):
            destroy_epoch(path)


async def _used(tx: Tx) -> set[bytes]:
    """What sealed the rows of a database that an earlier program left without a list."""
    return {row["head"][1:] for row in await tx.all("heads_in_use") if row["head"][:1] == FORMAT}
