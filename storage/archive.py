"""A sealed case as files, and what an operator's key makes of them: away from the server, without its keys.

The `age` tool does the same: `age -d -i op.key case.key.age | age -d -i - 001.entry.age`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from bot.errors import SealError, StorageError
from storage import age
from storage.case_files import HIDDEN, Entry, EntryKind, checked
from storage.faults import fault_of
from storage.packing import from_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KEY_FILE = "case.key.age"
ENTRY_SUFFIX = ".entry.age"
_ENDINGS = {"photo": "jpg", "voice": "ogg"}


def sealed_files(database: Path, alias: str) -> dict[str, bytes]:
    """The age files of a case by name: case.key.age, 001.entry.age, ... Reads beside a running bot; needs no key.

    StorageError: no database there, or no case of this alias.
    """
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            wanted = "SELECT id, sealed_key FROM cases WHERE alias = ?"
            case = connection.execute(wanted, (alias.strip().upper(),)).fetchone()
            entries = "SELECT turn, copy FROM entries WHERE case_id = ? ORDER BY turn"
            rows = connection.execute(entries, (case[0],)).fetchall() if case else []
    except sqlite3.Error as fault:
        raise fault_of(fault, database) from fault
    if case is None:
        raise StorageError(f"{database}: holds no case {alias.strip().upper()}; look at the alias on its card")
    return {KEY_FILE: case[1]} | {f"{turn:03}{ENTRY_SUFFIX}": copy for turn, copy in rows}


def kept_files(entries: Sequence[Entry]) -> dict[str, bytes]:
    """The photos and voices that operators kept, whole, by name: 1.jpg, 2.ogg, ...

    SealError: a piece is missing or was changed.
    """
    pieces: dict[str, dict[int, bytes]] = {}
    for entry in entries:
        if entry.kind == EntryKind.PIECE:
            pieces.setdefault(entry.body["of"], {})[entry.body["n"]] = entry.body["bytes"]
    kept = [entry.body for entry in entries if entry.kind == EntryKind.KEPT]
    return {f"{n}.{_ENDINGS.get(one['media'], 'bin')}": _whole(one, pieces) for n, one in enumerate(kept, 1)}


def _whole(kept: Mapping[str, Any], pieces: Mapping[str, Mapping[int, bytes]]) -> bytes:
    own = pieces.get(kept["of"], {})
    data = b"".join(own.get(number, b"") for number in range(1, kept["pieces"] + 1))
    if hashlib.sha256(data).hexdigest() != kept["sha256"]:
        raise SealError("a kept file is not whole: a piece of it was changed or lost")
    return data


def open_case(files: Mapping[str, bytes], identity: str) -> list[Entry]:
    """Open a case with the text of an operator's identity file; its entries, oldest first, but not the way back.

    SealError: the identity is none, is not one of this case's recipients, or a file was changed, exchanged or lost.
    """
    secret = age.read_identity(identity).secret
    if KEY_FILE not in files:
        raise SealError(f"{KEY_FILE} is missing; it lies beside the entries")
    own = age.unseal(files[KEY_FILE], secret).decode("ascii").strip()
    names = sorted(name for name in files if name.endswith(ENTRY_SUFFIX))
    opened = [from_json(age.unseal(files[name], own)) for name in names]
    case = str(opened[0].get("case")) if opened else ""
    contents = [checked(content, case, turn) for turn, content in enumerate(opened, start=1)]
    told = (Entry(content["kind"], content["body"], content["hour"]) for content in contents)
    return [entry for entry in told if entry.kind not in HIDDEN]
