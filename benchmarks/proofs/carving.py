"""Sealed fields and epoch keys looked for in the raw bytes of a disk, and tried with every key there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

from bot.errors import SealError
from storage.epochs import _HEADER, _MADE_SIZE, _MAGIC, _WHOLE, KEY_ID_SIZE, Epoch, derive
from storage.primitives import NONCE_SIZE, decrypt
from storage.sealing import _PURPOSES, FORMAT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

SIZES: Final = tuple(64 << power for power in range(9))
"""Padded lengths that are tried at every place."""
_HEAD: Final = len(FORMAT) + KEY_ID_SIZE + NONCE_SIZE


def epochs(raw: bytes, root: bytes) -> Iterator[Epoch]:
    """Every epoch key that the root key still unwraps from these bytes."""
    for place in re.finditer(re.escape(_MAGIC), raw):
        whole = raw[place.start() : place.start() + _WHOLE]
        header, nonce, wrapped = whole[:_HEADER], whole[_HEADER:][:NONCE_SIZE], whole[_HEADER + NONCE_SIZE :]
        try:
            secret = decrypt(derive(root, "root/epochs"), nonce, wrapped, header)
        except (SealError, ValueError):
            continue
        yield Epoch(header[-KEY_ID_SIZE:], int.from_bytes(header[len(_MAGIC) :][:_MADE_SIZE], "big"), secret)


def fields(raw: bytes, key_ids: Collection[bytes]) -> Iterator[int]:
    """Where a field begins that one of these epochs sealed: format and key id."""
    for key_id in key_ids:
        for place in re.finditer(re.escape(FORMAT + key_id), raw):
            yield place.start()


def opened(raw: bytes, places: Iterable[int], keys: Iterable[Epoch]) -> tuple[list[str], int]:
    """Which of these open under any of the keys, and how many tries that were.

    The binding to a row can not be known on a raw disk; so the stream is taken off without asking for the tag, and what
    comes out must be a length that fits, and zeros behind it: no chance does that.
    """
    secrets = [derive(epoch.secret, f"epoch/{name}") for epoch in keys for name in sorted(set(_PURPOSES.values()))]
    found, tried = list[str](), 0
    for place in places:
        start = place + _HEAD
        nonce, sealed = raw[start - NONCE_SIZE : start], raw[start : start + SIZES[-1]]
        for secret in secrets:
            tried += 1
            if _makes_sense(_streamed(secret, nonce, sealed[: SIZES[0]]), secret, nonce, sealed):
                found.append(f"the field at byte {place} opens")
    return found, tried


def _streamed(secret: bytes, nonce: bytes, sealed: bytes) -> bytes:
    return Cipher(AES256(secret), CTR(nonce + b"\0\0\0\2")).decryptor().update(sealed)


def _makes_sense(begin: bytes, secret: bytes, nonce: bytes, sealed: bytes) -> bool:
    size = int.from_bytes(begin[:4], "big") + 4
    if size > SIZES[-1] or len(begin) < SIZES[0]:
        return False
    padded = next(one for one in SIZES if one >= size)
    body = _streamed(secret, nonce, sealed[:padded])
    return len(body) == padded and not any(body[size:])
