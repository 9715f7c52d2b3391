"""Whole files in the age format (age-encryption.org/v1), fast: for what is too long for the memory.

The age library takes ten seconds of processor for a gigabyte; OpenSSL, which `cryptography` brings, takes less than
one. So long bodies are sealed and opened here, by the format's own description (github.com/C2SP/C2SP, age.md): X25519,
HKDF-SHA256, HMAC-SHA256, and ChaCha20-Poly1305 over pieces of 64 KiB. The library and the `age` tool open what is
sealed here, and the other way round; tests hold both against it (docs/adr/0025-backups.md).
"""

from __future__ import annotations

import hmac
import os
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bot.errors import SealError
from storage.primitives import KEY_SIZE, Stream, agree, expand, public_half, tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAGIC: Final = b"age-encryption.org/v1\n"
"""How every binary age file begins."""
_PIECE: Final = 1 << 16
_TAG: Final = 16
_NONCE: Final = 16
_FILE_KEY: Final = 16
_WRAPPED: Final = _FILE_KEY + _TAG
_COLUMNS: Final = 64
_LONGEST_HEADER: Final = 1 << 20
_LABEL: Final = b"age-encryption.org/v1/X25519"
_STANZA: Final = b"-> "
_OURS: Final = b"-> X25519 "
_ENDS: Final = b"---"
_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CHECKSUM: Final = 6
_ONCE: Final = bytes(12)
"""The nonce of a key that seals one thing."""


class Reader(Protocol):
    """Where a stream comes from."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Writer(Protocol):
    """Where a stream goes."""

    def write(self, data: bytes, /) -> object:
        """Take all of it. OSError: it can not."""


def seal(source: Reader, into: Writer, recipients: Sequence[str]) -> None:
    """Seal all of `source` to these recipients, which were validated. Raises what `source` and `into` raise."""
    key, nonce = os.urandom(_FILE_KEY), os.urandom(_NONCE)
    head = MAGIC + b"".join(_wrapped(key, _bytes_of(text)) for text in recipients) + _ENDS
    into.write(head + b" " + _text(_proof(key, head)) + b"\n" + nonce)
    cipher = _payload(key, nonce)
    for counted, piece in _pieces(_Input(source), _PIECE):
        into.write(cipher.encrypt(counted, piece))


def unseal(source: Reader, into: Writer, secret: str) -> None:
    """Open a file with a secret key, which was validated; what was written is worth nothing unless this returns.

    SealError: it is not for this key, was changed, or its end is missing. Raises what `source` and `into` raise.
    """
    given = _Input(source)
    try:
        key = _file_key(_header(given), _bytes_of(secret))
        nonce = given.exactly(_NONCE)
        if len(nonce) != _NONCE:
            raise _not_opened()
        cipher = _payload(key, nonce)
        for counted, piece in _pieces(given, _PIECE + _TAG):
            opened = cipher.decrypt(counted, piece)
            if not opened and any(counted[:-1]):
                raise _not_opened()  # only a whole that is empty ends with an empty piece
            into.write(opened)
    except (SealError, NoBase64) as fault:
        raise _not_opened() from fault


@dataclass(frozen=True, slots=True)
class _Header:
    """`signed`: all that its proof covers; `wraps`: share and wrapped key of each X25519 recipient."""

    signed: bytes
    proof: bytes
    wraps: tuple[tuple[bytes, bytes], ...]


class _Input:
    """A stream that gives as much as is asked for, to its end."""

    def __init__(self, source: Reader) -> None:
        self._source = source
        self._left = b""

    def exactly(self, size: int) -> bytes:
        """So many bytes, or all that are left."""
        parts, missing = [], size
        while missing:
            part = self._left or self._source.read(max(missing, _PIECE))
            if not part:
                break
            parts.append(part[:missing])
            self._left, missing = part[missing:], missing - len(parts[-1])
        return b"".join(parts)

    def line(self, longest: int) -> bytes:
        """Up to the end of a line, without it. SealError: it is none, or longer."""
        while (end := self._left.find(b"\n")) < 0 and len(self._left) <= longest:
            if not (part := self._source.read(_PIECE)):
                raise _not_opened()
            self._left += part
        if not 0 <= end <= longest:
            raise _not_opened()
        found, self._left = self._left[:end], self._left[end + 1 :]
        return found


def _pieces(given: _Input, size: int) -> Iterator[tuple[bytes, bytes]]:
    """All that follows in pieces, each with its nonce: eleven bytes that count, and one that says the last."""
    piece, count = given.exactly(size), 0
    while True:
        following = given.exactly(size)
        yield count.to_bytes(11, "big") + (b"\0" if following else b"\1"), piece
        if not following:
            return
        piece, count = following, count + 1


def _header(given: _Input) -> _Header:
    left = _LONGEST_HEADER
    lines: list[bytes] = []
    while not lines or not lines[-1].startswith(_ENDS):
        lines.append(given.line(left))
        left -= len(lines[-1]) + 1
    if lines[0] + b"\n" != MAGIC or not lines[-1].startswith(_ENDS + b" "):
        raise _not_opened()
    signed = b"\n".join([*lines[:-1], _ENDS])
    return _Header(signed, _untext(lines[-1][len(_ENDS) + 1 :]), tuple(_wraps(lines[1:-1])))


def _wraps(lines: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Those of X25519; other kinds of recipients are passed over, as long as they are well formed."""
    at = 0
    while at < len(lines):
        first, body, at = lines[at], b"", at + 1
        if not first.startswith(_STANZA) or not all(first[len(_STANZA) :].split(b" ")):
            raise _not_opened()
        while at < len(lines) and len(lines[at]) == _COLUMNS:
            body, at = body + lines[at], at + 1
        if at == len(lines) or len(lines[at]) > _COLUMNS:
            raise _not_opened()
        opened, at = _untext(body + lines[at]), at + 1
        if not first.startswith(_OURS):
            continue
        share = _untext(first[len(_OURS) :])
        if len(share) != KEY_SIZE or len(opened) != _WRAPPED:
            raise _not_opened()
        yield share, opened


