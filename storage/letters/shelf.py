"""The data folder of one host, as far as it must be like the other's: what it holds, and how a letter is put there."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.errors import KeyFault
from bot.probes import Probe, unprobed
from storage.audit_check import ANCHORS
from storage.epochs import destroy_epoch, epoch_file, epoch_files, read_epoch, write_epoch
from storage.forgetting import begun
from storage.keys import FORGETTING, read_recipients
from storage.letters.words import rest_of
from storage.locking import alone
from storage.private_files import append_line, make_folder, read_private, replace_whole, sync_folder
from storage.recipients import Recipients

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from storage.epochs import Epoch
    from storage.keys import KeyFolder
    from storage.letters.sealed import Parcel

_ANCHORS: Final = 64
"""So many of the last travel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Touches files. No key is kept in memory longer than a call."""

    where: KeyFolder
    root: bytes = field(repr=False)
    probe: Probe = unprobed

    def held(self) -> dict[bytes, Path]:
        """The ids of the epochs that open here, and their files; half a file, or of another root, counts nothing."""
        found = {}
        for path in epoch_files(self.where.epochs) if self.where.epochs.is_dir() else ():
            with suppress(KeyFault):
                found[read_epoch(path, self.root).key_id] = path
        return found

    def rest(self) -> bytes:
        """See words.rest_of."""
        recipients, anchors = self.others()
        return rest_of(recipients, anchors[-1] if anchors else "")

    def rests(self) -> frozenset[bytes]:
        """The marks of all that this host is level with: an anchor of its own that no other got is none too few."""
        recipients, anchors = self.others()
        return frozenset(rest_of(recipients, anchor) for anchor in ("", *anchors))

    def others(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The list of recipients, and the last anchors of the audit."""
        path = self._anchors
        with suppress(FileNotFoundError), path.open(encoding="utf-8") as lines:
            return read_recipients(self.where), tuple(line.rstrip("\n") for line in deque(lines, _ANCHORS))
        return read_recipients(self.where), ()

    def take(self, parcel: Parcel, *, gone: Collection[bytes]) -> int:
        """Put there what a letter brought, but for epochs that are over; how many epochs were new.

        Each is on the disk, wrapped by this host's root key, when this returns. KeyFault: the disk refuses. Cut off, it
        is done again by the next letter. While a forgetting is going on nothing is taken.
        """
        with alone(self.where.folder):
            if begun(self.where.folder):
                return 0
            try:
                new = self._epochs(parcel, gone)
                self._others(parcel)
            except OSError as fault:
                message = f"{fault.filename or self.where.folder}: {fault.strerror}; the letter is asked for again"
                raise KeyFault(message) from fault
            return new

    def destroy(self, ids: Collection[bytes]) -> int:
        """Destroy the files of these epochs; how many there were. KeyFault: the disk refuses."""
        doomed = [path for key_id, path in self.held().items() if key_id in ids]
        for path in doomed:
            destroy_epoch(path)
        return len(doomed)

    def asked_to_forget(self, listed: Collection[bytes]) -> frozenset[bytes]:
        """While a forgetting was begun on this host: the ids that are to go everywhere, first of all those `listed`.

        They are written into its mark, so that a later life of the process asks for no more than these. Where this host
        had done all of it but to take the mark away, that is done.
        """
        with alone(self.where.folder):
            path = self.where.folder / FORGETTING
            words = read_private(path).decode("ascii", "replace").split() if path.exists() else []
            if words[:1] == ["asked"]:
                return frozenset(map(bytes.fromhex, words[1:]))
            if path.exists() and not (words and any(words[0].endswith(f"-{one.hex()}.epoch") for one in listed)):
                replace_whole(path, " ".join(["asked", *sorted(one.hex() for one in listed)]).encode("ascii"))
                return frozenset(listed)
        self.forgotten()
        return frozenset()

    def forgotten(self) -> None:
        """It was done everywhere: the mark goes, and a letter may come."""
        with alone(self.where.folder):
            (self.where.folder / FORGETTING).unlink(missing_ok=True)
            sync_folder(self.where.folder)

    @property
    def _anchors(self) -> Path:
        return self.where.folder.with_name(ANCHORS)

    def _epochs(self, parcel: Parcel, gone: Collection[bytes]) -> int:
        make_folder(self.where.epochs)
        held = self.held()
        wanted = [one for one in parcel.epochs if one.key_id not in held and one.key_id not in gone]
        for epoch in wanted:
            self._write(epoch)
            self.probe("letter.epoch")
        return len(wanted)

    def _write(self, epoch: Epoch) -> None:
        path = self.where.epochs / epoch_file(epoch.key_id, epoch.day)
        if path.exists():  # half a file, or one that an earlier root key wrapped
            destroy_epoch(path)
        write_epoch(self.where.epochs, epoch, self.root, random_bytes=os.urandom)

    def _others(self, parcel: Parcel) -> None:
        recipients, anchors = self.others()
        if set(recipients) != set(parcel.recipients):
            Recipients(self.where, recipients).replace(parcel.recipients)
        for line in parcel.anchors:
            if line not in anchors:
                append_line(self._anchors, f"{line}\n")
