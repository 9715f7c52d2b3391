"""Opened cases as files: a folder a case with its page, its entries as JSON, and what was kept of photos and voices."""

from __future__ import annotations

import json
import os
import shutil
from itertools import count
from typing import TYPE_CHECKING, Final

from bot.errors import KeyFault
from storage.archive import kept_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.sealed_page import Page
    from storage.cases import Entry

KEPT: Final = "kept"
PIECE: Final = "piece"
"""Part of a kept file: nothing to read."""
PAGE_FILE: Final = "case.html"
JSON_FILE: Final = "case.json"
_UNFINISHED: Final = ".unfinished"


def told(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """The entries as JSON takes them; a kept file by its number among the files."""
    numbers = count(1)
    return [
        {"kind": entry.kind, "hour": entry.hour, "body": {**entry.body, **_numbered(entry, numbers)}}
        for entry in entries
        if entry.kind != PIECE
    ]


def _numbered(entry: Entry, numbers: count[int]) -> dict[str, int]:
    return {"file": next(numbers)} if entry.kind == KEPT else {}


def files_of(alias: str, entries: Sequence[Entry], page: Page) -> dict[str, bytes]:
    """Everything that is written of a case, by file name. SealError: a kept file is not whole."""
    kept = kept_files(entries)
    whole = {"alias": alias, "entries": told(entries)}
    return {
        PAGE_FILE: page.write(alias, entries, kept).encode("utf-8", "xmlcharrefreplace"),
        JSON_FILE: json.dumps(whole, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace"),
        **kept,
    }


def put(folder: Path, alias: str, files: Mapping[str, bytes]) -> Path:
    """Write a case's folder, whole or not at all. KeyFault: it is there already, or can not be written."""
    made, unfinished = folder / alias, folder / f"{alias}{_UNFINISHED}"
    if made.exists():
        raise KeyFault(f"{made}: is there already and is not written over; name another folder")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        write_new(unfinished, files)
        unfinished.rename(made)
    except OSError as fault:
        raise KeyFault(f"{fault.filename}: can not be written ({fault.strerror}); name a new folder") from fault
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return made


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder, 0600; one that is there already is never replaced. Raises OSError."""
    for name, content in files.items():
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
