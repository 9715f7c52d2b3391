"""One backup by the settings: for the command, and before a database is migrated."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from bot.places import Server
from bot.places import made as made_yet
from bot.progress import shown
from storage.backups.making import Backups
from storage.keys import KeyFolder
from storage.versions import behind, version

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings
    from storage.backups.making import Made


def make(settings: Settings, *, quiet: bool, older: bool = False, **move: Any) -> Made:
    """One backup by these settings, with bars where somebody waits for it."""
    with shown(quiet=quiet) as told:
        backups = Backups(
            data_dir=settings.data_dir,
            where=KeyFolder.beside(settings.data_dir, settings.root_key),
            folder=settings.backups,
            days=settings.backup_days,
            life=settings.periods.epoch,
            server=server_of(settings),
            behind=older,
            told=told,
        )
        return backups.make(now=int(time.time()), **move)


def before_migrating(settings: Settings, *, quiet: bool) -> Path | None:
    """Back up a database of an older version as it is; where the backup lies. None: there is nothing to back up.

    BackupFault, KeyFault: it can not be, so it is not migrated.
    """
    if made_yet(settings.place) and behind(settings.place) and version(settings.place) is not None:
        return make(settings, quiet=quiet, older=True).path
    return None


def server_of(settings: Settings) -> Server | None:
    """Where the rows are, if they are on a server."""
    return settings.place if isinstance(settings.place, Server) else None
