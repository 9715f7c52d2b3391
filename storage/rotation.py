"""A new root key, in two phases: at any moment either the old one opens everything, or the new one does.

While a rotation is going on the folder `rotation` is there, and nothing else starts. In it lie all epochs and chains
once more, under the new root, and a note of where that goes. The steps, each on the disk before the next:

1. `rotation` is filled, and opened again with the new root; the old files are not touched.
2. The new root (or what is stored of its passphrase) is written beside its place: <place>.next. Prepared.
3. In the database one transaction closes the audit's chain, begins the next and names the lanes of what waits anew.
4. <place>.next takes its place by one rename. From here on the new root opens everything.
5. The files of `rotation` take their places; what the old root opened is overwritten; `rotation` goes.

Cut off before 2: nothing happened, the next run throws `rotation` away. After 2: it goes on where it was.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from bot.errors import KeyFault
from bot.probes import Probe, unprobed
from storage.chains import chain_file, chain_of, read_chain, write_chain
from storage.epochs import destroy_epoch as destroy
from storage.epochs import newest_first, read_epoch, write_epoch
from storage.keys import KeyFolder, Keyring
from storage.private_files import make_folder, read_private, replace_whole, sync_folder, write_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from storage.chains import Chain
    from storage.epochs import Epoch

Key = TypeVar("Key")
_NOTE: Final = "note"
_MARK: Final = "parley-rotation-1"
_NEXT: Final = ".next"
_OLD: Final = "old"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the new root goes, and which file of the old one ends (None: it lies in none, or in the same)."""

    path: Path
    ends: Path | None = None

    @property
    def next(self) -> Path:
        """The same, until it counts."""
        return self.path.with_name(self.path.name + _NEXT)

    @property
    def old(self) -> Path:
        """What was at that place before, once the new one counts and until all is in its place."""
        return self.path.with_name(f"{self.path.name}.{_OLD}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """One rotation of a key folder. `probe` is told each step, by its name."""

    where: KeyFolder
    place: Place
    new: bytes = field(repr=False)
    random_bytes: Callable[[int], bytes] = os.urandom
    probe: Probe = unprobed

    def prepare(self, keyring: Keyring, content: bytes) -> None:
        """Steps 1 and 2. `content`: the new root's file. KeyFault: not possible, and nothing was changed."""
        try:
            self._stage(keyring)
            destroy(self.place.next.with_name(f"{self.place.next.name}.part"))
            replace_whole(self.place.next, content)
        except OSError as fault:
            self.undo()
            message = f"{fault.filename or self.where.rotation}: {fault.strerror}; the root key is the old one still"
            raise KeyFault(message) from fault
        except BaseException:
            self.undo()
            raise
        self.probe("rotation.prepared")

    def commit(self) -> None:
        """Step 4: from now on the new root counts."""
        self.place.old.unlink(missing_ok=True)
        if self.place.path.exists():
            os.link(self.place.path, self.place.old)
        self.place.next.replace(self.place.path)
        sync_folder(self.place.path.parent)
        self.probe("rotation.committed")

    def finish(self) -> None:
        """Step 5. Cut off, it is done again."""
        make_folder(self._staged / _OLD)
        for staged, place in self._moves():
            if place.exists():
                place.replace(self._staged / _OLD / place.name)
                self.probe("rotation.between")
            staged.replace(place)
            sync_folder(place.parent)
        for path in sorted((self._staged / _OLD).iterdir()):
            destroy(path)
        destroy(self.place.old)
        if self.place.ends is not None:
            destroy(self.place.ends)
        self.probe("rotation.moved")
        discard(self.where)

    def undo(self) -> None:
        """Before step 3: as if nothing had been."""
        destroy(self.place.next)
        discard(self.where)

    @property
    def _staged(self) -> Path:
        return self.where.rotation

    def _stage(self, keyring: Keyring) -> None:
        discard(self.where)
        make_folder(self.where.chains)
        for name in ("epochs", "chains"):
            make_folder(self._staged / name)
        write_new(self._staged / _NOTE, _note(self.place, chain_of(self.new)))
        sync_folder(self.where.folder)
        self.probe("rotation.begun")
        for epoch in keyring.epochs:
            write_epoch(self._staged / "epochs", epoch, self.new, random_bytes=self.random_bytes)
            self.probe("rotation.epoch")
        for chain in (*keyring.chains, chain_of(keyring.root)):
            write_chain(self._staged / "chains", chain, self.new, random_bytes=self.random_bytes)
        for name in ("epochs", "chains"):
            sync_folder(self._staged / name)
        epochs, chains = opened_by(self.where, self.new)
        if set(keyring.epochs) - set(epochs) or {*keyring.chains, chain_of(keyring.root)} - set(chains):
            raise KeyFault(f"{self._staged}: what was written there does not open; check the disk and the memory")

    def _moves(self) -> Iterator[tuple[Path, Path]]:
        for name, target in (("epochs", self.where.epochs), ("chains", self.where.chains)):
            for path in sorted((self._staged / name).glob("*")):
                yield path, target / path.name


def going_on(where: KeyFolder) -> tuple[Place, str] | None:
    """The place of a rotation that was cut off, and the id of its root's chain; None: there is none.

    The id tells whether the root at that place is the new one.
    """
    note = where.rotation / _NOTE
    if not note.is_file():
        return None
    lines = read_private(note).decode("utf-8", "replace").splitlines()
    if len(lines) != len(("mark", "chain", "path", "ends")) or lines[0] != _MARK:
        return None
    path = where.folder.__class__
    return Place(path(lines[2]), path(lines[3]) if lines[3] else None), lines[1]


def ring_of(where: KeyFolder, root: bytes) -> Keyring:
    """What a root opens in a rotation: enough for the audit and the inbox. KeyFault: it opens no epoch."""
    epochs, chains = opened_by(where, root)
    if not epochs:
        raise KeyFault(f"{where.rotation}: nothing in it opens with this root key; type the one this rotation gave")
    own = chain_of(root)
    others = tuple(chain for chain in chains if chain.key_id != own.key_id)
    return Keyring(root, b"", (), newest_first(epochs), chains=others)


def discard(where: KeyFolder) -> None:
    """Throw a staged rotation away. The note goes first: without it there is none."""
    (where.rotation / _NOTE).unlink(missing_ok=True)
    shutil.rmtree(where.rotation, ignore_errors=True)
    if where.folder.is_dir():
        sync_folder(where.folder)


def recall(where: KeyFolder) -> None:
    """Put the files of the old root back that step 5 had put aside and not yet overwritten."""
    aside = where.rotation / _OLD
    for path in sorted(aside.iterdir()) if aside.is_dir() else ():
        home = where.epochs if path.suffix == ".epoch" else where.chains
        path.replace(home / path.name)
        sync_folder(home)


def opened_by(where: KeyFolder, root: bytes) -> tuple[tuple[Epoch, ...], tuple[Chain, ...]]:
    """Every epoch and chain that a root opens now, in the folder or in a rotation that was cut off."""
    epochs = {epoch.key_id: epoch for path in _files(where, "epochs") for epoch in _opened(read_epoch, path, root)}
    chains = {chain_file(chain): chain for path in _files(where, "chains") for chain in _opened(read_chain, path, root)}
    return tuple(epochs.values()), tuple(chains.values())


def _opened(read: Callable[[Path, bytes], Key], path: Path, root: bytes) -> list[Key]:
    try:
        return [read(path, root)]
    except KeyFault:
        return []


def _files(where: KeyFolder, name: str) -> list[Path]:
    folders = (where.folder / name, where.rotation / name)
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]


def _note(place: Place, chain: Chain) -> bytes:
    ends = "" if place.ends is None else str(place.ends.absolute())
    return f"{_MARK}\n{chain.key_id.hex()}\n{place.path.absolute()}\n{ends}\n".encode()
