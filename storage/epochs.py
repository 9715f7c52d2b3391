"""Epoch keys: one a day, each wrapped by the root key in a file of its own, beside and never inside the database.

A file appears whole or not at all; one that is half there (a broken disk, a destruction cut off) is told apart from one
that another root key made. Destroying overwrites in place: on ext4 without snapshots nothing of the key is left.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.errors import HalfEpoch, KeyFault, SealError
from storage.primitives import KEY_SIZE, NONCE_SIZE, decrypt, encrypt, expand
from storage.private_files import check_private, read_private, sync_folder, write_new

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

KEY_ID_SIZE = 4
_MAGIC = b"parley-epoch-1\n"
_MADE_SIZE = 8
_TAG_SIZE = 16
_DAY = 86_400
_HEADER = len(_MAGIC) + _MADE_SIZE + KEY_ID_SIZE
_WHOLE = _HEADER + NONCE_SIZE + KEY_SIZE + _TAG_SIZE
_PART = ".part"


def derive(secret: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA256); different purposes share nothing."""
    return expand(secret, b"parley/1/" + purpose.encode("ascii"))


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch: its public id (4 bytes, in every sealed field), when it was made, and its secret."""

    key_id: bytes
    made: int
    secret: bytes = field(repr=False)

    @property
    def day(self) -> int:
        """The day it was made, counted from 1970."""
        return self.made // _DAY


def epoch_file(key_id: bytes, day: int) -> str:
    """The name of an epoch's file: `<day>-<key id>.epoch`."""
    return f"{time.strftime('%Y-%m-%d', time.gmtime(day * _DAY))}-{key_id.hex()}.epoch"


def new_epoch(*, now: int, random_bytes: Callable[[int], bytes]) -> Epoch:
    """A fresh epoch, not yet in any file."""
    return Epoch(random_bytes(KEY_ID_SIZE), now, random_bytes(KEY_SIZE))


def write_epoch(folder: Path, epoch: Epoch, root: bytes, *, random_bytes: Callable[[int], bytes]) -> Path:
    """Write the epoch, wrapped by the root key, as `epoch_file` names it. FileExistsError if it is there.

    The file and its name are on the disk when this returns; until then there is only a part that nobody reads.
    """
    header = _MAGIC + epoch.made.to_bytes(_MADE_SIZE, "big") + epoch.key_id
    nonce = random_bytes(NONCE_SIZE)
    wrapped = encrypt(derive(root, "root/epochs"), nonce, epoch.secret, header)
    path = folder / epoch_file(epoch.key_id, epoch.day)
    part = path.with_name(path.name + _PART)
    part.unlink(missing_ok=True)
    try:
        write_new(part, header + nonce + wrapped)
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(folder)
    return path


def read_epoch(path: Path, root: bytes) -> Epoch:
    """Unwrap one epoch file. HalfEpoch: it is not whole. KeyFault: another root key made it, or it was changed."""
    content = read_private(path)
    header, nonce, wrapped = content[:_HEADER], content[_HEADER:][:NONCE_SIZE], content[_HEADER + NONCE_SIZE :]
    if not _is_whole(content):
        message = f"{path}: is half an epoch key or none; put the whole file back, or move it out of the folder"
        raise HalfEpoch(message)
    try:
        secret = decrypt(derive(root, "root/epochs"), nonce, wrapped, header)
    except SealError as fault:
        message = f"{path}: does not open with this root key; give the root key it was made with"
        raise KeyFault(message) from fault
    made = int.from_bytes(header[len(_MAGIC) :][:_MADE_SIZE], "big")
    return Epoch(header[-KEY_ID_SIZE:], made, secret)


@dataclass(frozen=True, slots=True)
class FoundEpochs:
    """What an epoch folder holds: the epochs that open, newest first, and a line for each file that is half."""

    epochs: tuple[Epoch, ...]
    halves: tuple[str, ...] = ()


def read_epochs(folder: Path, root: bytes) -> FoundEpochs:
    """All epochs of a folder; at least one. A half file is left aside and named; any other fault is a KeyFault."""
    found: list[Epoch] = []
    halves: list[HalfEpoch] = []
    for path in epoch_files(folder):
        try:
            found.append(read_epoch(path, root))
        except HalfEpoch as fault:
            halves.append(fault)
    if not found and halves:
        raise halves[0]
    if not found:
        lost = (
            "if they are lost for good, what is open is sealed for this server: python -m bot forget-keys, then start"
        )
        raise KeyFault(f"{folder}: holds no epoch key; put the epoch files back, or, {lost}")
    return FoundEpochs(newest_first(found), tuple(map(str, halves)))


def ids_there(folder: Path) -> frozenset[bytes]:
    """The ids of the epochs whose whole files are in a folder; they are public, no root key is asked for."""
    contents = [read_private(path) for path in epoch_files(folder)]
    return frozenset(content[:_HEADER][-KEY_ID_SIZE:] for content in contents if _is_whole(content))


def _is_whole(content: bytes) -> bool:
    return content.startswith(_MAGIC) and len(content) == _WHOLE


def epoch_files(folder: Path) -> list[Path]:
    """The files of an epoch folder without the part of one that was being written when the program died."""
    return [path for path in sorted(folder.iterdir()) if not path.name.endswith(_PART)]


def newest_first(epochs: Sequence[Epoch]) -> tuple[Epoch, ...]:
    """Epochs in the order in which they are tried."""
    return tuple(sorted(epochs, key=lambda epoch: (epoch.made, epoch.key_id), reverse=True))


def destroy_epoch(path: Path, *, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
    """Destroy a key file: overwritten in place, on the disk, then its name is gone too. A missing file is destroyed.

    Cut off in the middle it leaves a half file, and doing it again finishes. KeyFault: it can not be destroyed.
    """
    if not (path.exists() or path.is_symlink()):
        return
    size = max(check_private(path).st_size, _WHOLE)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            for content in (random_bytes(size), bytes(size)):
                file.seek(0)
                file.write(content)
                os.fsync(descriptor)
        path.unlink()
        sync_folder(path.parent)
    except OSError as fault:
        message = f"{path}: can not be destroyed ({fault.strerror}); check the disk, then destroy it by hand: shred -u"
        raise KeyFault(message) from fault
