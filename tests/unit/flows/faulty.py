"""A fault planted in a folder of content, and what the check says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flows.load import check

if TYPE_CHECKING:
    from pathlib import Path


def planted(locales: Path, file: str, old: str, new: str) -> list[str]:
    """Put `new` in the place of the first `old` of a file; return all faults."""
    path = locales / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(fault) for fault in check(locales)]
