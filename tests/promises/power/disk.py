"""What a power cut leaves of a folder: what was synced, and any part of what was not.

A recorder under the process (`recorder.c`) wrote down every change in order. Names reach the disk in order, by a sync
of their folder or by chance; bytes by a sync of their file or by chance, in any order, by sectors of 512 bytes.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

SOURCE = Path(__file__).with_name("recorder.c")
COMPILER = shutil.which("gcc")
MISSING = "NOT RUN: power cuts. A C compiler is missing; `apt-get install gcc libc6-dev`."
SECTOR = 512
HALF = 0.5
WAYS = ("nothing", "all", "first", "some", "torn")
"""What became of the changes nobody synced."""
_HEAD = struct.Struct("=c7xQQII")
VANISHING = ("-shm",)
"""Files that mean nothing after a cut: SQLite makes its shared memory anew."""


class Change(NamedTuple):
    """One line of the recorder: its kind, the file, a number, and one or two names or the bytes."""

    kind: str
    inode: int
    number: int
    first: bytes
    second: bytes


def recorder(folder: Path) -> Path:
    """Compile the recorder into a folder."""
    made = folder / "recorder.so"
    command = [str(COMPILER), "-shared", "-fPIC", "-O1", "-o", str(made), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(command, check=True)
    return made


def changes(log: Path) -> Iterator[Change]:
    """What was written down, in order; a line cut off with its writer is none."""
    data, at = log.read_bytes(), 0
    while at + _HEAD.size <= len(data):
        kind, inode, number, first, second = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        end = at + first + second
        if end > len(data):
            return
        yield Change(kind.decode(), inode, number, data[at : at + first], data[at + first : end])
        at = end


@dataclass(eq=False)
class File:
    """The bytes on the disk, and what was done to them since the last sync."""

    content: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)

    def synced(self) -> None:
        """All of it is on the disk."""
        for change in self.pending:
            _apply(self.content, change)
        self.pending.clear()

    def left(self, way: str, dice: random.Random) -> bytes:
        """The bytes that are found after the cut."""
        found = bytearray(self.content)
        for change in _chosen(self.pending, way, dice):
            _apply(found, change, torn=dice if way == "torn" and dice.random() < HALF else None)
        return bytes(found)


class Naming(NamedTuple):
    """A change of names: `file` is what is made (C); else `name` goes (U), or becomes (R) or is also (L) `other`."""

    kind: str
    name: str
    other: str
    file: File

    @property
    def folder(self) -> str:
        """Whose sync has it on the disk."""
        return str(Path(self.other or self.name).parent)


@dataclass(eq=False)
class Disk:
    """A folder as the disk has it: the names on it, those that wait for a sync, and the files by their number."""

    names: dict[str, File] = field(default_factory=dict)
    waiting: list[Naming] = field(default_factory=list)
    files: dict[int, File] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> Disk:
        """The folder as it is now, all of it on the disk."""
        disk = cls()
        for path in filter(Path.is_file, root.rglob("*")):
            file = disk.files.setdefault(path.stat().st_ino, File(bytearray(path.read_bytes())))
            disk.names[str(path)] = file
        return disk

    def takes(self, change: Change) -> None:
        """Follow one change."""
        match change.kind:
            case "W" | "T":
                self.files[change.inode].pending.append(change)
            case "S":
                self.files[change.inode].synced()
            case "D":
                self._folder_synced(change.first.decode().rstrip("/"))
            case "C" | "R" | "L" | "U":
                file = self.files[change.inode] = File()
                self.waiting.append(Naming(change.kind, change.first.decode(), change.second.decode(), file))

    def left(self, way: str, dice: random.Random) -> dict[str, bytes]:
        """Path and bytes of every file that is found after a cut at this moment."""
        names = dict(self.names)
        for change in _chosen(self.waiting, way if way in {"nothing", "all"} else "first", dice):
            _rename(names, change)
        return {name: file.left(way, dice) for name, file in names.items() if not name.endswith(VANISHING)}

    def _folder_synced(self, folder: str) -> None:
        """Names reach the disk in order: with this folder's all that changed before them."""
        last = max((at for at, change in enumerate(self.waiting) if change.folder == folder), default=-1)
        for change in self.waiting[: last + 1]:
            _rename(self.names, change)
        del self.waiting[: last + 1]


Anything = TypeVar("Anything")


def _chosen(pending: Sequence[Anything], way: str, dice: random.Random) -> Sequence[Anything]:
    match way:
        case "nothing":
            return ()
        case "first":
            return pending[: dice.randint(0, len(pending))]
        case "some" | "torn":
            return [change for change in pending if dice.random() < HALF]
    return pending


def _rename(names: dict[str, File], change: Naming) -> None:
    match change.kind:
        case "C":
            names[change.name] = change.file
        case "U":
            names.pop(change.name, None)
        case "R" if change.name in names:
            names[change.other] = names.pop(change.name)
        case "L" if change.name in names:
            names[change.other] = names[change.name]


def _apply(content: bytearray, change: Change, torn: random.Random | None = None) -> None:
    if change.kind == "T":
        del content[change.number :]
        content.extend(bytes(change.number - len(content)))
        return
    for at in range(0, len(change.first), SECTOR):
        if torn is None or torn.random() < HALF:
            _put(content, change.number + at, change.first[at : at + SECTOR])


def _put(content: bytearray, at: int, data: bytes) -> None:
    content.extend(bytes(max(at - len(content), 0)))
    content[at : at + len(data)] = data


def put_back(found: dict[str, bytes], root: Path, folder: Path) -> None:
    """Let these files, recorded under `root`, be all that a folder of the same shape holds."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.unlink()
    for name, content in found.items():
        path = folder / Path(name).relative_to(root)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
