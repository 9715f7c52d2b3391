"""`migrate`: the rows brought up to date, or moved to a PostgreSQL server."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from bot.counted import counted
from bot.launch import given_to
from bot.progress import shown, working
from bot.settings import load

if TYPE_CHECKING:
    from bot.places import Server
    from bot.settings import Settings


@click.command()
@click.option("--to", metavar="URL", help="Move all rows to this empty PostgreSQL database; - reads it from a line.")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
@click.option("--handed-over", type=int, hidden=True, default=None)
def migrate(to: str | None, as_json: bool, handed_over: int | None) -> None:  # noqa: FBT001 - click's flag
    """Bring the database up to date.

    `run` does it by itself. Only forward, and all or nothing. A file that is
    there is backed up first, as `backup` does it; where that fails nothing is
    changed.

    --to moves a stopped installation from its SQLite file to PostgreSQL, in one
    transaction: every row is read back and compared first, and cut off anywhere
    nothing has moved. The file is only read. A password on the command line is
    seen by every user of this machine: give it as a line (--to -), or keep it
    in ~/.pgpass.

    \b
    Example:  python -m bot migrate
              python -m bot migrate --json
              python -m bot migrate --to postgresql://parley@127.0.0.1/parley
    """
    from bot.backing_up import before_migrating
    from bot.belonging import refuse_foreign_token
    from storage.migrate import migrate as apply
    from storage.versions import version

    settings = load(given_to(handed_over))
    if to is not None:
        _move(settings, _server(sys.stdin.readline().strip() if to == "-" else to), as_json=as_json)
        return
    refuse_foreign_token(settings)
    was = version(settings.place)
    backup = before_migrating(settings, quiet=as_json)
    if backup is not None and not as_json:
        click.echo(f"{backup}: the database as it was before")
    with working("migrating", quiet=as_json):
        reached = apply(settings.place)
    if as_json:
        told = {"place": str(settings.place), "was": was, "version": reached, "backup": backup and str(backup)}
        click.echo(json.dumps(told))
    else:
        click.echo(f"{settings.place}: version {reached}")


def _server(url: str) -> Server:
    from bot.places import Server
    from bot.setting_values import database

    try:
        return Server(database(url))
    except ValueError as fault:
        example = "postgresql://parley@127.0.0.1/parley"
        raise click.UsageError(f"--to {fault}; for example {example}") from None


def _move(settings: Settings, server: Server, *, as_json: bool) -> None:
    from storage.copying import copy

    with shown(quiet=as_json) as told:
        moved = copy(settings.database, server, partial(told, "moving"))
    if as_json:
        click.echo(json.dumps({"place": str(server), "moved": moved}))
        return
    rows, tables = counted(sum(moved.values()), "row"), counted(len(moved), "table")
    click.echo(f"{server}: {rows} of {tables}, each read back and compared")
    click.echo("Now set HOTLINE_DATABASE_URL to it and start the bot; the keys stay where they are.")
    click.echo(f"Never start it on {settings.database} again; once it serves, destroy that file: shred -u")
