"""What `check` says of the hosts of a line: who serves, who stands by, and who lacks a key."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from bot.counted import counted
from bot.errors import KeyFault, SealError, StorageError
from bot.places import Server
from bot.readiness import Finding, Light
from storage.beside import read_beside
from storage.keys import KeyFolder, read_pepper, read_root
from storage.letters.words import Signer, Word, heard

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Row, Tx

SILENT: Final = 60
_PAGE: Final = "docs/OPERATING.md, A second host"


def about_hosts(settings: Settings, root: bytes | None = None) -> Iterator[Finding]:
    """None of them stops a start. Where keys or database can not be read nothing is said: another finding does."""
    if settings.host is not None and isinstance(settings.place, Server):
        with suppress(KeyFault, StorageError):
            yield from _findings(settings, settings.place, root)


def _findings(settings: Settings, server: Server, root: bytes | None) -> Iterator[Finding]:
    from storage.postgres.saying import database_id  # noqa: PLC0415 - a line on SQLite loads none of it
    from storage.postgres.session import finished  # noqa: PLC0415 - as above

    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    key = read_root(where) if root is None else root
    signer = Signer.of(settings.host or "", finished(database_id(server)), key, read_pepper(where))
    rows, alive = read_beside(server, _read)
    if not rows:
        yield Finding(Light.YELLOW, "hosts", f"none has said anything yet; start the line ({_PAGE})")
    for row in rows:
        yield _about(row, alive, signer)
    if rows and all(row["serving"] for row in rows):
        yield Finding(Light.YELLOW, "hosts", f"no other host stands by; start it there ({_PAGE})")


def _about(row: Row, alive: frozenset[bytes], signer: Signer) -> Finding:
    name = row["host"]
    try:
        word = heard(row["word"], signer, host=name, serving=bool(row["serving"]))
    except SealError as fault:
        return Finding(Light.RED, "hosts", f"{name}: {fault} ({_PAGE})")
    told = f"{name} {'serves' if word.serving else 'stands by'}"
    if wrong := _wrong(row, word, alive):
        return Finding(Light.YELLOW, "hosts", f"{told}, {wrong} ({_PAGE})")
    return Finding(Light.GREEN, "hosts", f"{told}, holds each of {counted(len(alive), 'key')}")


def _wrong(row: Row, word: Word, alive: frozenset[bytes]) -> str:
    silent = int(time.time()) - word.said
    if silent > SILENT:
        return f"and has said nothing for {silent} seconds, if the clocks agree; look at it"
    if lacks := len(alive - word.held):
        return f"and lacks {counted(lacks, 'key')}" + (
            "" if word.serving else "; it can not take over until it has them"
        )
    return "and was struck off: it was silent; it is asked again as soon as it speaks" if row["struck"] else ""


async def _read(tx: Tx) -> tuple[list[Row], frozenset[bytes]]:
    listed = await tx.all("epochs_listed")
    alive = frozenset(bytes(row["key_id"]) for row in listed if row["state"] != "gone")
    return await tx.all("hosts_listed"), alive
