"""Letters are HPKE as published: what we seal opens by the steps of RFC 9180, written here and tried on its vectors."""

from __future__ import annotations

import hmac
import json
from importlib.resources import files
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.primitives import Half, seal_to

KEM = b"KEM\x00\x20"
SUITE = b"HPKE\x00\x20\x00\x01\x00\x02"
"""X25519 with HKDF-SHA256; HKDF-SHA256; AES-256-GCM."""


def extract(salt: bytes, suite: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, "sha256")


def expand(secret: bytes, suite: bytes, label: bytes, info: bytes, size: int) -> bytes:
    """One block of HKDF-Expand is enough for all of it."""
    return hmac.digest(secret, size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01", "sha256")[:size]


def opened(secret: bytes, sealed: bytes, info: bytes, aad: bytes) -> bytes:
    """Base mode, the first message."""
    enc, body = sealed[:32], sealed[32:]
    half = X25519PrivateKey.from_private_bytes(secret)
    public = half.public_key().public_bytes_raw()
    eae = extract(b"", KEM, b"eae_prk", half.exchange(X25519PublicKey.from_public_bytes(enc)))
    shared = expand(eae, KEM, b"shared_secret", enc + public, 32)
    context = b"\x00" + extract(b"", SUITE, b"psk_id_hash", b"") + extract(b"", SUITE, b"info_hash", info)
    scheduled = extract(shared, SUITE, b"secret", b"")
    key = expand(scheduled, SUITE, b"key", context, 32)
    nonce = expand(scheduled, SUITE, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, body, aad)


def published() -> dict[str, Any]:
    vectors = pytest.importorskip("cryptography_vectors")
    told = json.loads((files(vectors) / "HPKE" / "test-vectors.json").read_text())
    wanted = {"mode": 0, "kem_id": 32, "kdf_id": 1, "aead_id": 2}
    found: dict[str, Any] = next(one for one in told if wanted.items() <= one.items())
    return found


def test_the_steps_written_here_open_what_was_published() -> None:
    told = {name: value for name, value in published().items() if isinstance(value, str)}
    first = published()["encryptions"][0]
    sealed, info, aad = (bytes.fromhex(text) for text in (told["enc"] + first["ct"], told["info"], first["aad"]))
    assert opened(bytes.fromhex(told["skRm"]), sealed, info, aad).hex() == first["pt"]


def test_by_the_same_steps_our_letters_open() -> None:
    secret = bytes(range(32))
    assert opened(secret, seal_to(Half(secret).public, b"body", b"bound"), b"bound", b"") == b"body"
