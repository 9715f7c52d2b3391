"""A backup is made: copied, packed, sealed to the operators, opened again, and only then given its name.

It needs no key of the server. That it opens is shown by an identity of the moment: the file is sealed to it as well, it
exists in the memory of this process alone and ends with it (docs/adr/0025-backups.md). Older backups are touched last.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.errors import BackupFault, SealError
from bot.places import made as made_yet
from storage import age
from storage.backups.keeping import listed, named, stamp, superfluous
from storage.backups.parcel import ANCHORS, Manifest, Packing
from storage.backups.snapshot import snapshot
from storage.keys import DATABASE, KeyFolder, read_recipients
from storage.locking import alone
from storage.private_files import make_folder, read_private, sync_folder
from storage.versions import require_current, version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import IO

    from bot.places import Place, Server
    from storage.backups.parcel import Counts

_PART: Final = ".part"
_STANZA: Final = b"-> X25519 "
_HEADER_ENDS: Final = b"---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of it. `size`: bytes of the file; `removed`: how many older ones went; `kept`: how many there are."""

    path: Path
    made: int
    size: int
    recipients: int
    counts: Counts
    removed: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """The backups of one line. `folder`: where they go; `days`: of how many days one stays; `life`: of an epoch.

    `server`: where its rows are, if not in the data folder; `behind`: a database of an older version is taken as it
    is, before it is migrated. `told`: a step's name, what is done of it, and of how much.
    """

    data_dir: Path
    where: KeyFolder
    folder: Path
    days: int
    life: int
    server: Server | None = None
    behind: bool = False
    told: Callable[[str, int, int], object] = field(default=lambda _step, _done, _of: None)

    def make(self, *, now: int, keys: Mapping[str, bytes] | None = None, newest: int = 0) -> Made:
        """Make one. `keys`: the files of a move beside the usual ones; `newest`: the day of its newest epoch.

        BackupFault, KeyFault, StorageError: one line; every older backup is as it was.
        """
        database = self.server or self.data_dir / DATABASE
        if not made_yet(database):
            raise BackupFault(f"{database}: is not there: there is nothing to back up yet")
        if not self.behind:
            require_current(database)
        recipients = read_recipients(self.where)
        try:
            make_folder(self.folder)
            with alone(self.folder):
                return self._make(database, recipients, now, keys or {}, newest)
        except OSError as fault:
            words = "no backup was made, the older ones are as they were; free the disk or name another folder"
            raise BackupFault(f"{fault.filename or self.folder}: {fault.strerror}; {words}") from fault

    def _make(
        self, database: Place, recipients: Sequence[str], now: int, keys: Mapping[str, bytes], newest: int
    ) -> Made:
        for left in self.folder.glob(f"*{_PART}*"):
            left.unlink()  # of one that was cut off
        path, copy = named(self.folder, now, move=bool(keys)), self.folder / f"snapshot{_PART}"
        part = path.with_name(path.name + _PART)
        try:
            counts = snapshot(database, copy, self.told)
            manifest = Manifest(
                kind="move" if keys else "backup",
                made=now,
                version=version(copy) or "",
                counts=counts,
                newest=newest,
                life=self.life,
            )
            packing = Packing(manifest, {**self._beside(), **keys, DATABASE: copy}, partial(self.told, "sealing"))
            size = write_sealed(part, packing, recipients, partial(self.told, "opening it again"))
            part.replace(path)
            sync_folder(self.folder)
        finally:
            for left in (part, copy):
                left.unlink(missing_ok=True)
        stamp(self.data_dir, now, size)
        over = superfluous(listed(self.folder), days=self.days, life=self.life, now=now)
        for one in over:
            one.path.unlink(missing_ok=True)
        return Made(
            path=path,
            made=now,
            size=size,
            recipients=len(recipients),
            counts=counts,
            removed=len(over),
            kept=len(listed(self.folder)),
        )

    def _beside(self) -> dict[str, Path | bytes]:
        """What belongs to the database: who can open it, the sealed pepper, the anchors of the audit."""
        found: dict[str, Path | bytes] = {"keys/recipients": read_private(self.where.recipients)}
        found["keys/pepper.age"] = read_private(self.where.pepper_copy)
        anchors = self.data_dir / ANCHORS  # read now: the bot adds a line while the copy is packed
        return {**found, ANCHORS: anchors.read_bytes()} if anchors.is_file() else found


def write_sealed(
    path: Path, packing: Packing, recipients: Sequence[str], told: Callable[[int, int], object] = lambda *_: None
) -> int:
    """Write a new file (0600), have it on the disk, and open it again; its size. OSError, BackupFault."""
    witness = age.new_identity()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        age.seal_stream(packing, file, [*recipients, witness.recipient])
        file.flush()
        os.fsync(descriptor)
        size = file.tell()
        read = _Digest(size, told)
        _require_opens(file, witness.secret, packing.digest, read, stanzas=len(recipients) + 1)
    return size


def _require_opens(file: IO[bytes], secret: str, digest: str, read: _Digest, *, stanzas: int) -> None:
    file.seek(0)
    found = 0
    while not (line := file.readline(1_024)).startswith(_HEADER_ENDS) and line:
        found += line.startswith(_STANZA)
    file.seek(0)
    try:
        age.unseal_stream(file, read, secret)
    except SealError as fault:
        raise BackupFault("what was written does not open: no backup was made; check the disk") from fault
    if found != stanzas or not hmac.compare_digest(read.digest, digest):
        raise BackupFault("what was written is not what was read back: no backup was made; check the disk")


class _Digest:
    """A stream that only counts into a hash. `told`: how many bytes came so far, of how many."""

    def __init__(self, whole: int, told: Callable[[int, int], object]) -> None:
        self._whole = whole
        self._hash = hashlib.sha256()
        self._told = told
        self._size = 0

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self._size += len(data)
        self._told(self._size, self._whole)
        return len(data)
