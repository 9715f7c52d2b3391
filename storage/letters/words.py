"""What a host says of itself, in a row that whoever reads the database may read: signed, and nothing secret in it.

Signed under a key of the root key and the pepper together: who has one of them alone, and the database, signs nothing.
"""

from __future__ import annotations

import hmac
import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.errors import SealError
from storage.chains import chain_of
from storage.primitives import expand, tag
from storage.recipients import number_of
from storage.sealing import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGNATURE: Final = 32
_PROCESS: Final = 16
_REST: Final = 8


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one process of one host on one database, and checks what others of its line signed.

    `process`: 16 random bytes, other ones in each life of a process. `database`: what tells this one from a copy of it.
    `chain`: the id of the audit's chain that this root key writes.
    """

    host: str
    database: bytes
    key: bytes = field(repr=False)
    chain: bytes
    process: bytes = field(default_factory=lambda: os.urandom(_PROCESS))

    @classmethod
    def of(cls, host: str, database: bytes, root: bytes, pepper: bytes) -> Signer:
        """Made anew at each start of a process."""
        return cls(host, database, expand(root, b"parley/1/root/hosts", salt=pepper), chain_of(root).key_id)

    def sign(self, purpose: bytes, *parts: bytes) -> bytes:
        """32 bytes over these parts, for one purpose, on this database."""
        return tag(self.key, joined((b"parley/hosts/1", purpose, self.database, *parts)))

    def require(self, signature: bytes, purpose: bytes, *parts: bytes) -> None:
        """SealError: no host of this line signed that, or not on this database."""
        if not hmac.compare_digest(signature, self.sign(purpose, *parts)):
            message = "no host of this line signed this, or not for this database"
            raise SealError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of one host.

    `beat` goes up with each word of a process; `said`: when, by the host's clock, and `asks` is answered until
    `expires`. `held`: the ids of the epochs on its disk; `missing`: those that the one that serves does without.
    `rest`: a mark of what else travels. `to`: the process that is asked; `asks`: the public half that a letter is to be
    sealed to. `forget`: ids of epochs that somebody destroyed there, and that are to be destroyed everywhere.
    """

    host: str
    process: bytes
    beat: int
    said: int
    serving: bool = False
    held: frozenset[bytes] = frozenset()
    missing: frozenset[bytes] = frozenset()
    rest: bytes = b""
    to: bytes = b""
    asks: bytes = b""
    expires: int = 0
    forget: frozenset[bytes] = frozenset()

    def signed(self, signer: Signer) -> bytes:
        """The bytes of its row."""
        told = {
            "host": self.host,
            "process": self.process.hex(),
            "beat": self.beat,
            "said": self.said,
            "serving": self.serving,
            "held": _hexed(self.held),
            "missing": _hexed(self.missing),
            "rest": self.rest.hex(),
            "to": self.to.hex(),
            "asks": self.asks.hex(),
            "expires": self.expires,
            "forget": _hexed(self.forget),
        }
        body = json.dumps(told, separators=(",", ":")).encode("ascii")
        return signer.sign(b"word", body) + body


def heard(signed: bytes, signer: Signer, *, host: str, serving: bool) -> Word:
    """The word in the row of this host. SealError: it is of no host of this line, of another row, or changed."""
    signature, body = signed[:_SIGNATURE], signed[_SIGNATURE:]
    signer.require(signature, b"word", body)
    try:
        word = _word(json.loads(body))
    except (ValueError, TypeError, KeyError) as fault:  # one of us wrote it
        message = "a word of another version of this program; let both hosts run the same one"
        raise SealError(message) from fault
    if word.host != host or word.serving is not serving:
        message = "the word of one host stands in the row of another"
        raise SealError(message)
    return word


def _word(told: dict[str, Any]) -> Word:
    return Word(
        host=told["host"],
        process=bytes.fromhex(told["process"]),
        beat=told["beat"],
        said=told["said"],
        serving=told["serving"],
        held=_ids(told["held"]),
        missing=_ids(told["missing"]),
        rest=bytes.fromhex(told["rest"]),
        to=bytes.fromhex(told["to"]),
        asks=bytes.fromhex(told["asks"]),
        expires=told["expires"],
        forget=_ids(told["forget"]),
    )


def rest_of(recipients: tuple[str, ...], anchor: str) -> bytes:
    """A mark of what travels beside epochs: the list of recipients, and the last of the audit's anchors."""
    return tag(b"parley/rest", joined((str(number_of(recipients)).encode("ascii"), anchor.encode("utf-8"))))[:_REST]


def _ids(hexed: Iterable[str]) -> frozenset[bytes]:
    return frozenset(map(bytes.fromhex, hexed))


def _hexed(ids: Iterable[bytes]) -> list[str]:
    return sorted(one.hex() for one in ids)
