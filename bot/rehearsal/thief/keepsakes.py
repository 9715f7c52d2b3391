"""Copies of the rehearsal's own data folder, made while people play: what old blocks and older backups would hold."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from contextlib import closing, suppress
from dataclasses import dataclass, field
from shutil import rmtree
from typing import TYPE_CHECKING, Final

from bot.rehearsal.thief.copies import Copy, take
from storage.keys import DATABASE

if TYPE_CHECKING:
    from pathlib import Path

LOOK_SECONDS: Final = 1.0
MOST: Final = 30


@dataclass(slots=True)
class Keepsakes:
    """A copy after each case that is new to the server's keys; the newest `MOST` of them. Makes its folder itself."""

    data: Path
    folder: Path
    copies: deque[Copy] = field(default_factory=deque)
    _hot: frozenset[bytes] = frozenset()
    _made: int = 0

    async def watch(self) -> None:
        """Look every second, for ever."""
        while True:
            with suppress(OSError, sqlite3.Error):
                await asyncio.to_thread(self.look)
            await asyncio.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Copy the folder if a case became readable to the server since the last look. OSError, sqlite3.Error."""
        hot = _hot(self.data / DATABASE)
        if hot - self._hot:
            self._made += 1
            self.copies.append(take(self.data, self.folder / f"{self._made:04}", 0))
            if len(self.copies) > MOST:
                rmtree(self.copies.popleft().folder)
        self._hot = hot


def _hot(database: Path) -> frozenset[bytes]:
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as base:
        return frozenset(row[0] for row in base.execute("SELECT id FROM cases WHERE hot IS NOT NULL"))