def _wrapped(key: bytes, recipient: bytes) -> bytes:
    """One recipient's lines."""
    own = os.urandom(KEY_SIZE)
    share = public_half(own)
    sealed = _wrap(agree(own, recipient), share, recipient).encrypt(_ONCE, key)
    return _OURS + _text(share) + b"\n" + _text(sealed) + b"\n"


def _file_key(header: _Header, own: bytes) -> bytes:
    """SealError: none is for this key, or the header was changed."""
    mine = public_half(own)
    for share, sealed in header.wraps:
        with suppress(SealError):
            key = _wrap(agree(own, share), share, mine).decrypt(_ONCE, sealed)
            if hmac.compare_digest(_proof(key, header.signed), header.proof):
                return key
    raise _not_opened()


def _wrap(shared: bytes, share: bytes, recipient: bytes) -> Stream:
    return Stream(expand(shared, _LABEL, salt=share + recipient))


def _payload(key: bytes, nonce: bytes) -> Stream:
    return Stream(expand(key, b"payload", salt=nonce))


def _proof(key: bytes, signed: bytes) -> bytes:
    return tag(expand(key, b"header"), signed)


def _text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _untext(text: bytes) -> bytes:
    """SealError, binascii.Error: it is not written as the format writes it."""
    found = b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _text(found) != text:
        raise _not_opened()
    return found


def _bytes_of(text: str) -> bytes:
    """The 32 bytes in an age key, public or secret, of which the age library has looked at the checksum."""
    number = 0
    letters = text.lower().rpartition("1")[2][:-_CHECKSUM]
    for letter in letters:
        number = number << 5 | _LETTERS.index(letter)
    return (number >> (5 * len(letters) - 8 * KEY_SIZE)).to_bytes(KEY_SIZE, "big")


def _not_opened() -> SealError:
    return SealError("an age file does not open: it is not for this key, was changed, or its end is missing")
