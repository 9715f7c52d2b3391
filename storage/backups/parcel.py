"""What a backup is inside: a tar whose first member says what the others are, so that no half one passes for a whole.

`age -d -i operator.key FILE | tar t` lists it; nothing of ours is needed to look into one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from bot.errors import BackupFault, ParcelFault
from storage.keys import DATABASE
from storage.private_files import make_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import IO

FORMAT: Final = "parley-backup-1"
MANIFEST: Final = "manifest.json"
ANCHORS: Final = "audit.anchors"
_BLOCK: Final = 512
_CHUNK: Final = 1 << 20
_LONGEST_MANIFEST: Final = 1 << 22
_NAMES: Final = re.compile(
    rf"{re.escape(DATABASE)}|{re.escape(ANCHORS)}|keys/(recipients|pepper|pepper\.age|root\.key|root\.passphrase"
    r"|epochs/[0-9a-f-]{1,40}\.epoch|chains/[0-9a-f]{1,16}\.chain)"
)
"""What may be in one: nothing that it names can land anywhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there was. `hot`: cases the server could read; `waiting`: updates not yet worked; `unsent`: messages.

    `codes`: return codes that somebody was shown and that open nothing yet; `audit`: the number of the newest entry of
    the audit. None: the backup is of a version that did not count them.
    """

    cases: int = 0
    hot: int = 0
    drafts: int = 0
    waiting: int = 0
    unsent: int = 0
    codes: int | None = None
    audit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `made`: unix seconds; `version`: of the database.

    `members`: size and SHA-256 of each, by name. Of a move: `newest`, the day (since 1970) of its newest epoch, and
    `life`, after how many days that epoch is over.
    """

    kind: Literal["backup", "move"]
    made: int
    version: str
    counts: Counts
    members: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    newest: int = 0
    life: int = 0

    def text(self) -> bytes:
        """As it is written."""
        return json.dumps({"format": FORMAT, **asdict(self)}, sort_keys=True, indent=1).encode("ascii")


class Packing:
    """The bytes of a backup before it is sealed, read piece by piece. `digest`: of all that was read, in hex.

    `told`: bytes of the members that were read so far, and of how many.
    """

    def __init__(
        self,
        manifest: Manifest,
        sources: Mapping[str, Path | bytes],
        told: Callable[[int, int], object] = lambda _done, _of: None,
    ) -> None:
        described = {name: _described(source) for name, source in sources.items()}
        self.manifest = replace(manifest, members=described)
        self._pieces = self._all(sources)
        self._left = memoryview(b"")
        self._told = told
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        """What the same bytes must give when they are read back."""
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end. OSError, BackupFault: a source can not be read, or changed meanwhile."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = memoryview(piece)
        end = len(self._left) if size < 0 else size
        given, self._left = bytes(self._left[:end]), self._left[end:]
        self._hash.update(given)
        return given

    def _all(self, sources: Mapping[str, Path | bytes]) -> Iterator[bytes]:
        text = self.manifest.text()
        yield _header(MANIFEST, len(text)) + text + _filling(len(text))
        done, whole = 0, sum(size for size, _digest in self.manifest.members.values())
        for name, source in sources.items():
            size, _digest = self.manifest.members[name]
            yield _header(name, size)
            sent = 0
            for piece in _bytes_of(source):
                sent, done = sent + len(piece), done + len(piece)
                self._told(done, whole)
                yield piece
            if sent != size:
                raise BackupFault(f"{name} changed while it was packed: no backup was made; make it again")
            yield _filling(size)
        yield bytes(2 * _BLOCK)


def unpack(stream: IO[bytes], into: Path) -> Manifest:
    """Write the members below `into` (0600), checked against the manifest. BackupFault: it is none, or not whole."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as packed:
            manifest = _read_manifest(packed)
            missing = dict(manifest.members)
            while (member := packed.next()) is not None:
                if not member.isfile() or member.name not in missing or not _NAMES.fullmatch(member.name):
                    raise _foreign()
                _write(packed, member, into / member.name, missing.pop(member.name))
    except tarfile.TarError as fault:
        raise _foreign() from fault
    if missing:
        raise ParcelFault("the backup is cut off: its end is missing; take another one")
    return manifest


def _read_manifest(packed: tarfile.TarFile) -> Manifest:
    first = packed.next()
    content = packed.extractfile(first) if first is not None and first.isfile() else None
    if first is None or content is None or first.name != MANIFEST or first.size > _LONGEST_MANIFEST:
        raise _foreign()
    try:
        told: dict[str, Any] = json.loads(content.read())
        if told.pop("format") != FORMAT:
            raise _foreign()
        members = {str(name): (int(size), str(digest)) for name, (size, digest) in told.pop("members").items()}
        return Manifest(**{**told, "counts": Counts(**told["counts"])}, members=members)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _foreign() from fault


def _write(packed: tarfile.TarFile, member: tarfile.TarInfo, path: Path, wanted: tuple[int, str]) -> None:
    content, found = packed.extractfile(member), hashlib.sha256()
    make_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while content is not None and (piece := content.read(_CHUNK)):
            found.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(descriptor)
    if (member.size, found.hexdigest()) != wanted:
        raise ParcelFault(f"{member.name} in the backup is not what its list says: it was changed; take another one")


def _foreign() -> ParcelFault:
    return ParcelFault("this is no backup of this program, or it is cut off; give a whole one")


def _described(source: Path | bytes) -> tuple[int, str]:
    found, size = hashlib.sha256(), 0
    for piece in _bytes_of(source):
        found.update(piece)
        size += len(piece)
    return size, found.hexdigest()


def _bytes_of(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT)


def _filling(size: int) -> bytes:
    return bytes(-size % _BLOCK)
