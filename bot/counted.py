"""Numbers with their nouns, for what commands print in English: 1 entry, 2 entries."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`number` and its noun; `many`: the plural where it is not `one` and an s."""
    return f"{number} {one if number == 1 else many or one + 's'}"
