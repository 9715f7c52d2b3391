"""Seals the identities of cases to the operators in a process of its own: the age library holds Python's lock.

Run as a script, never imported by the bot. First a line with the recipients; then pages of identities; the answer to
each is a page in the same order: the first bytes of an identity's digest, and the age file.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pyrage

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from storage.confined import confine
from storage.pages import framed, next_frame, packed, unpacked


def main() -> None:
    """Answer until nothing more is asked."""
    confine()
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    recipients = [pyrage.x25519.Recipient.from_str(text) for text in asked.readline().decode("ascii").split()]
    while question := next_frame(asked):
        contents = [content or b"" for content in unpacked(question)]
        answers.write(framed(packed([_digest(content) + pyrage.encrypt(content, recipients) for content in contents])))
        answers.flush()


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:8]


if __name__ == "__main__":
    main()
