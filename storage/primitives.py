"""The algorithms that everything secret stands on, each called in this one place and nowhere else.

AES-256-GCM with nonces of 12 bytes and whole tags, HKDF-SHA256, HMAC-SHA256 and Argon2id, as `cryptography` has them;
for long age files ChaCha20-Poly1305 and X25519; for letters between hosts HPKE (RFC 9180: X25519, HKDF-SHA256,
AES-256-GCM).
Published vectors go through these very functions (`python -m benchmarks.proofs "T18 known answers"`).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from threading import Lock
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import SealError

KEY_SIZE: Final = 32
"""Bytes of every key: nothing here takes a shorter one for AES."""

NONCE_SIZE: Final = 12
"""Bytes of a nonce; drawn at random for each body."""

_ALONE: Final = Lock()
_SIZES: Final = f"AES-256-GCM wants a key of {KEY_SIZE} bytes and a nonce of {NONCE_SIZE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one guess at typed words costs: KiB of memory, how often it is gone through, on how many lanes."""

    memory_kib: int
    passes: int
    lanes: int


class Cipher:
    """A key of AES-256-GCM made ready, which takes longer than to seal a short body; any thread may use it.

    Raises ValueError for a key that has not 32 bytes.
    """

    __slots__ = ("ready",)

    def __init__(self, key: bytes) -> None:
        """Take the key; it lives as long as this does."""
        if len(key) != KEY_SIZE:
            raise ValueError(_SIZES)
        self.ready = AESGCM(key)


class Tagger:
    """A key of HMAC-SHA256 made ready, which takes longer than a short message's tag; any thread may use it."""

    __slots__ = ("ready",)

    def __init__(self, key: bytes) -> None:
        """Take the key; it lives as long as this does."""
        self.ready = hmac.new(key, digestmod="sha256")


class Half:
    """The secret half of a key that lives in this memory alone: made for one letter, and never stored anywhere."""

    __slots__ = ("_secret", "public")

    def __init__(self, secret: bytes | None = None) -> None:
        """A new one; `secret`: a given one, for published answers."""
        made = X25519PrivateKey.generate() if secret is None else X25519PrivateKey.from_private_bytes(secret)
        self._secret = made
        self.public: bytes = made.public_key().public_bytes_raw()

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """What `seal_to` sealed to the public half. SealError: to another, bound otherwise, or changed."""
        try:
            return _letters().decrypt(sealed, self._secret, bound)
        except (InvalidTag, ValueError) as fault:
            message = "does not open: wrong key, wrong place, or changed bytes"
            raise SealError(message) from fault


def seal_to(public: bytes, body: bytes, bound: bytes) -> bytes:
    """HPKE to a public half of 32 bytes, in its base mode: it says nothing of who sealed. SealError: it is none."""
    try:
        return _letters().encrypt(body, X25519PublicKey.from_public_bytes(public), bound)
    except ValueError as fault:
        message = "no public key of X25519"
        raise SealError(message) from fault


def _letters() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def encrypt(key: bytes | Cipher, nonce: bytes, body: bytes, bound: bytes) -> bytes:
    """AES-256-GCM: the ciphertext and its tag of 16 bytes. `bound` is authenticated and not in it.

    Raises ValueError for a key that has not 32 bytes and a nonce that has not 12.
    """
    return _cipher(key, nonce).encrypt(nonce, body, bound)


def decrypt(key: bytes | Cipher, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What `encrypt` made. SealError: another key, nonce or binding, changed bytes, or none of ours at all."""
    try:
        return _cipher(key, nonce).decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError) as fault:
        message = "does not open: wrong key, wrong place, or changed bytes"
        raise SealError(message) from fault


class Stream:
    """A key of ChaCha20-Poly1305, for the pieces of one long file. ValueError: the key has not 32 bytes."""

    __slots__ = ("_ready",)

    def __init__(self, key: bytes) -> None:
        """Take the key; it lives as long as this does."""
        self._ready = ChaCha20Poly1305(key)

    def encrypt(self, nonce: bytes, body: bytes, bound: bytes = b"") -> bytes:
        """RFC 8439: the ciphertext and its tag of 16 bytes. No nonce may come twice."""
        return self._ready.encrypt(nonce, body, bound)

    def decrypt(self, nonce: bytes, sealed: bytes, bound: bytes = b"") -> bytes:
        """What `encrypt` made. SealError: another key, nonce or binding, or changed bytes."""
        try:
            return self._ready.decrypt(nonce, sealed, bound)
        except (InvalidTag, ValueError) as fault:
            message = "does not open: wrong key, wrong place, or changed bytes"
            raise SealError(message) from fault


def public_half(secret: bytes) -> bytes:
    """X25519 (RFC 7748): what others may know of 32 random bytes."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def agree(secret: bytes, public: bytes) -> bytes:
    """X25519: what two know together, each by his secret and the other's public half. Not evenly random: `expand` it.

    SealError: a public half that gives everybody the same.
    """
    try:
        return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as fault:
        message = "is no public key of anybody"
        raise SealError(message) from fault


def expand(secret: bytes, info: bytes, *, size: int = KEY_SIZE, salt: bytes | None = None) -> bytes:
    """HKDF-SHA256 (RFC 5869): bytes for one purpose, named by `info`, out of a secret that is random already."""
    return HKDF(algorithm=SHA256(), length=size, salt=salt, info=info).derive(secret)


def tag(key: bytes | Tagger, message: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104): 32 bytes. Compare with `hmac.compare_digest`."""
    if not isinstance(key, Tagger):
        return hmac.digest(key, message, "sha256")
    begun = key.ready.copy()
    begun.update(message)
    return begun.digest()


def stretch(typed: bytes, salt: bytes, cost: Cost, *, size: int = KEY_SIZE) -> bytes:
    """Argon2id (RFC 9106): a key out of words that people can remember, slowly on purpose. Never on the loop's thread.

    One at a time in a process: OpenSSL has one pool of threads for the lanes, and two that wait for it wait for ever.
    Raises ValueError for a salt of less than 8 bytes and a cost below what the algorithm has.
    """
    slow = Argon2id(salt=salt, length=size, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    with _ALONE:
        return slow.derive(typed)


def _cipher(key: bytes | Cipher, nonce: bytes) -> AESGCM:
    if len(nonce) != NONCE_SIZE:
        raise ValueError(_SIZES)
    return key.ready if isinstance(key, Cipher) else Cipher(key).ready
