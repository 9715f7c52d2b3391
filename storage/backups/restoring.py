"""A backup is put back: into an empty data folder and, where one is named, an empty server; whole or not at all.

All of it is made ready below `restoring` in the data folder. While that is there nothing of this folder is used (see
keys.load_keyring), and a restore that finds it there throws away what the one before left. Its end is the last step.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.errors import BackupFault, ParcelFault, StorageError
from bot.probes import Probe, unprobed
from storage import age
from storage.backups.hold import Hold, held, put_on_hold
from storage.backups.opening import plain
from storage.backups.parcel import ANCHORS, Manifest, unpack
from storage.backups.rows import rows_of
from storage.backups.snapshot import forget_unsaved, mend_indexes, require_whole
from storage.chains import read_chains
from storage.epochs import destroy_epoch as destroy
from storage.epochs import new_epoch, read_epochs, write_epoch
from storage.faults import fault_of
from storage.keys import (
    DATABASE,
    PEPPER_MARK,
    RESTORING,
    ROOT_MARK,
    KeyFolder,
    Keyring,
    mark_secret,
    read_recipients,
    read_secret,
    secret_in,
)
from storage.locking import hold as hold_database
from storage.primitives import KEY_SIZE
from storage.private_files import make_folder, replace_whole, sync_folder, write_new
from storage.versions import behind, known

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path
    from typing import IO

    from bot.places import Server
    from storage.backups.rows import Rows

_DAY: Final = 86_400
_HOUR: Final = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Restorer:
    """One restore. `root`: the root key, where it has no file; `migrate`: brings a database to this program's version.

    `server`: where the rows go, if not into the data folder. `settle`: makes this keyring's one epoch the only one of a
    database, and takes out what no key opens any more; `note`: audits that one was put back with its keys. `revive`:
    opens the cases that wait, in the staged folder, by an operator's key, before rows go to a server (a row there costs
    a way and back); none: that is done later.
    `told`: a step's name, what is done of it, and of how much.
    """

    data_dir: Path
    where: KeyFolder
    now: int
    migrate: Callable[[Path], object]
    settle: Callable[[Path, Keyring], Awaitable[None]]
    note: Callable[[Path, Keyring], Awaitable[None]]
    server: Server | None = None
    revive: Callable[[Path, Hold, str], Awaitable[Hold]] | None = None
    told: Callable[[str, int, int], object] = lambda _step, _done, _of: None
    root: bytes | None = field(default=None, repr=False)
    random_bytes: Callable[[int], bytes] = os.urandom
    probe: Probe = unprobed

    async def restore(self, source: IO[bytes], secret: str | None) -> Hold:
        """Put it back. BackupFault, SealError, KeyFault, StorageError: one line, and the folder is as it was."""
        brought = partial(self.told, "bringing the rows")
        try:
            make_folder(self.data_dir)
            lock = hold_database(self.data_dir / DATABASE)
            try:
                async with rows_of(self.data_dir, self.server, self.probe, brought) as rows:
                    return await self._restore(source, secret, rows)
            finally:
                lock.release()
        except OSError as fault:
            words = "nothing was restored; free the disk, or look at the folder's owner"
            raise BackupFault(f"{fault.filename or self.data_dir}: {fault.strerror}; {words}") from fault

    @property
    def _stage(self) -> Path:
        return self.data_dir / RESTORING

    async def _restore(self, source: IO[bytes], secret: str | None, rows: Rows) -> Hold:
        if self._stage.exists():
            await self._clear(rows)
        self._require_empty()
        await rows.require_empty()
        make_folder(self._stage)
        sync_folder(self.data_dir)
        self.probe("restore.begun")
        try:
            manifest = self._unpacked(source, secret)
            waiting = _hot(self._stage / DATABASE)
            if behind(self._stage / DATABASE):
                self.migrate(self._stage / DATABASE)
            forget_unsaved(self._stage / DATABASE)
            self.probe("restore.unpacked")
            staged = KeyFolder(self._stage / "keys" / "root.key", self._stage / "keys")
            if manifest.kind == "move":
                ring = self._take_keys(staged)
                if ring is not None:
                    await self.note(self._stage / DATABASE, ring)
            else:
                self.told("settling", 0, 0)
                await self.settle(self._stage / DATABASE, self._make_keys(staged, secret))
            self.probe("restore.settled")
            hold = self._hold(manifest, waiting)
            if self.revive is not None and secret is not None and hold.waiting:
                hold = await self.revive(self._stage, hold, secret)
            put_on_hold(self.data_dir, hold)
            self.probe("restore.held")
            await rows.send(self._stage / DATABASE, hold.attempt)
        except BaseException:
            await self._clear(rows)
            raise
        await self._publish(staged, rows)
        return hold

    def _hold(self, manifest: Manifest, waiting: tuple[str, ...]) -> Hold:
        return Hold(
            made=manifest.made,
            restored=self.now,
            move=manifest.kind == "move",
            counts=manifest.counts,
            waiting=() if manifest.kind == "move" else waiting,
            attempt=self.random_bytes(16).hex(),
        )

    def _require_empty(self) -> None:
        named = (DATABASE, f"{DATABASE}-wal", self.where.folder.name)
        there = [name for name in named if (self.data_dir / name).exists() or (self.data_dir / name).is_symlink()]
        if there:
            raise BackupFault(
                f"{self.data_dir}: a line lives there ({', '.join(there)}); nothing is restored over it: "
                "name an empty HOTLINE_DATA_DIR, or stop the bot and move this one away"
            )

    async def _clear(self, rows: Rows) -> None:
        """Take away what this or an earlier attempt left; the stage last, as it is what says so.

        Keys are overwritten: those of a move that is refused must not lie in this disk's free blocks. Where a server
        does not answer now, the stage stays: its rows may be this attempt's, and the next one takes them away.
        """
        for folder in (self.data_dir / self.where.folder.name, self._stage / "keys"):
            _destroy_keys(folder)
        await rows.clear(self._attempt())
        for path in (self.data_dir / name for name in (self.where.folder.name, "on-hold", ANCHORS)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for tail in ("", "-wal", "-shm"):
            (self.data_dir / f"{DATABASE}{tail}").unlink(missing_ok=True)
        sync_folder(self.data_dir)
        shutil.rmtree(self._stage, ignore_errors=True)

    def _attempt(self) -> str:
        """The name of what was begun here, if it got so far."""
        with suppress(BackupFault):
            hold = held(self.data_dir)
            return "" if hold is None else hold.attempt
        return ""

    def _unpacked(self, source: IO[bytes], secret: str | None) -> Manifest:
        with plain(source, secret) as stream:
            manifest = unpack(stream, self._stage)
        database = self._stage / DATABASE
        needed = {DATABASE, "keys/recipients", "keys/pepper.age"}
        if needed - set(manifest.members):
            raise ParcelFault("the backup lacks its database or its recipients; take another one")
        if manifest.version not in known():
            raise BackupFault(
                f"the backup was made by a newer program (database {manifest.version}); restore it with that one"
            )
        if self.now < manifest.made - _HOUR:
            raise BackupFault("this machine's clock stands before the backup was made; set it right, then again")
        if manifest.kind == "move" and self.now // _DAY - manifest.newest >= manifest.life:
            over = time.strftime("%Y-%m-%d", time.gmtime((manifest.newest + manifest.life) * _DAY))
            raise BackupFault(
                f"the keys in this move were over on {over} and what they open must be forgotten: destroy it, and "
                "restore an ordinary backup with --revive"
            )
        self.told("looking at each page", 0, 0)
        try:
            with closing(sqlite3.connect(database, isolation_level=None)) as connection:
                require_whole(connection, database)
                self.told("making the indexes anew", 0, 0)
                mend_indexes(connection, database)
        except sqlite3.Error as fault:
            raise fault_of(fault, database) from fault
        return manifest

    def _take_keys(self, staged: KeyFolder) -> Keyring | None:
        """The server's own keys, as they came; None: of a passphrase. They must open what they lie beside."""
        make_folder(staged.epochs)
        if staged.lock.exists():
            if self.root is not None or self.where.root_key_file.parent != self.where.folder:
                raise BackupFault("the root key of this move is a passphrase: unset HOTLINE_ROOT_KEY_..., then again")
            return None
        root = read_secret(staged.root_key_file, ROOT_MARK, "root key")
        if self.root is not None and self.root != root:
            raise BackupFault(
                "the root key that the settings give is not the one of this move: unset it, restore, then seal the "
                "restored root.key for this machine"
            )
        epochs, chains = read_epochs(staged.epochs, root).epochs, read_chains(staged.chains, root)
        return Keyring(root, b"", read_recipients(staged), epochs, chains=chains)

    def _make_keys(self, staged: KeyFolder, secret: str | None) -> Keyring:
        """New keys for a line whose server is lost: root, one epoch; the pepper, if this operator's key opens it."""
        make_folder(staged.epochs)
        outside = self.where.root_key_file
        root = self.root
        if root is None and outside.parent != self.where.folder and outside.exists():
            root = read_secret(outside, ROOT_MARK, "root key")
        if root is None:
            root = self.random_bytes(KEY_SIZE)
        if self.root is None:
            write_new(staged.root_key_file, mark_secret(ROOT_MARK, root))
        epoch = new_epoch(now=self.now, random_bytes=self.random_bytes)
        write_epoch(staged.epochs, epoch, root, random_bytes=self.random_bytes)
        if secret is not None:
            write_pepper(staged, secret)
        return Keyring(root, b"", read_recipients(staged), (epoch,))

    async def _publish(self, staged: KeyFolder, rows: Rows) -> None:
        """Everything takes its place; it counts once the stage is gone."""
        outside = self.where.root_key_file
        if staged.root_key_file.exists() and outside.parent != self.where.folder:
            content = staged.root_key_file.read_bytes()
            _place_root(outside, content)
            destroy(staged.root_key_file)
        for folder in (staged.epochs, staged.folder):
            sync_folder(folder)
        staged.folder.rename(self.where.folder)
        self.probe("restore.keyed")
        if (self._stage / ANCHORS).exists():
            (self._stage / ANCHORS).rename(self.data_dir / ANCHORS)
        rows.place(self._stage / DATABASE)
        sync_folder(self.data_dir)
        self.probe("restore.placed")
        shutil.rmtree(self._stage)
        sync_folder(self.data_dir)
        self.probe("restore.done")
        await rows.done()


