"""Where the rows of a backup go: a file in the data folder, or an empty PostgreSQL database."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from storage.keys import DATABASE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.places import Server
    from bot.probes import Probe


class Rows(Protocol):
    """Held for the whole of a restore. `attempt`: its name, which is on the disk before a row is anywhere."""

    async def require_empty(self) -> None:
        """BackupFault, StorageError: a line lives there."""

    async def clear(self, attempt: str) -> None:
        """Take away what the attempt of this name left there, cut off; "" where none had got so far."""

    async def send(self, staged: Path, attempt: str) -> None:
        """Bring the rows to where they belong, if that is another machine: all of them, or none."""

    def place(self, staged: Path) -> None:
        """Give the file its name, if it stays on this one."""

    async def done(self) -> None:
        """The restore is over, and what is there is a line like any other."""


@asynccontextmanager
async def rows_of(
    data_dir: Path, server: Server | None, probe: Probe, told: Callable[[int, int], object]
) -> AsyncIterator[Rows]:
    """The rows of this line, alone. StorageError: another process has them, or the server does not answer.

    `told`: rows that were brought, and of how many (each counts twice, as it is read back).
    """
    if server is None:
        yield _File(data_dir)
        return
    from storage.postgres.restoring import restoring  # noqa: PLC0415 - a line on SQLite loads none of it

    async with restoring(server, probe, told) as rows:
        yield rows


class _File:
    """The SQLite file. `Restorer` looks at its folder, holds its lock, and takes away what it finds there."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    async def require_empty(self) -> None:
        """See above."""

    async def clear(self, attempt: str) -> None:
        """See above."""

    async def send(self, staged: Path, attempt: str) -> None:
        """They are where they belong."""

    def place(self, staged: Path) -> None:
        """By a rename."""
        staged.rename(self._data_dir / DATABASE)

    async def done(self) -> None:
        """See above."""
