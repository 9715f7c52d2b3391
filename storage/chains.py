"""The key of the audit's chain, and the keys of those that a rotation of the root closed, to look at them again.

A closed chain's key lies in a file of its own, wrapped by the root key like an epoch. It opens the audit and no case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.errors import KeyFault, SealError
from storage.epochs import KEY_ID_SIZE, derive
from storage.primitives import NONCE_SIZE, decrypt, encrypt, tag
from storage.private_files import read_private, write_new

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_MAGIC: Final = b"parley-chain-1\n"
_HEADER: Final = len(_MAGIC) + KEY_ID_SIZE


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of the audit: the id that each of its entries carries (4 bytes), and its key."""

    key_id: bytes
    key: bytes = field(repr=False)


def chain_of(root: bytes) -> Chain:
    """The chain that a root key writes."""
    key = derive(root, "root/audit")
    return Chain(tag(key, b"id")[:KEY_ID_SIZE], key)


def chain_file(chain: Chain) -> str:
    """The name of a closed chain's file."""
    return f"{chain.key_id.hex()}.chain"


def write_chain(folder: Path, chain: Chain, root: bytes, *, random_bytes: Callable[[int], bytes]) -> Path:
    """Write a closed chain's key, wrapped by the root key. FileExistsError if it is there."""
    header = _MAGIC + chain.key_id
    nonce = random_bytes(NONCE_SIZE)
    path = folder / chain_file(chain)
    write_new(path, header + nonce + encrypt(derive(root, "root/chains"), nonce, chain.key, header))
    return path


def read_chain(path: Path, root: bytes) -> Chain:
    """Unwrap one. KeyFault: another root key made it, or it was changed."""
    content = read_private(path)
    header, nonce, wrapped = content[:_HEADER], content[_HEADER:][:NONCE_SIZE], content[_HEADER + NONCE_SIZE :]
    try:
        key = decrypt(derive(root, "root/chains"), nonce, wrapped, header)
    except SealError as fault:
        message = f"{path}: does not open with this root key, or is not whole; put it back from your copy of the keys"
        raise KeyFault(message) from fault
    return Chain(header[-KEY_ID_SIZE:], key)


def read_chains(folder: Path, root: bytes) -> tuple[Chain, ...]:
    """All closed chains; none before the first rotation."""
    return tuple(read_chain(path, root) for path in chain_files(folder))


def chain_files(folder: Path) -> Sequence[Path]:
    """The files of closed chains."""
    return sorted(folder.glob("*.chain"))