def write_pepper(where: KeyFolder, secret: str) -> None:
    """The pepper out of its sealed copy. SealError: this operator's key does not open it."""
    content = age.unseal(where.pepper_copy.read_bytes(), secret)
    secret_in(content, where.pepper_copy, PEPPER_MARK, "pepper")
    replace_whole(where.pepper, content)


def _destroy_keys(folder: Path) -> None:
    """Overwrite whatever lies there. KeyFault: the disk refuses."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            destroy(path)


def _place_root(path: Path, content: bytes) -> None:
    """The root key outside the data folder; the same one may be there already, another one is not replaced."""
    if path.exists():
        if path.read_bytes() == content:
            return
        raise BackupFault(f"{path}: another root key is there; move it away, or name another HOTLINE_ROOT_KEY_FILE")
    make_folder(path.parent)
    write_new(path, content)
    sync_folder(path.parent)


def _hot(database: Path) -> tuple[str, ...]:
    """The cases that could be read when the backup was made."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute("SELECT alias FROM cases WHERE hot IS NOT NULL ORDER BY hour, alias")
            return tuple(alias for (alias,) in rows)
    except sqlite3.Error as fault:
        named = fault_of(fault, database)
        raise named if isinstance(named, StorageError) else BackupFault(str(named)) from fault
