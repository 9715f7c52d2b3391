"""A letter: what one host holds, sealed to a key that is in another process's memory and nowhere else.

Wrapped by the root key it would open for ever, with any old dump of the database, for whoever takes that key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.errors import SealError
from storage.epochs import Epoch
from storage.primitives import Half, seal_to
from storage.sealing import joined

if TYPE_CHECKING:
    from storage.letters.words import Signer, Word

_SIGNATURE: Final = 32
LATE_SECONDS: Final = 300
"""So far two hosts' clocks may differ."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What travels: every epoch that is alive, the operators' recipients, the last anchors of the audit."""

    epochs: tuple[Epoch, ...] = field(repr=False)
    recipients: tuple[str, ...]
    anchors: tuple[str, ...] = ()

    def packed(self) -> bytes:
        """As bytes; secrets are in clear in them."""
        epochs = [[one.key_id.hex(), one.made, one.secret.hex()] for one in self.epochs]
        return json.dumps([epochs, self.recipients, self.anchors]).encode("utf-8")

    @classmethod
    def unpacked(cls, body: bytes) -> Parcel:
        """What `packed` packed."""
        told: tuple[list[tuple[str, int, str]], list[str], list[str]] = json.loads(body)
        epochs = tuple(Epoch(bytes.fromhex(key), made, bytes.fromhex(secret)) for key, made, secret in told[0])
        return cls(epochs, tuple(told[1]), tuple(told[2]))


def require_asked(word: Word, signer: Signer, *, now: int) -> None:
    """SealError: it does not ask this very process for a letter, or asked too long ago."""
    if word.serving or not word.asks or word.to != signer.process or word.host == signer.host:
        message = "it asks another"
        raise SealError(message)
    if not now - LATE_SECONDS <= word.expires <= now + 2 * LATE_SECONDS:
        message = "it asked too long ago, or the clocks of the two hosts differ by minutes"
        raise SealError(message)


def letter_for(word: Word, parcel: Parcel, signer: Signer) -> bytes:
    """Sealed to the key that the word asks for, signed by the process that was asked. SealError: that is no key."""
    bound = _bound(word, signer.host, signer.process)
    sealed = seal_to(word.asks, parcel.packed(), bound)
    return signer.sign(b"letter", bound, sealed) + sealed


def read_letter(letter: bytes, half: Half, *, asked: Word, by: Word, signer: Signer) -> Parcel:
    """Open it. SealError: it is not for this question, not of the one that was asked, or changed."""
    signature, sealed = letter[:_SIGNATURE], letter[_SIGNATURE:]
    bound = _bound(asked, by.host, by.process)
    signer.require(signature, b"letter", bound, sealed)
    try:
        return Parcel.unpacked(half.open(sealed, bound))
    except (ValueError, TypeError, IndexError) as fault:
        message = "a letter of another version of this program; let both hosts run the same one"
        raise SealError(message) from fault


def _bound(asked: Word, host: str, process: bytes) -> bytes:
    """The whole exchange: who asked, when and with which key, and who answers."""
    parts: tuple[Any, ...] = (b"parley/letter/1", asked.host.encode("ascii"), asked.process, asked.asks)
    return joined((*parts, asked.expires.to_bytes(8, "big"), host.encode("ascii"), process))
