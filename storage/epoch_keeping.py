"""Epochs while the line runs: made, switched to, destroyed; and the lock of whoever may do so."""

from __future__ import annotations

import asyncio
import fcntl
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.errors import KeyFault
from storage.epochs import Epoch, destroy_epoch, epoch_file, epoch_files, new_epoch, write_epoch
from storage.sealing import FORMAT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from storage.database import Database, Tx
    from storage.sealing import Vault

LOCK: Final = "night.lock"
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochKeeper:
    """Makes and destroys the epochs of one line. `folder`: the key folder. Only under `hold_night`.

    `agree`: returns when everybody else who could serve holds a new epoch; nothing is sealed under it before.
    """

    folder: Path
    root: bytes = field(repr=False)
    vault: Vault
    database: Database
    random_bytes: Callable[[int], bytes] = os.urandom
    agree: Callable[[Epoch], Awaitable[object]] | None = None

    async def make(self, *, now: int) -> Epoch:
        """A new epoch that seals from now on. Its file is on the disk before anything is sealed under it.

        When this returns, every unit that may still have sealed under an earlier epoch is committed. KeyFault: the disk
        refuses the file, or all keys were forgotten while others were waited for.
        """
        epoch = self._waiting(now) or await self._written(now)
        self.vault.hold(epoch)
        if self.agree is not None:
            await self.agree(epoch)

        async def unit(tx: Tx) -> None:
            if epoch not in self.vault.epochs:
                raise KeyFault(f"{self.folder}: all keys were forgotten meanwhile; the line goes on with another")
            await tx.run("epoch_list", key_id=epoch.key_id, day=epoch.day)
            await tx.run("epoch_write", key_id=epoch.key_id)

        await self.database.transact(unit)
        await self.database.ping()
        return epoch

    def _waiting(self, now: int) -> Epoch | None:
        """Today's epoch, made before and agreed on by nobody yet."""
        newest = self.vault.epochs[0]
        return newest if self.agree is not None and newest.day >= now // _DAY and newest != self.vault.sealing else None

    async def _written(self, now: int) -> Epoch:
        epoch, path = new_epoch(now=now, random_bytes=self.random_bytes), self.folder / "epochs"
        try:
            await asyncio.to_thread(write_epoch, path, epoch, self.root, random_bytes=self.random_bytes)
        except OSError as fault:
            message = f"{path}: no key for today can be written ({fault.strerror}); check the disk"
            raise KeyFault(message) from fault
        return epoch

    async def destroy(self, epoch: Epoch, *, also: Callable[[Tx, Epoch], Awaitable[object]] | None = None) -> bool:
        """Destroy an epoch for ever; whatever it seals is lost. False: it is the one that seals, or was gone before.

        What ends with it goes in the same transaction, with whatever is `also` to be done. Noted as gone first: cut off
        in between, or where the disk refuses (KeyFault), `sweep` destroys the file.
        """

        async def unit(tx: Tx) -> bool:
            await tx.run("epoch_list", key_id=epoch.key_id, day=epoch.day)  # its making may have been cut off
            if await tx.one("epoch_gone", key_id=epoch.key_id) is None:
                return False
            await tx.run("prints_end", head=FORMAT + epoch.key_id)
            if also is not None:
                await also(tx, epoch)
            return True

        if not await self.database.transact(unit):
            return False
        self.vault.forget(epoch.key_id)
        path = self.folder / "epochs" / epoch_file(epoch.key_id, epoch.day)
        await asyncio.to_thread(destroy_epoch, path, random_bytes=self.random_bytes)
        return True

    async def left_over(self) -> list[Path]:
        """The files of epochs that are gone: their destruction was cut off, or the disk refused it."""
        gone = await self.database.transact(gone_files)
        return await asyncio.to_thread(there, self.folder, gone)

    async def sweep(self) -> tuple[str, ...]:
        """Destroy those files, also one that was overwritten and kept its name; a line for each that can not be."""
        faults = []
        for path in await self.left_over():
            try:
                await asyncio.to_thread(destroy_epoch, path, random_bytes=self.random_bytes)
            except KeyFault as fault:
                faults.append(str(fault))
        return tuple(faults)


async def gone_files(tx: Tx) -> frozenset[str]:
    """The names of the files that no epoch may have any more."""
    rows = await tx.all("epochs_listed")
    return frozenset(epoch_file(row["key_id"], row["day"]) for row in rows if row["state"] == "gone")


def there(folder: Path, gone: frozenset[str]) -> list[Path]:
    """Which of these names a key folder has."""
    return [path for path in epoch_files(folder / "epochs") if path.name in gone]


@contextmanager
def hold_night(folder: Path) -> Iterator[None]:
    """Be the only one who makes and destroys epochs of this key folder; the kernel lets go, however a process ends.

    All workers of a line share the folder. KeyFault: another has it.
    """
    path = folder / LOCK
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(descriptor)
        message = f"{path}: another process makes or destroys epochs just now; wait for it to end"
        raise KeyFault(message) from fault
    try:
        yield
    finally:
        os.close(descriptor)
