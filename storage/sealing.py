"""Sealed fields: AES-256-GCM under an epoch's key, bound to table, column, row and version.

blob = format (1) | key id (4) | nonce (12) | ciphertext of the padded body | tag (16).
Padding: length (4) and body, filled with zeros to 64 * 2^n bytes, so that sizes tell little; forms are longer.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from bot.errors import EpochGone, SealError
from storage.epochs import KEY_ID_SIZE, Epoch, derive, newest_first
from storage.primitives import NONCE_SIZE, Cipher, Tagger, decrypt, encrypt, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from storage.database import Row
    from storage.keys import Keyring

T = TypeVar("T")

FORMAT = b"\x01"
"""The first byte of every blob."""

_HEAD = 1 + KEY_ID_SIZE
_SMALLEST = 64
_BLIND_SIZE = 16
FORM_SIZE = 4096
"""What a form is padded to at least, sent or not: one that was skipped and one that was answered look alike."""
_SIZE_SIZE = 4
_FOUR = (4).to_bytes(4, "big")
"""The length of a version and of a key id, as `joined` writes it."""

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
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


def as_form(packed: bytes) -> bytes:
    """JSON filled with blanks, so that sealed it is as long as a form, filled or skipped."""
    return packed.ljust(FORM_SIZE - _SIZE_SIZE, b" ")


def bucket(size: int) -> int:
    """The padded size for `size` bytes: the smallest 64 * 2^n that holds them."""
    return max(_SMALLEST, 1 << (size - 1).bit_length())


def seal_under(key: bytes | Cipher, key_id: bytes, body: bytes, field: Field, *, nonce: bytes) -> bytes:
    """Seal a body under a key of 32 bytes that the 4 bytes `key_id` stand for."""
    padded = len(body).to_bytes(_SIZE_SIZE, "big") + body
    padded = padded.ljust(bucket(len(padded)), b"\0")
    return FORMAT + key_id + nonce + encrypt(key, nonce, padded, _bound(key_id, field))


def open_under(key: bytes | Cipher, blob: bytes, field: Field) -> bytes:
    """What `seal_under` sealed. SealError: wrong key, wrong place, or changed bytes."""
    bound = _bound(key_id_of(blob, field), field)
    nonce, sealed = blob[_HEAD:][:NONCE_SIZE], blob[_HEAD + NONCE_SIZE :]
    try:
        padded = decrypt(key, nonce, sealed, bound)
    except SealError as fault:
        raise _unopened(field) from fault
    size = int.from_bytes(padded[:_SIZE_SIZE], "big")
    return padded[_SIZE_SIZE : _SIZE_SIZE + size]


def key_id_of(blob: bytes, field: Field) -> bytes:
    """The key id in a blob. SealError if it is no blob of ours, as what somebody else put into a column may be."""
    if not isinstance(blob, bytes) or len(blob) < _HEAD + NONCE_SIZE or not blob.startswith(FORMAT):
        raise _unopened(field)
    return blob[1:_HEAD]


def _bound(key_id: bytes, field: Field) -> bytes:
    """The same as `joined` of all its parts, in half the time: every field that is sealed or opened asks for it."""
    row = field.row
    return b"%b%b%b%b%b%b%b" % (
        _names(field.table, field.column),
        len(row).to_bytes(4, "big"),
        row,
        _FOUR,
        field.version.to_bytes(4, "big"),
        _FOUR,
        key_id,
    )


@cache
def _names(table: str, column: str) -> bytes:
    """The part that is the same for a whole column; a nightly move asks for it some hundred thousand times."""
    return joined((b"parley/field/1", table.encode("ascii"), column.encode("ascii")))


def _unopened(field: Field) -> SealError:
    return SealError(f"{field.table}.{field.column} does not open: wrong key, wrong place, or changed bytes")


def opened(rows: Iterable[Row], how: Callable[[Row], T]) -> list[T]:
    """What rows hold, for a list: one that a missing epoch sealed, or that is damaged, hides no other."""
    found: list[T] = []
    for row in rows:
        with suppress(SealError, ValueError):
            found.append(how(row))
    return found


def require_asked(table: str, found: object, asked: object) -> None:
    """SealError unless a row says of itself what it was asked for by: a blind index binds no row, its body does."""
    if found != asked:
        message = f"{table}: a row stands under another's index; the database was changed"
        raise SealError(message)


class Vault:
    """Seals with one epoch, opens and finds with every epoch that is held, and makes blind indexes.

    Which epoch seals is told by `seal_with`, before each batch of units, as the database has it; until then the newest
    does. Epochs come and go while the line runs (`hold`, `forget`): each change is one assignment, so that the writer's
    thread and the event loop's always see a whole list.
    """

    def __init__(self, keyring: Keyring, *, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._random_bytes = random_bytes
        self._epochs = keyring.epochs
        self._sealing = keyring.newest
        self._subkeys: dict[tuple[bytes, str], bytes] = {}
        self._ciphers: dict[tuple[bytes, str], Cipher] = {}
        self._taggers: dict[bytes, Tagger] = {}

    @property
    def epochs(self) -> tuple[Epoch, ...]:
        """Every epoch that is held, newest first."""
        return self._epochs

    @property
    def sealing(self) -> Epoch:
        """The epoch that seals now."""
        return self._sealing

    def holds(self, blob: bytes) -> bool:
        """Whether the epoch that a blob names is held."""
        return any(blob[1:_HEAD] == epoch.key_id for epoch in self._epochs)

    def hold(self, epoch: Epoch) -> None:
        """Open and find under this epoch too from now on; it seals nothing yet."""
        if epoch.key_id not in {held.key_id for held in self._epochs}:
            self._epochs = newest_first((*self._epochs, epoch))

    def seal_with(self, key_id: bytes) -> None:
        """Seal with this epoch from now on. An epoch that is not held changes nothing: see key_check."""
        if key_id != self._sealing.key_id:
            self._sealing = next((epoch for epoch in self._epochs if epoch.key_id == key_id), self._sealing)

    def forget(self, key_id: bytes) -> None:
        """Let go of an epoch: nothing sealed under it opens any more. The one that seals stays."""
        if key_id != self._sealing.key_id:
            self._epochs = tuple(epoch for epoch in self._epochs if epoch.key_id != key_id)
            self._subkeys = {name: key for name, key in self._subkeys.items() if name[0] != key_id}
            self._ciphers = {name: cipher for name, cipher in self._ciphers.items() if name[0] != key_id}
            self._taggers = {name: tagger for name, tagger in self._taggers.items() if name != key_id}

    def new_id(self) -> bytes:
        """16 random bytes: the id of a row."""
        return self._random_bytes(16)

    def seal(self, body: bytes, field: Field) -> bytes:
        """Seal under the epoch that seals now."""
        epoch = self._sealing
        key = self._cipher(epoch, _PURPOSES[field.table])
        return seal_under(key, epoch.key_id, body, field, nonce=self._random_bytes(NONCE_SIZE))

    def open(self, blob: bytes, field: Field) -> bytes:
        """Open under the epoch that sealed. EpochGone: that epoch's key is destroyed. SealError: anything else."""
        key_id = key_id_of(blob, field)
        for epoch in self._epochs:
            if epoch.key_id == key_id:
                return open_under(self._cipher(epoch, _PURPOSES[field.table]), blob, field)
        message = f"{field.table}.{field.column}: the epoch key {key_id.hex()} is gone, and this field with it"
        raise EpochGone(message)

    def blind(self, *parts: str | int | bytes) -> bytes:
        """The blind index of these parts under the epoch that seals now: 16 bytes, to be stored."""
        return self._blind(self._sealing, parts)

    def blinds(self, *parts: str | int | bytes) -> tuple[bytes, ...]:
        """The blind index under every epoch that is held, newest first: what to look for."""
        return tuple(self._blind(epoch, parts) for epoch in self._epochs)

    def _cipher(self, epoch: Epoch, purpose: str) -> Cipher:
        name = (epoch.key_id, purpose)
        cipher = self._ciphers.get(name)
        if cipher is None:
            cipher = self._ciphers[name] = Cipher(self._subkey(epoch, purpose))
        return cipher

    def _subkey(self, epoch: Epoch, purpose: str) -> bytes:
        name = (epoch.key_id, purpose)
        if name not in self._subkeys:
            self._subkeys[name] = derive(epoch.secret, f"epoch/{purpose}")
        return self._subkeys[name]

    def _blind(self, epoch: Epoch, parts: tuple[str | int | bytes, ...]) -> bytes:
        tagger = self._taggers.get(epoch.key_id)
        if tagger is None:
            tagger = self._taggers[epoch.key_id] = Tagger(self._subkey(epoch, "blind"))
        return tag(tagger, joined(map(_tagged, parts)))[:_BLIND_SIZE]


def _tagged(part: str | int | bytes) -> bytes:
    match part:
        case str():
            return b"s" + part.encode("utf-8")
        case int():
            return b"i" + str(part).encode("ascii")
        case bytes():
            return b"b" + part
