"""T18: answers that others published for our ciphers, HKDF, HMAC, Argon2id and X25519, asked of what we call.

`storage/primitives.py` is the only module that calls the library, so what these functions answer is what seals rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from benchmarks.proofs import Figure, NotRun, Proof, Scale
from benchmarks.proofs.vectors import Vector, read
from bot.errors import SealError
from storage import primitives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GCM: Final = "ciphers/AES/GCM"
BITS: Final = (256, 192, 128)
WHOLE_TAG: Final = 16
SPARSE: Final = 40
"""At small scale one vector of so many is asked, of the files that have tens of thousands."""


@dataclass(slots=True)
class Tally:
    """What was asked, what was answered wrongly, what had to be refused, and what was not asked, by the reason."""

    asked: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    def note(self, vector: Vector, *, right: bool) -> None:
        """One answer."""
        self.asked += 1
        if not right:
            self.wrong.append(vector.where)

    def refuse(self, vector: Vector, *, right: bool) -> None:
        """One refusal."""
        self.refused += 1
        self.note(vector, right=right)

    def told(self) -> str:
        """For the table."""
        skipped = ", ".join(f"{count:,} {reason}" for reason, count in self.skipped.items())
        compared = self.asked - self.refused
        return "; ".join([f"{compared:,} compared, {self.refused:,} refused; skipped: {skipped}", *self.wrong[:3]])


def folder() -> Path:
    """Where the package `cryptography_vectors` lies. NotRun: it is not installed."""
    try:
        import cryptography_vectors  # noqa: PLC0415 - 120 MB that only this needs
    except ImportError as fault:
        raise NotRun("the package cryptography-vectors is missing: make test installs it") from fault
    return Path(cryptography_vectors.__file__).parent


def sealed(vector: Vector, tally: Tally) -> None:
    """A published encryption. Shorter tags are the beginnings of the whole one; we make none."""
    if foreign(vector):
        tally.refuse(vector, right=_refused(lambda: _encrypt(vector)))
        return
    made = _encrypt(vector)
    size = len(vector.bytes("CT"))
    right = made[:size] == vector.bytes("CT") and made[size:].startswith(vector.bytes("Tag"))
    tally.note(vector, right=right and len(made) == size + WHOLE_TAG)


def opened(vector: Vector, tally: Tally) -> None:
    """A published decryption. One with a shorter tag must not open: a tag of 4 bytes can be guessed."""
    if foreign(vector) or vector.failing or len(vector.bytes("Tag")) != WHOLE_TAG:
        tally.refuse(vector, right=_refused(lambda: _decrypt(vector)))
        return
    tally.note(vector, right=_same(lambda: _decrypt(vector), vector.bytes("PT")))


def foreign(vector: Vector) -> bool:
    """Keys and nonces of sizes that we do not take: no answer is asked, but a refusal is."""
    return len(vector.bytes("Key")) != primitives.KEY_SIZE or len(vector.bytes("IV")) != primitives.NONCE_SIZE


def expanded(vector: Vector, tally: Tally) -> None:
    """HKDF."""
    if vector["Hash"] != "SHA-256":
        tally.skipped["HKDF-SHA1"] += 1
        return
    told = vector.bytes("IKM"), vector.bytes("info")
    made = primitives.expand(*told, size=int(vector["L"]), salt=vector.bytes("salt"))
    tally.note(vector, right=made == vector.bytes("OKM"))


def tagged(vector: Vector, tally: Tally) -> None:
    """HMAC-SHA256."""
    key, message = vector.bytes("Key"), vector.bytes("Msg")
    made = {primitives.tag(key, message), primitives.tag(primitives.Tagger(key), message)}
    tally.note(vector, right=made == {vector.bytes("MD")})


def stretched(vector: Vector, tally: Tally) -> None:
    """Argon2id; nothing of ours gives it a secret or associated data."""
    if "secret" in vector or "ad" in vector:
        tally.skipped["Argon2id with a secret"] += 1
        return
    cost = primitives.Cost(memory_kib=int(vector["memcost"]), passes=int(vector["iter"]), lanes=int(vector["lanes"]))
    made = primitives.stretch(vector.bytes("pass"), vector.bytes("salt"), cost, size=int(vector["length"]))
    tally.note(vector, right=made == vector.bytes("output"))


def streamed(vector: Vector, tally: Tally) -> None:
    """ChaCha20-Poly1305, both ways."""
    stream, nonce, bound, body = primitives.Stream(vector.bytes("Key")), *map(vector.bytes, ("IV", "AAD", "Plaintext"))
    whole = vector.bytes("Ciphertext") + vector.bytes("Tag")
    if "Result" in vector:
        tally.refuse(vector, right=_refused(lambda: stream.decrypt(nonce, whole, bound)))
        return
    made = stream.encrypt(nonce, body, bound)
    tally.note(vector, right=made == whole and _same(lambda: stream.decrypt(nonce, whole, bound), body))


def agreed(vector: Vector, tally: Tally) -> None:
    """X25519."""
    made = primitives.agree(vector.bytes("INPUT_SCALAR"), vector.bytes("INPUT_U"))
    tally.note(vector, right=made == vector.bytes("OUTPUT_U"))


def _encrypt(vector: Vector) -> bytes:
    told = (vector.bytes(name) for name in ("Key", "IV", "PT", "AAD"))
    return primitives.encrypt(*told)


def _decrypt(vector: Vector) -> bytes:
    whole = vector.bytes("CT") + vector.bytes("Tag")
    return primitives.decrypt(vector.bytes("Key"), vector.bytes("IV"), whole, vector.bytes("AAD"))


def _refused(ask: Callable[[], bytes]) -> bool:
    try:
        ask()
    except (SealError, ValueError):
        return True
    return False


def _same(ask: Callable[[], bytes], answer: bytes) -> bool:
    try:
        return ask() == answer
    except SealError:
        return False


def asked(scale: Scale) -> Iterator[tuple[str, Callable[[Vector, Tally], None], int]]:
    """Every file, what to do with its vectors, and of how many one is asked."""
    step = SPARSE if scale is Scale.SMALL else 1
    for bits in BITS if scale is Scale.FULL else BITS[:1]:
        yield f"{GCM}/gcmEncryptExtIV{bits}.rsp", sealed, step
        yield f"{GCM}/gcmDecrypt{bits}.rsp", opened, step
    for name in ("rfc-5869-HKDF-SHA256", "rfc-5869-HKDF-SHA1", "hkdf-generated"):
        yield f"KDF/{name}.txt", expanded, 1
    yield "HMAC/rfc-4231-sha256.txt", tagged, 1
    yield "KDF/argon2id.txt", stretched, 1
    yield "ciphers/ChaCha20Poly1305/openssl.txt", streamed, 1
    yield "asymmetric/X25519/rfc7748.txt", agreed, 1


def answers(scale: Scale) -> Tally:
    """Ask everything."""
    tally, root = Tally(), folder()
    for name, ask, step in asked(scale):
        for vector in list(read(root / name))[::step]:
            ask(vector, tally)
    return tally


def run(scale: Scale) -> Figure:
    """Every published vector of these algorithms."""
    tally = answers(scale)
    return Figure(tally.asked, len(tally.wrong), tally.told())


def _unbound(key: bytes, nonce: bytes, body: bytes, _bound: bytes) -> bytes:
    return primitives._cipher(key, nonce).encrypt(nonce, body, b"")  # noqa: SLF001 - planted


def _purposeless(secret: bytes, _info: bytes, *, size: int = 32, salt: bytes | None = None) -> bytes:
    return _true["expand"](secret, b"", size=size, salt=salt)


def _short(key: bytes | primitives.Tagger, message: bytes) -> bytes:
    return _true["tag"](key[:16] if isinstance(key, bytes) else key, message)


def _readied_short(tagger: primitives.Tagger, key: bytes) -> None:
    _readied(tagger, key[:16])


def _hasty(typed: bytes, salt: bytes, cost: primitives.Cost, *, size: int = 32) -> bytes:
    once = primitives.Cost(memory_kib=cost.memory_kib, passes=1, lanes=cost.lanes)
    return _true["stretch"](typed, salt, once, size=size)


def _bare(_stream: primitives.Stream, nonce: bytes, body: bytes, _bound: bytes = b"") -> bytes:
    return _true_stream(primitives.Stream(bytes(primitives.KEY_SIZE)), nonce, body)


def _own(secret: bytes, _public: bytes) -> bytes:
    return primitives.public_half(secret)


_true: Final[dict[str, Callable[..., bytes]]] = {
    name: getattr(primitives, name) for name in ("encrypt", "expand", "tag", "stretch")
}
_true_stream: Final = primitives.Stream.encrypt
_readied: Final = primitives.Tagger.__init__
FAULTS: Final = {
    "encrypt": _unbound,
    "expand": _purposeless,
    "tag": _short,
    "Tagger.__init__": _readied_short,
    "stretch": _hasty,
    "Stream.encrypt": _bare,
    "agree": _own,
}
"""One fault in each: binding, purpose, half of the key, all passes but one, the key, the other half are left out."""


def planted(scale: Scale) -> Figure:
    """Each fault for itself; all of them must be found."""
    found: dict[str, int] = {}
    for name, fault in FAULTS.items():
        with patch(f"{primitives.__name__}.{name}", fault):
            found[name] = len(answers(scale).wrong)
    return Figure(len(found), sum(found.values()) if all(found.values()) else 0, str(found))


PROOF: Final = Proof(
    name="T18 known answers",
    promise="AES-GCM, ChaCha20-Poly1305, HKDF, HMAC, Argon2id and X25519, as we call them, answer as published.",
    run=run,
    planted=planted,
    seconds=12,
)
