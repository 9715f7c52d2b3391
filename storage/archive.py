"""A sealed case as files, and what an operator's key makes of them: away from the server, without its keys.

The `age` tool does the same: `age -d -i op.key case.key.age | age -d -i - 001.entry.age`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from bot.errors import SealError, StorageError
from bot.places import Place
from storage import age
from storage.beside import read_beside
from storage.case_files import HIDDEN, Entry, EntryKind, checked
from storage.packing import from_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.database import Row, Tx

KEY_FILE = "case.key.age"
ENTRY_SUFFIX = ".entry.age"
_ENDINGS = {"photo": "jpg", "voice": "ogg"}


def sealed_files(place: Place, alias: str) -> dict[str, bytes]:
    """The age files of a case by name: case.key.age, 001.entry.age, ... Reads beside a running bot; needs no key.

    StorageError: no database there, or no case of this alias.
    """
    asked = alias.strip().upper()

    async def unit(tx: Tx) -> tuple[Row | None, list[Row]]:
        case = await tx.one("case_sealed", alias=asked)
        return case, [] if case is None else await tx.all("copies_of_case", case_id=case["id"])

    case, rows = read_beside(place, unit, of_any=True)
    if case is None:
        raise StorageError(f"{place}: holds no case {asked}; look at the alias on its card")
    return {KEY_FILE: case["sealed_key"]} | {f"{row['turn']:03}{ENTRY_SUFFIX}": row["copy"] for row in rows}


def aliases(place: Place) -> list[str]:
    """Every case that is sealed there, open or closed, by alias. StorageError: no database there."""
    return [row["alias"] for row in read_beside(place, lambda tx: tx.all("aliases_of_cases"), of_any=True)]


def _number(name: str) -> int:
    """The place of an entry's file: beyond 999 its name sorts before others."""
    number = name.removesuffix(ENTRY_SUFFIX)
    if not number.isdecimal():
        raise SealError(f"{name}: is no entry; its name must be a number")
    return int(number)


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
    names = sorted((name for name in files if name.endswith(ENTRY_SUFFIX)), key=_number)
    opened = [from_json(age.unseal(files[name], own)) for name in names]
    case = str(opened[0].get("case")) if opened else ""
    contents = [checked(content, case, turn) for turn, content in enumerate(opened, start=1)]
    told = (Entry(content["kind"], content["body"], content["hour"]) for content in contents)
    return [entry for entry in told if entry.kind not in HIDDEN]
