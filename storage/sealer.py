"""Seals the identities of cases to the operators in a process of its own: the age library holds Python's lock.

Run as a script, never imported by the bot. First a line with the recipients; then a number, and so many lines with an
identity each; the answer to each is its length, the first bytes of the identity's digest, and the age file.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pyrage

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from storage.confined import confine


def main() -> None:
    """Answer until nothing more is asked."""
    confine()
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    recipients = [pyrage.x25519.Recipient.from_str(text) for text in asked.readline().decode("ascii").split()]
    while count := asked.readline():
        for _ in range(int(count)):
            identity = asked.readline()
            sealed = pyrage.encrypt(identity, recipients)
            answers.write(len(sealed).to_bytes(4, "big") + hashlib.sha256(identity).digest()[:8] + sealed)
        answers.flush()


if __name__ == "__main__":
    main()
