"""The age format (age-encryption.org), for everything an operator opens without this program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyrage

from bot.errors import KeyFault, SealError
from storage import age_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.age_stream import Reader, Writer

_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - the public prefix of the format


@dataclass(frozen=True, slots=True)
class Identity:
    """A secret age key and the public half of it, as text."""

    secret: str = field(repr=False)
    recipient: str


def new_identity() -> Identity:
    """Make an X25519 identity from the system's randomness."""
    made = pyrage.x25519.Identity.generate()
    return Identity(str(made), str(made.to_public()))


def read_identity(text: str) -> Identity:
    """Read an identity file as `age-keygen` writes it: comments, and one secret key. SealError if there is none."""
    for line in text.splitlines():
        if line.strip().upper().startswith(_SECRET):
            try:
                found = pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError:
                break
            return Identity(str(found), str(found.to_public()))
    message = "no age identity found; give the file that begins with AGE-SECRET-KEY-1"
    raise SealError(message)


def check_recipients(recipients: Sequence[str]) -> tuple[str, ...]:
    """The recipients without blanks and repeats, in small letters: a key that is there in capitals too is one key.

    KeyFault: one is no age public key; it is not shown.
    """
    checked: dict[str, None] = {}
    for place, text in enumerate(recipients, start=1):
        checked[_checked(text.strip(), place)] = None
    return tuple(checked)


def _checked(text: str, place: int) -> str:
    if text.upper().startswith(_SECRET):
        message = (
            f"recipient {place} is a private key; give its public half (age1...), shown by: age-keygen -y FILE, "
            "and treat the private one as known to others"
        )
        raise KeyFault(message)
    try:
        return str(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError as fault:
        message = f"recipient {place} is no age public key; give one that age-keygen made, such as age1qyqs..."
        raise KeyFault(message) from fault


def seal(body: bytes, recipients: Sequence[str]) -> bytes:
    """A binary age file for these recipients (validated before)."""
    keys = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    sealed: bytes = pyrage.encrypt(body, keys)
    return sealed


def unseal(sealed: bytes, secret: str) -> bytes:
    """Open an age file with a secret key. SealError if it is not for this key, or changed."""
    try:
        opened: bytes = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(secret)])
    except (pyrage.DecryptError, pyrage.IdentityError) as fault:
        message = "an age file does not open: it is not for this key, or was changed"
        raise SealError(message) from fault
    return opened


def seal_stream(source: Reader, into: Writer, recipients: Sequence[str]) -> None:
    """The same for what is too long for the memory. Raises whatever `source` and `into` raise."""
    age_stream.seal(source, into, check_recipients(recipients))


def unseal_stream(source: Reader, into: Writer, secret: str) -> None:
    """Open a long one, piece by piece: what was written is worth nothing unless this returns.

    SealError: it is not for this key, was changed, or its end is missing. Raises what `source` and `into` raise.
    """
    age_stream.unseal(source, into, read_identity(secret).secret)
