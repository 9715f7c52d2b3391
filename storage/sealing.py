"""Sealed fields: AES-256-GCM under an epoch's key, bound to table, column, row and version.

blob = format (1) | key id (4) | nonce (12) | ciphertext of the padded body | tag (16).
Padding: length (4) and body, filled with zeros to 64 * 2^n bytes, so that sizes tell little.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import EpochGone, SealError
from storage.epochs import KEY_ID_SIZE, Epoch, derive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from storage.keys import Keyring

FORMAT = b"\x01"
"""The first byte of every blob."""

_NONCE_SIZE = 12
_HEAD = 1 + KEY_ID_SIZE
_SMALLEST = 64
_BLIND_SIZE = 16

_PURPOSES = {
    "people": "people",
    "operators": "people",
    "drafts": "drafts",
    "posts": "posts",
    "inbox": "queues",
    "outbox": "queues",
    "quarantine": "queues",
    "dead_letters": "queues",
    "watches": "queues",
    "tallies": "queues",
    "tries": "queues",
    "keeps": "queues",
    "uploads": "queues",
    "prints": "queues",
    "marks": "queues",
    "bans": "queues",
    "charts": "queues",
    "offers": "queues",
    "boards": "queues",
    "parts": "hot",
    "links": "links",
    "groups": "groups",
    "shifts": "people",
    "calls": "queues",
    "standing": "posts",
    "openings": "people",
    "requests": "queues",
    "approved_answers": "content",
    "cases": "hot",
    "codes": "codes",
}
"""Which key of an epoch seals the fields of a table."""


@dataclass(frozen=True, slots=True)
class Field:
    """The one place a sealed body belongs to. Moved anywhere else, it does not open."""

    table: str
    column: str
    row: bytes
    version: int = 1


def joined(parts: Iterable[bytes]) -> bytes:
    """Parts with their lengths before them: no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def bucket(size: int) -> int:
    """The padded size for `size` bytes: the smallest 64 * 2^n that holds them."""
    return max(_SMALLEST, 1 << (size - 1).bit_length())


def seal_under(key: bytes, key_id: bytes, body: bytes, field: Field, *, nonce: bytes) -> bytes:
    """Seal a body under a key of 32 bytes that the 4 bytes `key_id` stand for."""
    padded = len(body).to_bytes(4, "big") + body
    padded = padded.ljust(bucket(len(padded)), b"\0")
    return FORMAT + key_id + nonce + AESGCM(key).encrypt(nonce, padded, _bound(key_id, field))


def open_under(key: bytes, blob: bytes, field: Field) -> bytes:
    """What `seal_under` sealed. SealError: wrong key, wrong place, or changed bytes."""
    nonce, sealed = blob[_HEAD:][:_NONCE_SIZE], blob[_HEAD + _NONCE_SIZE :]
    try:
        padded = AESGCM(key).decrypt(nonce, sealed, _bound(key_id_of(blob, field), field))
    except (InvalidTag, ValueError) as fault:
        raise _unopened(field) from fault
    size = int.from_bytes(padded[:4], "big")
    return padded[4 : 4 + size]


def key_id_of(blob: bytes, field: Field) -> bytes:
    """The key id in a blob. SealError if it is no blob of ours."""
    if len(blob) < _HEAD + _NONCE_SIZE or not blob.startswith(FORMAT):
        raise _unopened(field)
    return blob[1:_HEAD]


def _bound(key_id: bytes, field: Field) -> bytes:
    names = (b"parley/field/1", field.table.encode("ascii"), field.column.encode("ascii"))
    return joined((*names, field.row, field.version.to_bytes(4, "big"), key_id))


def _unopened(field: Field) -> SealError:
    return SealError(f"{field.table}.{field.column} does not open: wrong key, wrong place, or changed bytes")


def require_asked(table: str, found: object, asked: object) -> None:
    """SealError unless a row says of itself what it was asked for by: a blind index binds no row, its body does."""
    if found != asked:
        message = f"{table}: a row stands under another's index; the database was changed"
        raise SealError(message)


class Vault:
    """Seals with the newest epoch, opens with every epoch that is still there, and makes blind indexes."""

    def __init__(self, keyring: Keyring, *, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._keyring = keyring
        self._random_bytes = random_bytes
        self._subkeys: dict[tuple[bytes, str], bytes] = {}

    def new_id(self) -> bytes:
        """16 random bytes: the id of a row."""
        return self._random_bytes(16)

    def seal(self, body: bytes, field: Field) -> bytes:
        """Seal under the newest epoch."""
        epoch = self._keyring.newest
        key = self._subkey(epoch, _PURPOSES[field.table])
        return seal_under(key, epoch.key_id, body, field, nonce=self._random_bytes(_NONCE_SIZE))

    def open(self, blob: bytes, field: Field) -> bytes:
        """Open under the epoch that sealed. EpochGone: that epoch's key is destroyed. SealError: anything else."""
        key_id = key_id_of(blob, field)
        for epoch in self._keyring.epochs:
            if epoch.key_id == key_id:
                return open_under(self._subkey(epoch, _PURPOSES[field.table]), blob, field)
        message = f"{field.table}.{field.column}: the epoch key {key_id.hex()} is gone, and this field with it"
        raise EpochGone(message)

    def blind(self, *parts: str | int | bytes) -> bytes:
        """The blind index of these parts under the newest epoch: 16 bytes, to be stored."""
        return self._blind(self._keyring.newest, parts)

    def blinds(self, *parts: str | int | bytes) -> tuple[bytes, ...]:
        """The blind index under every epoch, newest first: what to look for."""
        return tuple(self._blind(epoch, parts) for epoch in self._keyring.epochs)

    def _subkey(self, epoch: Epoch, purpose: str) -> bytes:
        name = (epoch.key_id, purpose)
        if name not in self._subkeys:
            self._subkeys[name] = derive(epoch.secret, f"epoch/{purpose}")
        return self._subkeys[name]

    def _blind(self, epoch: Epoch, parts: tuple[str | int | bytes, ...]) -> bytes:
        key = self._subkey(epoch, "blind")
        return hmac.new(key, joined(map(_tagged, parts)), hashlib.sha256).digest()[:_BLIND_SIZE]


def _tagged(part: str | int | bytes) -> bytes:
    match part:
        case str():
            return b"s" + part.encode("utf-8")
        case int():
            return b"i" + str(part).encode("ascii")
        case bytes():
            return b"b" + part
