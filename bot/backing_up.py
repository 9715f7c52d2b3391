"""One backup by the settings: for the command, and before a database is migrated."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from bot.places import Server
from bot.places import made as made_yet
from storage.backups.making import Backups
from storage.keys import KeyFolder
from storage.versions import behind, version

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Settings
    from storage.backups.making import Made


def make(settings: Settings, *, quiet: bool, older: bool = False, **move: Any) -> Made:
    """One backup by these settings, with a bar where it takes long."""
    shy = quiet or not sys.stderr.isatty()
    bar: Any = nullcontext(None) if shy else click.progressbar(length=1, label="copying", file=sys.stderr)
    with bar as shown:
        backups = Backups(
            data_dir=settings.data_dir,
            where=KeyFolder.beside(settings.data_dir, settings.root_key),
            folder=settings.backups,
            days=settings.backup_days,
            life=settings.periods.epoch,
            server=server_of(settings),
            behind=older,
            told=_onto(shown),
        )
        return backups.make(now=int(time.time()), **move)


def before_migrating(settings: Settings) -> None:
    """Back up a database of an older version as it is. BackupFault, KeyFault: it can not be, so it is not migrated."""
    if made_yet(settings.place) and behind(settings.place) and version(settings.place) is not None:
        made = make(settings, quiet=True, older=True)
        click.echo(f"{made.path}: the database as it was before")


def server_of(settings: Settings) -> Server | None:
    """Where the rows are, if they are on a server."""
    return settings.place if isinstance(settings.place, Server) else None


def _onto(bar: Any) -> Callable[[int, int], None]:
    def told(done: int, of: int) -> None:
        if bar is not None:
            bar.length = max(of, 1)
            bar.update(done - bar.pos)

    return told
