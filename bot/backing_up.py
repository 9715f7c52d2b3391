"""One backup by the settings: for the command, and before a database is migrated."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from bot.errors import BackupFault
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
            behind=older,
            told=_onto(shown),
        )
        return backups.make(now=int(time.time()), **move)


def before_migrating(settings: Settings) -> None:
    """Back up a database of an older version as it is. BackupFault, KeyFault: it can not be, so it is not migrated."""
    if settings.database_url is None and behind(settings.database) and version(settings.database) is not None:
        made = make(settings, quiet=True, older=True)
        click.echo(f"{made.path}: the database as it was before")


def require_file(settings: Settings) -> None:
    """BackupFault where the rows lie on a server: there its own tools copy them."""
    if settings.database_url is not None:
        raise BackupFault(
            "the rows lie on PostgreSQL: back them up by pg_dump, piped through age, with the key folder's recipients "
            "and pepper.age beside them; this command copies SQLite alone"
        )


def _onto(bar: Any) -> Callable[[int, int], None]:
    def told(done: int, of: int) -> None:
        if bar is not None:
            bar.length = max(of, 1)
            bar.update(done - bar.pos)

    return told
