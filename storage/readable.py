"""What a thief reads: a copy of the database and the keys he holds, tried on every case by really decrypting it.

Nothing here knows any rule of when a case should be readable; it opens what opens. The proof of the nightly move, and
the page on which one plays the thief, both ask here.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.errors import KeyFault, SealError, StorageError
from storage import age
from storage.case_files import CaseFiles
from storage.epochs import read_epoch
from storage.faults import fault_of
from storage.keys import Keyring
from storage.packing import from_json
from storage.sealing import Vault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from storage.epochs import Epoch


_CASES = """
SELECT c.*, w.hot, w.hot_identity FROM cases AS c LEFT JOIN wraps AS w ON w.case_id = c.id ORDER BY c.alias
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loot:
    """The keys a thief holds. `epochs`: those he can unwrap; `identities`: private age keys of operators, as text."""

    epochs: tuple[Epoch, ...] = field(default=(), repr=False)
    identities: tuple[str, ...] = field(default=(), repr=False)


class Way(StrEnum):
    """How a case was read: EPOCH, as the server reads it; OPERATOR, with a private key; SEALED: not at all."""

    EPOCH = "epoch"
    OPERATOR = "operator"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a thief has of one case: how he read it, its entries as they were written, and the way to its person."""

    alias: str
    way: Way
    entries: tuple[Any, ...] = field(default=(), repr=False)
    chat: int | None = field(default=None, repr=False)


def loot_of(folder: Path, root: bytes | None, identities: Sequence[str] = ()) -> Loot:
    """What a key folder and a root key give; without the root key no epoch. Files that do not open are left aside."""
    found: list[Epoch] = []
    for path in sorted((folder / "epochs").glob("*")) if root is not None else ():
        with suppress(KeyFault):
            found.append(read_epoch(path, root or b""))
    return Loot(epochs=tuple(found), identities=tuple(identities))


def readings(database: Path, loot: Loot) -> list[Reading]:
    """Each case of a copy of the database, by alias, with what is read of it. StorageError: it is no database.

    The copy may have its log (-wal) beside it. It is only read.
    """
    thief = _Thief(loot)
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = _as_mapping
            cases = connection.execute(_CASES).fetchall()
            return [thief.read(case, _entries(connection, case["id"])) for case in cases]
    except sqlite3.Error as fault:
        raise fault_of(fault, database) from fault


def readable(database: Path, loot: Loot) -> dict[str, Way]:
    """The same in short: how each case was read, by alias."""
    return {one.alias: one.way for one in readings(database, loot)}


class _Thief(CaseFiles):
    """Opens as the server would, where he has the epoch; else as an operator would."""

    def __init__(self, loot: Loot) -> None:
        self._held = bool(loot.epochs)
        self._identities = loot.identities
        if loot.epochs:
            keyring = Keyring(bytes(32), bytes(32), (), loot.epochs)
            super().__init__(Vault(keyring), keyring, random_bytes=os.urandom)

    def read(self, row: Any, entries: list[Any]) -> Reading:
        with suppress(SealError, ValueError, StorageError):
            if self._held and row["hot"] is not None:
                return self._as_server(row, entries)
        for identity in self._identities:
            with suppress(SealError, ValueError):
                return self._as_operator(row, entries, identity)
        return Reading(row["alias"], Way.SEALED)

    def _as_server(self, row: Any, entries: list[Any]) -> Reading:
        """Opens the data key, the head and every entry; also by the case's own identity, which lies there too."""
        key = self._data_key(row)
        chat = None if row["head"] is None else self._case(row).chat
        warm = [self._entry(key, row["id"], entry).body for entry in entries if entry["body"] is not None]
        cold = [_unsealed(entry, self._identity(row)) for entry in entries if entry["body"] is None]
        return Reading(row["alias"], Way.EPOCH, (*warm, *cold), chat)

    @staticmethod
    def _as_operator(row: Any, entries: list[Any], identity: str) -> Reading:
        own = age.unseal(row["sealed_key"], age.read_identity(identity).secret).decode("ascii").strip()
        return Reading(row["alias"], Way.OPERATOR, tuple(_unsealed(entry, own) for entry in entries))


def _unsealed(entry: Any, identity: str) -> Any:
    return from_json(age.unseal(entry["copy"], identity).rstrip(b" "))["body"]


def _entries(connection: sqlite3.Connection, case: bytes) -> list[Any]:
    query = "SELECT id, turn, hour, body, copy FROM entries WHERE case_id = ? ORDER BY turn"
    return connection.execute(query, (case,)).fetchall()


def _as_mapping(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
