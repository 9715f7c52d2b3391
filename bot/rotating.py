"""`keys rotate`: the steps of storage.rotation around one transaction, and going on where one was cut off.

The bot does not run meanwhile: its database is held here. What waits in the inbox gets its lane under the new root in
the transaction that turns the audit over, so that nothing has to be worked off first.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from bot.errors import KeyFault, SettingError, StorageError
from bot.places import made
from bot.probes import Probe, unprobed
from bot.progress import unwatched
from bot.roots import asked, keyring, new_passphrase
from bot.setting_names import variable
from bot.unrotating import NAMING, counts, lane_of, undo
from storage.audit import Audit
from storage.audit_check import ANCHORS, Anchor, anchor_of
from storage.chains import chain_of
from storage.epochs import epoch_file
from storage.forgetting import begun, renew
from storage.inbox import Inbox
from storage.key_check import missing_epochs
from storage.keys import ROOT_MARK, KeyFolder, mark_secret, read_secret
from storage.locking import hold
from storage.opening import open_database
from storage.passphrase import is_lock, unlock
from storage.primitives import KEY_SIZE
from storage.private_files import append_line
from storage.rotation import Place, Rotation, discard, going_on, opened_by, ring_of
from storage.sealing import Vault
from storage.still import nobody_in_turn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.progress import Told
    from bot.settings import Settings
    from storage.database import Database, Tx
    from storage.keys import Keyring
    from storage.primitives import Cost

T = TypeVar("T")
THE_NEW: Final = "The NEW passphrase, of the rotation that was cut off: "
IN_FORCE: Final = "A rotation was cut off. The passphrase, the new one if it came so far: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted: a passphrase, a new file, or (neither) the same kind as before."""

    passphrase: bool = False
    out: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a rotation did. `resumed`: it had been cut off; `waiting`: updates whose lanes were named anew.

    `undone`: an earlier one had lost its new root before it counted.
    """

    place: Place
    epochs: int
    waiting: int
    anchor: Anchor | None
    resumed: bool
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotator:
    """One rotation of a line's root key. Tests fake clock, chance, cost and typing."""

    settings: Settings
    now: int
    ask: Callable[[str], str] = asked
    random_bytes: Callable[[int], bytes] = os.urandom
    cost: Cost | None = None
    probe: Probe = unprobed
    told: Told = unwatched
    where: KeyFolder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", KeyFolder.beside(self.settings.data_dir, self.settings.root_key))

    async def rotate(self, wish: Wish) -> Done:
        """Do it, or finish one that was cut off. HotlineError, one line: what is in the way, and which root counts."""
        return await self._alone(partial(self._rotate, wish))

    async def give_up(self) -> None:
        """Undo a rotation that was cut off, whose new root nobody has. KeyFault: there is none, or it counts."""
        found = going_on(self.where)
        if found is None:
            raise KeyFault(f"{self.where.rotation}: no rotation was cut off, there is none to give up")
        if counts(self.settings, self.where, found[0]):
            raise KeyFault(f"{found[0].path}: the new root key counts already; finish: python -m bot keys rotate")
        await self._alone(partial(self._undo, found))

    async def _alone(self, work: Callable[[Database | None], Awaitable[T]]) -> T:
        """Nobody serves the database meanwhile, or is about to; None where there is none yet."""
        if not made(self.settings.place):
            held = hold(self.settings.database)
            try:
                return await work(None)
            finally:
                held.release()
        async with nobody_in_turn(self.settings.place):
            database = await open_database(self.settings.place)
            try:
                return await work(database)
            finally:
                await database.close()

    async def _rotate(self, wish: Wish, database: Database | None) -> Done:
        undone = await self._undone(database)
        rotation, resumed = self._cut_off(), True
        if rotation is None:
            rotation, resumed = await self._prepared(wish, database), False
        if resumed and begun(self.where.folder):
            renew(self.where.folder, rotation.new, now=self.now, random_bytes=self.random_bytes)
        waiting, anchor = 0, None
        if rotation.place.next.exists():
            waiting, anchor = await self._turn_over(rotation, database)
            rotation.commit()
        epochs = len(opened_by(self.where, rotation.new)[0])
        self._finish(rotation)
        return Done(place=rotation.place, epochs=epochs, waiting=waiting, anchor=anchor, resumed=resumed, undone=undone)

    async def _undone(self, database: Database | None) -> bool:
        """Undo a rotation whose new root is nowhere, as one is that was put where a power cut empties all."""
        found = going_on(self.where)
        if found is None or found[0].next.exists() or found[0].path.exists():
            return False
        await self._undo(found, database)
        return True

    async def _undo(self, found: tuple[Place, str], database: Database | None) -> None:
        await undo(self.settings, self.where, found, database, ask=self.ask, told=self.told)

    def _cut_off(self) -> Rotation | None:
        """The rotation that was prepared before; one that had not come so far is thrown away."""
        found = going_on(self.where)
        if found is not None:
            place, chain = found
            for source in (one for one in (place.next, place.path) if one.exists()):
                new = self._root_in(source, THE_NEW if source == place.next else IN_FORCE)
                if chain_of(new).key_id.hex() == chain:
                    return self._of(place, new)
        if self.where.rotation.exists():
            discard(self.where)
        return None

    async def _prepared(self, wish: Wish, database: Database | None) -> Rotation:
        place = self._place(wish)
        ring = keyring(self.settings, ask=self.ask, now=self.now)
        if database is not None:
            await database.transact(partial(_require_all, self.where, ring))
        if place.path == self.where.lock:
            lock, new = new_passphrase(ask=self.ask, random_bytes=self.random_bytes, cost=self.cost)
            content = lock.text()
        else:
            new = self.random_bytes(KEY_SIZE)
            content = mark_secret(ROOT_MARK, new)
        rotation = self._of(place, new)
        rotation.prepare(ring, content)
        return rotation

    def _place(self, wish: Wish) -> Place:
        settings, lock = self.settings, self.where.lock
        elsewhere = settings.root_key_credential is not None or settings.development_root_key is not None
        source = None if elsewhere else lock if lock.exists() else settings.root_key
        if wish.out is not None and (wish.passphrase or wish.out.exists()):
            raise SettingError(f"{wish.out}: --out names a file that is not there yet, and goes without --passphrase")
        if wish.passphrase or (source == lock and wish.out is None):
            if settings.root_key_file is not None or elsewhere:
                name = variable("root_key_credential" if elsewhere else "root_key_file")
                raise SettingError(f"{name} is set: with a passphrase the root key lies nowhere; unset it first")
            return Place(lock, None if source == lock else source)
        target = wish.out or source
        if target is None:
            raise SettingError("the root key does not lie in a file: say where the new one goes, --out FILE")
        return Place(target.absolute(), None if source == target else source)

    def _root_in(self, path: Path, question: str) -> bytes:
        if is_lock(path):
            return unlock(path, self.ask(question))
        return read_secret(path, ROOT_MARK, "root key")

    async def _turn_over(self, rotation: Rotation, database: Database | None) -> tuple[int, Anchor | None]:
        """Audit and lanes, in one transaction. Where it can not be had, nothing of the rotation stays."""
        if database is None:
            return 0, None
        ring = ring_of(self.where, rotation.new)
        audit, inbox = Audit(ring, random_bytes=self.random_bytes), Inbox(Vault(ring))

        async def unit(tx: Tx) -> tuple[int, Anchor]:
            await audit.turn_over(tx, now=self.now)
            waiting = await inbox.name_lanes(tx, partial(lane_of, ring), partial(self.told, NAMING))
            return waiting, anchor_of(*await audit.head(tx))

        async def turned(tx: Tx) -> bool:
            return await audit.turned_over(tx)

        try:
            return await database.transact(unit)
        except StorageError as fault:
            if await database.transact(turned):
                raise
            rotation.undo()
            raise KeyFault(f"{fault}; the root key is the old one still") from fault
        finally:
            self.probe("rotation.turned")

    def _finish(self, rotation: Rotation) -> None:
        try:
            rotation.finish()
        except OSError as fault:
            words = "the NEW root key counts; free the disk, then finish: python -m bot keys rotate"
            raise KeyFault(f"{fault.filename or self.where.rotation}: {fault.strerror}; {words}") from fault

    def _of(self, place: Place, new: bytes) -> Rotation:
        return Rotation(where=self.where, place=place, new=new, random_bytes=self.random_bytes, probe=self.probe)


def keep_anchor(settings: Settings, anchor: Anchor) -> None:
    """Write the anchor of the chain that was just closed beside the daily ones. KeyFault: the disk refuses."""
    try:
        append_line(settings.data_dir / ANCHORS, f"{anchor}\n")
    except OSError as fault:
        raise KeyFault(f"{settings.data_dir / ANCHORS}: {fault.strerror}; write the anchor down: {anchor}") from fault


async def _require_all(where: KeyFolder, ring: Keyring, tx: Tx) -> None:
    """KeyFault where an epoch is missing: its file opens with the old root alone, which will be gone."""
    for missing in await missing_epochs(tx, [epoch.key_id for epoch in ring.epochs]):
        file = where.epochs / epoch_file(missing.key_id, missing.day)
        raise KeyFault(
            f"{file}: is missing, and the new root key would never open it; put the file back first, or, if it is lost "
            "for good: python -m bot keys night --give-up"
        )
