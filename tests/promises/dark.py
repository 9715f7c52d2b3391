"""What a power cut may find in the middle of work on keys: the work itself, as a process that is recorded.

`python -m tests.promises.dark night|rotate|backup DATA NOW [early|unsynced]`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from unittest.mock import patch

from benchmarks.night import resumed
from benchmarks.proofs.rotation_killed import LIFE
from bot.backing_up import make
from bot.rotating import Rotator, Wish
from bot.settings import Settings, load
from storage.moving import Mover
from storage.night import Night
from storage.primitives import Cost

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
EARLY = "early"
"""The planted fault: old epochs are destroyed once there is a new one, before the move."""

UNSYNCED = "unsynced"
"""Another: files of keys and backups are not synced."""


def settings_of(data: Path) -> Settings:
    return load({"HOTLINE_DATA_DIR": str(data)}, env_file=None)


async def night(data: Path, now: int, fault: str = "") -> None:
    """One night, whole."""
    line = await resumed(data, now=now)
    one = Night(keeper=line.keeper, mover=Mover(vault=line.vault), life=LIFE)
    if fault == EARLY and await one.prepare(now=now):
        for epoch in line.vault.epochs[1:]:
            await line.keeper.destroy(epoch)
    await one.run(now=now, pause=lambda _rows: asyncio.sleep(0))
    await line.database.close()


async def rotate(data: Path, now: int) -> bool:
    """A new root key; whether it went on with one that was cut off."""
    return (await Rotator(settings=settings_of(data), now=now, cost=CHEAP).rotate(Wish())).resumed


def main(what: str, data: str, now: str, fault: str = "") -> None:
    if fault == UNSYNCED:
        patch.object(os, "fsync", lambda _file: None).start()
    match what:
        case "night":
            asyncio.run(night(Path(data), int(now), fault))
        case "rotate":
            asyncio.run(rotate(Path(data), int(now)))
        case "backup":
            make(settings_of(Path(data)), quiet=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
