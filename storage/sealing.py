"""Sealed fields: AES-256-GCM under an epoch's key, bound to table, column, row and version.

blob = format (1) | key id (4) | nonce (12) | ciphertext of the padded body | tag (16).
Padding: length (4) and body, filled with zeros to 64 * 2^n bytes, so that sizes tell little; forms are longer.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.errors import EpochGone, SealError
from storage.epochs import KEY_ID_SIZE, Epoch, derive, newest_first
from storage.lending import Lending
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


class Field(NamedTuple):
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
    return _body(_padded(key, blob, field, _bound(key_id_of(blob, field), field)))


def _padded(key: bytes | Cipher, blob: bytes, field: Field, bound: bytes) -> bytes:
    """The same with its padding; `bound`: see `_bound`."""
    try:
        return decrypt(key, blob[_HEAD : _HEAD + NONCE_SIZE], blob[_HEAD + NONCE_SIZE :], bound)
    except SealError as fault:
        raise _unopened(field) from fault


def _body(padded: bytes) -> bytes:
    size = int.from_bytes(padded[:_SIZE_SIZE], "big")
    return padded[_SIZE_SIZE : _SIZE_SIZE + size]


def key_id_of(blob: bytes, field: Field) -> bytes:
    """The key id in a blob. SealError if it is no blob of ours, as what somebody else put into a column may be."""
    if not isinstance(blob, bytes) or len(blob) < _HEAD + NONCE_SIZE or not blob.startswith(FORMAT):
        raise _unopened(field)
    return blob[1:_HEAD]


def _bound(key_id: bytes, field: Field) -> bytes:
    """The same as `joined` of all its parts, in half the time: every field that is sealed or opened asks for it."""
    table, column, row, version = field
    return (
        _names(table, column) + len(row).to_bytes(4, "big") + row + _FOUR + version.to_bytes(4, "big") + _FOUR + key_id
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


class _Held:
    """An epoch and the keys made of it, each when it is first needed. Let go of as one: nobody else has them."""

    __slots__ = ("_ciphers", "_tagger", "epoch", "key_id")

    def __init__(self, epoch: Epoch) -> None:
        self.epoch = epoch
        self.key_id = epoch.key_id
        self._ciphers: dict[str, Cipher] = {}
        self._tagger: Tagger | None = None

    def cipher(self, table: str) -> Cipher:
        """What seals the fields of a table."""
        cipher = self._ciphers.get(table)
        if cipher is None:
            cipher = self._ciphers[table] = Cipher(derive(self.epoch.secret, f"epoch/{_PURPOSES[table]}"))
        return cipher

    def blind(self, message: bytes) -> bytes:
        """The blind index of a message."""
        if self._tagger is None:
            self._tagger = Tagger(derive(self.epoch.secret, "epoch/blind"))
        return tag(self._tagger, message)[:_BLIND_SIZE]


class Vault:
    """Seals with one epoch, opens and finds with every epoch that is held, and makes blind indexes.

    Which epoch seals is told by `seal_with`, before each batch of units, as the database has it; until then the newest
    does. Epochs come and go while the line runs (`hold`, `forget`): each change is one assignment, so that the writer's
    thread and the event loop's always see a whole list.
    """

    def __init__(self, keyring: Keyring, *, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._random_bytes = random_bytes
        self._held = tuple(map(_Held, keyring.epochs))
        self._sealing = next(held for held in self._held if held.epoch == keyring.newest)
        self.lent = Lending()

    @property
    def epochs(self) -> tuple[Epoch, ...]:
        """Every epoch that is held, newest first."""
        return tuple(held.epoch for held in self._held)

    @property
    def sealing(self) -> Epoch:
        """The epoch that seals now."""
        return self._sealing.epoch

    def holds(self, blob: bytes) -> bool:
        """Whether the epoch that a blob names is held."""
        return any(blob[1:_HEAD] == held.key_id for held in self._held)

    def hold(self, epoch: Epoch) -> None:
        """Open and find under this epoch too from now on; it seals nothing yet."""
        held = {one.key_id: one for one in self._held}
        if epoch.key_id not in held:
            held[epoch.key_id] = _Held(epoch)
            order = newest_first([one.epoch for one in held.values()])
            self._held = tuple(held[one.key_id] for one in order)

    def seal_with(self, key_id: bytes) -> None:
        """Seal with this epoch from now on. An epoch that is not held changes nothing: see key_check."""
        if key_id != self._sealing.key_id:
            self._sealing = next((held for held in self._held if held.key_id == key_id), self._sealing)

    def forget(self, key_id: bytes) -> None:
        """Let go of an epoch: nothing sealed under it opens any more. The one that seals stays."""
        if key_id != self._sealing.key_id:
            self._held = tuple(held for held in self._held if held.key_id != key_id)

    def new_id(self) -> bytes:
        """16 random bytes: the id of a row."""
        return self._random_bytes(16)

    def seal(self, body: bytes, field: Field) -> bytes:
        """Seal under the epoch that seals now."""
        held = self._sealing
        return seal_under(held.cipher(field.table), held.key_id, body, field, nonce=self._random_bytes(NONCE_SIZE))

    def open(self, blob: bytes, field: Field) -> bytes:
        """Open under the epoch that sealed. EpochGone: that epoch's key is destroyed. SealError: anything else."""
        return open_under(self._of(blob, field).cipher(field.table), blob, field)

    def anew(self, blob: bytes, field: Field) -> tuple[bytes, bytes]:
        """What a blob holds, and the same under the epoch that seals now, opened again; raises what `open` does."""
        old, new = self._of(blob, field), self._sealing
        padded = _padded(old.cipher(field.table), blob, field, _bound(old.key_id, field))
        key, bound, nonce = new.cipher(field.table), _bound(new.key_id, field), self._random_bytes(NONCE_SIZE)
        again = FORMAT + new.key_id + nonce + encrypt(key, nonce, padded, bound)
        if _padded(key, again, field, bound) != padded:  # the key of what it replaces will be destroyed
            raise _unopened(field)
        return _body(padded), again

    def _of(self, blob: bytes, field: Field) -> _Held:
        key_id = key_id_of(blob, field)
        for held in self._held:
            if held.key_id == key_id:
                return held
        message = f"{field.table}.{field.column}: the epoch key {key_id.hex()} is gone, and this field with it"
        raise EpochGone(message)

    def blind(self, *parts: str | int | bytes) -> bytes:
        """The blind index of these parts under the epoch that seals now: 16 bytes, to be stored."""
        return self._sealing.blind(_message(parts))

    def blinds(self, *parts: str | int | bytes) -> tuple[bytes, ...]:
        """The blind index under every epoch that is held, newest first: what to look for."""
        message = _message(parts)
        return tuple(held.blind(message) for held in self._held)

    def mark(self, *parts: str | int | bytes) -> bytes:
        """A blind index with its epoch's key id before it, 20 bytes: those of one epoch stand together."""
        held = self._sealing
        return held.key_id + held.blind(_message(parts))

    def marks(self, *parts: str | int | bytes) -> tuple[bytes, ...]:
        """The same under every epoch that is held, newest first: what to look for."""
        message = _message(parts)
        return tuple(held.key_id + held.blind(message) for held in self._held)


def _message(parts: Iterable[str | int | bytes]) -> bytes:
    return joined([_tagged(part) for part in parts])


def _tagged(part: str | int | bytes) -> bytes:
    match part:
        case str():
            return b"s" + part.encode("utf-8")
        case int():
            return b"i" + str(part).encode("ascii")
        case bytes():
            return b"b" + part
