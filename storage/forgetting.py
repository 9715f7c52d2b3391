"""All hot keys destroyed at once: the server forgets what it could read, and goes on with an empty key.

A mark in the key folder comes first and goes last, so that a forgetting that was cut off is finished at the next start,
and a bot that runs sees that somebody on the machine has begun one. What operators' keys open stays.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import KeyFault
from storage.epochs import Epoch, destroy_epoch, epoch_file, epoch_files, new_epoch, read_epoch, write_epoch
from storage.keys import FORGETTING, ROTATION
from storage.locking import alone
from storage.private_files import read_private, replace_whole, sync_folder, write_new
from storage.sealing import FORMAT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from storage.database import Tx

FORGOTTEN: Final = "forgotten"
"""The name of the hour in which it was done."""
_HOUR: Final = 3_600
BODIES: Final = (
    *("drafts", "people", "operators", "posts", "standing", "outbox", "quarantine", "dead_letters", "shifts", "calls"),
    *("openings", "tries", "bans", "watches", "marks", "links", "groups", "boards", "keeps", "uploads", "offers"),
    *("charts", "requests", "tallies", "approved_answers", "prints", "parts", "codes", "inbox"),
)
"""Tables of which nothing stays that was sealed under a destroyed epoch, but the bare row of a code or an update."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What could be read until then: open cases, drafts, messages of persons not yet worked, messages not yet sent."""

    cases: int
    drafts: int
    waiting: int
    unsent: int


def begun(folder: Path) -> bool:
    """Whether a forgetting of this key folder was begun and not ended."""
    return (folder / FORGETTING).exists()


def destroy_files(folder: Path) -> int:
    """Destroy the epoch files of a key folder, needing no key for it; how many keys there were. Marked first.

    Also those that a rotation of the root left, cut off. KeyFault: the disk refuses; what was destroyed is destroyed.
    """
    with alone(folder):
        return _destroy_files(folder)


def _destroy_files(folder: Path, *, spare: Sequence[Path] = ()) -> int:
    found = [*epoch_files(folder / "epochs"), *sorted((folder / ROTATION).glob("*/*.epoch*"))]
    doomed = [path for path in found if path not in spare]
    try:
        mark(folder)
    except KeyFault:
        _destroy(doomed)
        mark(folder)  # now there may be room
    _destroy(doomed)
    return len({path.name for path in doomed})


def mark(folder: Path) -> None:
    """Begin. KeyFault: the disk refuses even that."""
    if begun(folder):
        return
    try:
        write_new(folder / FORGETTING, b"\n")
        sync_folder(folder)
    except OSError as fault:
        message = f"{folder}: {fault.strerror}; epoch files are destroyed all the same, but stop the bot by hand, now"
        raise KeyFault(message) from fault


def renew(folder: Path, root: bytes, *, now: int, random_bytes: Callable[[int], bytes] = os.urandom) -> Epoch:
    """The epoch with which it goes on, made if it is not there; every other file is destroyed. Marked before."""
    with alone(folder):
        path = folder / "epochs"
        named = read_private(folder / FORGETTING).decode("ascii", "replace").strip()
        kept = next((file for file in epoch_files(path) if named and file.name == named), None)
        _destroy_files(folder, spare=[] if kept is None else [kept])  # first: no full disk may hinder it
        if kept is None:
            epoch = new_epoch(now=now, random_bytes=random_bytes)
            kept = path / epoch_file(epoch.key_id, epoch.day)
            write_epoch(path, epoch, root, random_bytes=random_bytes)
            replace_whole(folder / FORGETTING, f"{kept.name}\n".encode("ascii"))
        return read_epoch(kept, root)


def end(folder: Path, epoch: Epoch) -> None:
    """It is done: the mark goes. Where somebody has destroyed the new epoch too meanwhile, it stays: begin anew."""
    with alone(folder):
        if (folder / "epochs" / epoch_file(epoch.key_id, epoch.day)).exists():
            (folder / FORGETTING).unlink(missing_ok=True)
            sync_folder(folder)


async def counts(tx: Tx) -> Lost:
    """What would be lost now."""
    row = await tx.one("forgotten_counts")
    return Lost(**row) if row is not None else Lost(cases=0, drafts=0, waiting=0, unsent=0)


async def settle(tx: Tx, epoch: Epoch, *, ends: int) -> None:
    """In one unit: this epoch is the only one, and of what another sealed nothing is left but what operators open.

    `ends`: the second, rounded down to the hour, from which on the cases are deleted, as resting ones are.
    """
    head = FORMAT + epoch.key_id
    await tx.run("epoch_list", key_id=epoch.key_id, day=epoch.day)
    await tx.run("epoch_write", key_id=epoch.key_id)
    await tx.run("forgotten_listed", key_id=epoch.key_id)
    await tx.run("forgotten_entries", head=head)
    await tx.run("forgotten_cases", head=head, ends=ends // _HOUR * _HOUR)
    await tx.run("forgotten_wraps", head=head)
    await tx.run("forgotten_finds")
    for table in BODIES:
        await tx.run(f"forgotten_{table}", head=head)


def _destroy(paths: Sequence[Path]) -> None:
    """Each; one that somebody else is just destroying too is no fault."""
    for path in paths:
        with suppress(FileNotFoundError):
            try:
                destroy_epoch(path)
            except KeyFault:
                if path.exists():
                    raise
