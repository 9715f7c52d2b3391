"""A root key out of a typed passphrase: nothing that is stored opens anything without the words.

The file beside the epochs holds salt, cost and a check value, never the words. Whoever has it can try words, each for
the price of one Argon2id of 256 MiB: that is why there must be many.
"""

from __future__ import annotations

import hmac
import math
import re
import string
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.errors import KeyFault
from storage.epochs import derive
from storage.primitives import Cost, stretch
from storage.private_files import read_private

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FEWEST_WORDS: Final = 6
FEWEST_BITS: Final = 75
"""What a passphrase without six words must have by count of its signs."""
_MARK: Final = "parley-passphrase-1:"
_SALT_SIZE: Final = 16
_CHECK_SIZE: Final = 16
_MOST_KIB: Final = 4 * 1024 * 1024
_LINE: Final = re.compile(
    rf"{_MARK}argon2id m=(\d{{1,8}}) t=(\d{{1,3}}) p=(\d{{1,3}}) salt=([0-9a-f]{{32}}) check=([0-9a-f]{{32}})"
)
_SIGNS: Final = (string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation)
_WORD_BITS: Final = math.log2(7776)
"""Of one word that dice chose out of a list of 7,776."""


DEAR: Final = Cost(memory_kib=256 * 1024, passes=3, lanes=4)
"""What a try costs: a second or so."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What is stored of a passphrase. `check`: 16 bytes that tell a wrong one at once."""

    cost: Cost
    salt: bytes
    check: bytes = field(repr=False)

    def text(self) -> bytes:
        """Its file: one line."""
        cost = f"m={self.cost.memory_kib} t={self.cost.passes} p={self.cost.lanes}"
        return f"{_MARK}argon2id {cost} salt={self.salt.hex()} check={self.check.hex()}\n".encode("ascii")


def new_lock(words: str, *, random_bytes: Callable[[int], bytes], cost: Cost | None = None) -> tuple[Lock, bytes]:
    """A lock for these words, and the root key they give. KeyFault: the words are too few."""
    require_strong(words)
    salt = random_bytes(_SALT_SIZE)
    stretched = _stretched(words, salt, cost or DEAR)
    return Lock(cost or DEAR, salt, _check(stretched)), _root(stretched)


def is_lock(path: Path) -> bool:
    """Whether a file holds a lock, by its mark."""
    return read_private(path).startswith(_MARK.encode("ascii"))


def read_lock(path: Path) -> Lock:
    """The lock in a file. KeyFault: it is none, or asks for more memory than any that we make."""
    found = _LINE.fullmatch(read_private(path).decode("ascii", "replace").strip())
    if found is None or int(found[1]) > _MOST_KIB:
        raise KeyFault(f"{path}: is no passphrase file (one line, {_MARK}...); put it back from your copy")
    cost = Cost(memory_kib=int(found[1]), passes=int(found[2]), lanes=int(found[3]))
    return Lock(cost, bytes.fromhex(found[4]), bytes.fromhex(found[5]))


def unlock(path: Path, words: str) -> bytes:
    """The root key that these words give. KeyFault: they are not the ones the file was made with."""
    lock = read_lock(path)
    try:
        stretched = _stretched(words, lock.salt, lock.cost)
    except (ValueError, MemoryError) as fault:
        message = f"{path}: its cost can not be paid on this machine; free memory, or put the file back from your copy"
        raise KeyFault(message) from fault
    if not hmac.compare_digest(_check(stretched), lock.check):
        raise KeyFault("the passphrase is wrong: nothing was opened and nothing was changed; try again")
    return _root(stretched)


def bits(words: str) -> int:
    """How many bits a passphrase has at best: what dice would have given so many words, or so many signs."""
    plain = normal(words)
    by_words = len(set(_words(plain))) * _WORD_BITS
    pool = sum(len(signs) for signs in _SIGNS if any(sign in signs for sign in plain))
    pool += 32 * any(not sign.isascii() for sign in plain)
    by_signs = len(plain) * math.log2(pool) if len(set(plain)) * 2 > len(plain) and pool else 0
    return int(by_words if len(_words(plain)) > 1 else by_signs)


def require_strong(words: str) -> None:
    """KeyFault unless there are six different words, or one long row of signs as good as those."""
    if len(set(_words(normal(words)))) < FEWEST_WORDS and (" " in normal(words) or bits(words) < FEWEST_BITS):
        raise KeyFault(
            f"the passphrase is too weak: {FEWEST_WORDS} different words of three letters or more, drawn by dice and "
            f"not out of a book, or {FEWEST_BITS} bits of signs (this one: about {bits(words)})"
        )


def normal(words: str) -> str:
    """The words as they are stretched: whatever keyboard or number of blanks they were typed with."""
    return " ".join(unicodedata.normalize("NFKC", words).split())


def _words(plain: str) -> list[str]:
    return [word for word in plain.casefold().split() if len(word) > 2]  # noqa: PLR2004 - shorter ones fill nothing


def _stretched(words: str, salt: bytes, cost: Cost) -> bytes:
    return stretch(normal(words).encode("utf-8"), salt, cost)


def _root(stretched: bytes) -> bytes:
    return derive(stretched, "passphrase/root")


def _check(stretched: bytes) -> bytes:
    return derive(stretched, "passphrase/check")[:_CHECK_SIZE]
