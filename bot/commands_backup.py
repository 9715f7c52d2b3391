"""`backup`: what is left when the server is not."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.backing_up import make
from bot.counted import counted
from bot.errors import LostHold
from bot.launch import given_to
from bot.logs import configure
from bot.settings import load

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.backups.making import Made

_KIB = 1024


@click.command()
@click.option("--move", is_flag=True, help="Take the server's keys along, to another server. Stop the bot first.")
@click.option("--json", "as_json", is_flag=True, help="Say what was made as JSON.")
@click.option("--gently", is_flag=True, hidden=True)
@click.option("--handed-over", type=int, hidden=True, default=None)
def backup(move: bool, as_json: bool, gently: bool, handed_over: int | None) -> None:  # noqa: FBT001 - click's flags
    """Back the line up, while it runs.

    Writes one file, sealed to the operators' keys, into HOTLINE_BACKUP_DIR
    (default: backups under the data folder), opens it again, and only then
    throws away what is over: the newest 24 stay, and one of each of
    HOTLINE_BACKUP_DAYS days. It needs no key and holds none of the server's:
    no root key, no epoch. The running bot does the same once an hour.

    Rows on PostgreSQL are read in one transaction and written in the same
    form: a backup of either is restored onto either.

    A backup that lies on the same machine goes with it: copy it elsewhere.

    --move is for another server, planned: the file holds root key, epochs and
    pepper too. Stop the bot, move, restore there, start there. WHO OPENS THIS
    FILE READS ALL THAT IS OPEN: destroy it when the new server runs.

    \b
    Example:  python -m bot backup
              python -m bot backup --move
    """
    settings = load(given_to(handed_over))
    configure("warning")
    if gently:
        with suppress(OSError):  # a service may not be allowed to
            os.nice(10)
    made = _moved(settings, as_json=as_json) if move else make(settings, quiet=as_json)
    if as_json:
        click.echo(json.dumps({**asdict(made), "path": str(made.path), "move": move}))
        return
    _tell(made)
    if move:
        click.echo("It holds the keys of this server: restore it, start the bot there, then destroy it: shred -u FILE")
        click.echo("Do not start the bot here again: two of them would answer the same people.")
    elif made.path.is_relative_to(settings.data_dir):
        click.echo("It lies on this machine: copy it to another one, and let that one do so by itself.")


def _moved(settings: Settings, *, as_json: bool) -> Made:
    """The same with the keys, of a line that stands still."""
    from bot.following import noted
    from bot.roots import keyring as keyring_of
    from storage.audit import Action
    from storage.backups.keeping import unstamp
    from storage.backups.moving import keys_of
    from storage.keys import KeyFolder
    from storage.still import while_still

    ring = keyring_of(settings)
    asyncio.run(noted(settings, ring, Action.MOVE_BEGUN))  # before: what leaves says that it left
    done: list[Made] = []

    def moved() -> Made:
        keys = keys_of(KeyFolder.beside(settings.data_dir, settings.root_key), ring)
        done.append(make(settings, quiet=as_json, keys=keys, newest=ring.newest.day))
        return done[0]

    try:
        return while_still(settings.place, moved)
    except LostHold as fault:
        for made in done:
            made.path.unlink(missing_ok=True)
            unstamp(settings.data_dir, made.path.parent)
        raise LostHold(f"{fault}; the move was thrown away: see that nothing runs there, and say it again") from fault


def _tell(made: Made) -> None:
    counts = made.counts
    click.echo(f"made      {made.path} ({_size(made.size)}), for {_keys(made.recipients)}")
    click.echo(f"verified  opened and compared: {counted(counts.cases, 'case')}, {counts.hot} of them open")
    click.echo(f"kept      {counted(made.kept, 'backup')}; {counted(made.removed, 'older one')} removed")


def _keys(recipients: int) -> str:
    return "1 operator's key" if recipients == 1 else f"{recipients} operators' keys"


def _size(count: int) -> str:
    return f"{count / _KIB:.0f} KiB" if count < _KIB**2 else f"{count / _KIB**2:.1f} MiB"
