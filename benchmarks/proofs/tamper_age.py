"""For T3: the age copies of a case, changed bit by bit, cut, and exchanged among each other."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from benchmarks.proofs.tamper_rows import OWNERS
from bot.errors import SealError
from storage import age
from storage.archive import KEY_FILE, open_case, sealed_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.proofs.tamper_rows import Store

SPARSER: Final = 3
"""An age file takes twenty times as long to open as a field: of its bits one in so many is turned."""


def copies(store: Store, step: int) -> Iterator[tuple[str, bool]]:
    """The attacks on age files: their kind, and whether the file opened all the same."""
    files = {alias: sealed_files(store.path, alias) for alias in _aliases(store)}
    for alias, own in files.items():
        yield from _changed(own, store.identity, step)
        others = [held for other, held in files.items() if other != alias]
        yield from (("an age file's place", _opens(swapped, store.identity)) for swapped in _swapped(own, others))


def _aliases(store: Store) -> list[str]:
    with closing(sqlite3.connect(store.path)) as raw:
        aliases = [alias for (alias,) in raw.execute("SELECT alias FROM cases ORDER BY alias")]
    assert len(aliases) == len(OWNERS)  # noqa: S101 - the rows are ours
    return aliases


def _changed(own: Mapping[str, bytes], identity: str, step: int) -> Iterator[tuple[str, bool]]:
    operator = age.read_identity(identity).secret
    secret = age.unseal(own[KEY_FILE], operator).decode("ascii").strip()
    for name, sealed in own.items():
        key = operator if name == KEY_FILE else secret
        for at in range(0, 8 * len(sealed), step * SPARSER):
            place, bit = divmod(at, 8)
            turned = sealed[:place] + bytes([sealed[place] ^ 1 << bit]) + sealed[place + 1 :]
            yield "an age file's bit", _unseals(turned, key)
        for size in range(0, len(sealed), step * SPARSER):
            yield "an age file's length", _unseals(sealed[:size], key)


def _swapped(own: Mapping[str, bytes], others: Sequence[Mapping[str, bytes]]) -> Iterator[dict[str, bytes]]:
    """A file in the place of another, one of another case in its own place, one gone from between the others."""
    newest = max(name for name in own if name != KEY_FILE)
    for name in own:
        for other in own.keys() - {name}:
            yield {**own, name: own[other]}
        yield from ({**own, name: held[name]} for held in others)
        if name != newest:
            yield {kept: sealed for kept, sealed in own.items() if kept != name}


def _unseals(sealed: bytes, secret: str) -> bool:
    try:
        age.unseal(sealed, secret)
    except SealError:
        return False
    return True


def _opens(files: Mapping[str, bytes], identity: str) -> bool:
    try:
        open_case(files, identity)
    except SealError:
        return False
    return True
