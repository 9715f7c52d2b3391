"""At the start: the epochs of this database, and a line in the log for each that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.ending.ending import RESTING
from bot.logs import Event, Remedy, note
from storage.epoch_keeping import EpochKeeper
from storage.key_check import MissingEpoch, require_keys
from storage.sealing import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from bot.desk.house import House
    from bot.places import Place
    from storage.database import Database, Tx
    from storage.keys import Keyring


async def keeper_over(
    database: Database, keyring: Keyring, *, folder: Path, path: Place, steady: bool = False
) -> tuple[EpochKeeper, tuple[MissingEpoch, ...]]:
    """Who keeps the epochs, and those that are listed and not there. KeyFault: these keys are another line's.

    `steady`: see require_keys.
    """
    vault = Vault(keyring)
    missing = await require_keys(database, keyring, vault, folder=folder, path=path, steady=steady)
    for _half in keyring.halves:
        note(Event.EPOCH_MISSED, remedy=Remedy.EPOCH_FILE)
    for epoch in missing:
        note(Event.EPOCH_MISSED, day=epoch.day, cases=len(epoch.cases), remedy=Remedy.EPOCH_FILE)
    return EpochKeeper(folder=folder, root=keyring.root, vault=vault, database=database), missing


async def given_up(house: House, now: int) -> int:
    """Cases whose epoch will never be there again rest: their persons' words and operators open them. How many."""

    async def unit(tx: Tx) -> int:
        lost = await house.overdue.unheld(tx)
        for case_id in lost:
            await house.cases.cool(tx, case_id, ends=house.line.periods.rests_until(now), state=RESTING)
        return len(lost)

    return await house.database.transact(unit)
