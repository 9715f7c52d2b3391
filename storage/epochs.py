"""Epoch keys: one a day, each wrapped by the root key in a file of its own, beside and never inside the database."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import KeyFault
from storage.private_files import read_private, write_new

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY_SIZE = 32
KEY_ID_SIZE = 4
_MAGIC = b"parley-epoch-1\n"
_MADE_SIZE = 8
_NONCE_SIZE = 12
_DAY = 86_400
_HEADER = len(_MAGIC) + _MADE_SIZE + KEY_ID_SIZE


def derive(secret: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA256); different purposes share nothing."""
    info = b"parley/1/" + purpose.encode("ascii")
    return HKDF(algorithm=hashes.SHA256(), length=KEY_SIZE, salt=None, info=info).derive(secret)


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
    """Write the epoch, wrapped by the root key, as `epoch_file` names it. FileExistsError if it is there."""
    header = _MAGIC + epoch.made.to_bytes(_MADE_SIZE, "big") + epoch.key_id
    nonce = random_bytes(_NONCE_SIZE)
    wrapped = AESGCM(derive(root, "root/epochs")).encrypt(nonce, epoch.secret, header)
    path = folder / epoch_file(epoch.key_id, epoch.day)
    write_new(path, header + nonce + wrapped)
    return path


def read_epoch(path: Path, root: bytes) -> Epoch:
    """Unwrap one epoch file. KeyFault if the root key is not the one it was made with, or the file was changed."""
    content = read_private(path)
    header, nonce, wrapped = content[:_HEADER], content[_HEADER:][:_NONCE_SIZE], content[_HEADER + _NONCE_SIZE :]
    if not header.startswith(_MAGIC) or len(wrapped) <= KEY_SIZE:
        message = f"{path}: is no epoch key; move it out of the folder"
        raise KeyFault(message)
    try:
        secret = AESGCM(derive(root, "root/epochs")).decrypt(nonce, wrapped, header)
    except InvalidTag as fault:
        message = f"{path}: does not open with this root key; give the root key it was made with"
        raise KeyFault(message) from fault
    made = int.from_bytes(header[len(_MAGIC) :][:_MADE_SIZE], "big")
    return Epoch(header[-KEY_ID_SIZE:], made, secret)


def read_epochs(folder: Path, root: bytes) -> tuple[Epoch, ...]:
    """All epochs of a folder, newest first; at least one. KeyFault names the file that is wrong."""
    found = [read_epoch(path, root) for path in sorted(folder.iterdir())]
    if not found:
        message = f"{folder}: holds no epoch key; put the epoch files back, or move the folder away and make new keys"
        raise KeyFault(message)
    return tuple(sorted(found, key=lambda epoch: (epoch.made, epoch.key_id), reverse=True))
