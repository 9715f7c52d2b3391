"""The algorithms answer as published and refuse what is not ours; all published answers: the proof T18."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

from bot.errors import SealError
from storage.primitives import Cost, Stream, Tagger, agree, decrypt, encrypt, expand, public_half, stretch, tag

KEY, NONCE = bytes(range(32)), bytes(12)
TWO: Final = """
from threading import Thread
from storage.primitives import Cost, stretch
made = []
def make() -> None:
    made.append(stretch(b"words", b"s" * 16, Cost(memory_kib=16_384, passes=8, lanes=4)))
both = [Thread(target=make, daemon=True) for _ in range(2)]
for one in both:
    one.start()
for one in both:
    one.join(60)
print(len(made))
"""


def test_aes_gcm_of_the_standards_last_case() -> None:
    """NIST's test case 16: a key of 256 bits, four blocks but a few bytes, with associated data."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    body = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    sealed = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert encrypt(key, nonce, body, bound) == sealed
    assert decrypt(key, nonce, sealed, bound) == body


@pytest.mark.parametrize(
    ("key", "nonce", "bound", "end"),
    [
        (bytes(32), NONCE, b"here", 40),
        (KEY, bytes(11) + b"\1", b"here", 40),
        (KEY, NONCE, b"there", 40),
        (KEY, NONCE, b"here", 19),
        (KEY, NONCE, b"here", 4),
        (KEY[:16], NONCE, b"here", 40),
        (KEY, NONCE[:8], b"here", 40),
        (KEY, bytes(16), b"here", 40),
    ],
)
def test_nothing_else_opens(key: bytes, nonce: bytes, bound: bytes, end: int) -> None:
    sealed = encrypt(KEY, NONCE, b"body", b"here")
    with pytest.raises(SealError, match="does not open"):
        decrypt(key, nonce, sealed[:end], bound)


@pytest.mark.parametrize(("key", "nonce"), [(KEY[:16], NONCE), (KEY[:24], NONCE), (KEY, bytes(8)), (KEY, bytes(16))])
def test_shorter_keys_and_other_nonces_are_refused(key: bytes, nonce: bytes) -> None:
    with pytest.raises(ValueError, match="a key of 32 bytes and a nonce of 12"):
        encrypt(key, nonce, b"body", b"here")


def test_hkdf_of_rfc_5869() -> None:
    secret, salt, info = b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA))
    okm = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    assert expand(secret, info, size=42, salt=salt).hex() == okm
    assert expand(secret, info, salt=salt).hex() == okm[:64]
    assert expand(secret, b"").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


def test_hmac_of_rfc_4231() -> None:
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert tag(b"Jefe", b"what do ya want for nothing?").hex() == expected
    ready = Tagger(b"Jefe")
    assert [tag(ready, b"what do ya want for nothing?").hex() for _ in range(2)] == [expected] * 2


def test_argon2id_of_the_reference() -> None:
    cost = Cost(memory_kib=32, passes=3, lanes=4)
    expected = "03aab965c12001c9d7d0d2de33192c0494b684bb148196d73c1df1acaf6d0c2e"
    assert stretch(b"\x01" * 32, b"\x02" * 16, cost).hex() == expected
    small = Cost(memory_kib=50, passes=4, lanes=4)
    assert stretch(b"password", b"pycasalt", small, size=8).hex() == "e469b777841e543f"


def test_a_stream_opens_what_is_bound_to_its_place_and_says_what_it_refuses() -> None:
    stream = Stream(KEY)
    sealed = stream.encrypt(NONCE, b"piece", b"here")
    assert stream.decrypt(NONCE, sealed, b"here") == b"piece"
    for place in (b"there", b""):
        with pytest.raises(SealError, match="does not open: wrong key, wrong place"):
            stream.decrypt(NONCE, sealed, place)


def test_two_agree_and_with_a_public_half_of_nobody_none_does() -> None:
    other = KEY[::-1]
    assert agree(KEY, public_half(other)) == agree(other, public_half(KEY))
    with pytest.raises(SealError, match="is no public key of anybody"):
        agree(KEY, bytes(32))


def test_two_codes_at_once_are_made_one_after_the_other() -> None:
    """In a process of its own: where both may begin, one waits for ever or finds no memory."""
    done = subprocess.run([sys.executable, "-c", TWO], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.strip() == "2", done.stderr
