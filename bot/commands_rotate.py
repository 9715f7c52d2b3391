"""`keys rotate`: a new root key."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import click

from bot.counted import counted
from bot.logs import configure
from bot.progress import shown
from bot.settings import load


@click.command()
@click.option(
    "--passphrase", is_flag=True, help="The new root key is a passphrase, typed now, twice, and at each start."
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the new root key goes. Default: into the place of the old one.",
)
@click.option("--give-up", is_flag=True, help="Undo a rotation that was cut off and whose new key nobody has.")
def rotate(passphrase: bool, out: Path | None, give_up: bool) -> None:  # noqa: FBT001 - click's flags
    """Put a new root key in the place of the old one.

    Stop the bot first: it holds the database, and this refuses while it does.
    It takes a second, more where thousands of messages wait: a bar shows how
    far it is. Of the same kind as before (a line on a passphrase is
    asked for the old and, twice, the new one), unless an option says other.

    Cut off anywhere (power, kill -9), either the old key or the new one opens
    everything, the bot does not start, and the same command finishes it. Where
    nobody knows the new passphrase, --give-up goes back to the old key.

    The audit's chain is closed and the next one begun: write the anchor down.
    Messages that wait keep their order. Buttons shown before are stale: who
    presses one gets a fresh screen. Copies of the key folder made before open
    with the old key only: make a new copy, and destroy the old ones.

    \b
    Example:  python -m bot keys rotate
              python -m bot keys rotate --passphrase
              python -m bot keys rotate --out /run/new-root.key    # a credential
              python -m bot keys rotate --give-up
    """
    from bot.rotating import Rotator, Wish, keep_anchor

    settings = load()
    configure("warning")
    if give_up and (passphrase or out is not None):
        raise click.UsageError("--give-up goes alone")
    with shown() as told:
        rotator = Rotator(settings=settings, now=int(time.time()), told=told)
        if give_up:
            asyncio.run(rotator.give_up())
        else:
            done = asyncio.run(rotator.rotate(Wish(passphrase=passphrase, out=out)))
    if give_up:
        click.echo("the rotation that was cut off is undone; the root key is the old one still")
        return
    if done.undone:
        click.echo("the new key of an earlier rotation was lost before it counted; that rotation was undone first")
    if done.resumed:
        click.echo("an earlier rotation had been cut off; it is finished now, no other was begun")
    click.echo(f"{done.place.path}: the root key from now on; it opens {counted(done.epochs, 'epoch')}")
    if done.place.path.suffix != ".passphrase" and done.place.path != settings.root_key.absolute():
        click.echo(
            "Before the next start: HOTLINE_ROOT_KEY_FILE, or the credential made of this file, must be the new one. "
            "It is the only copy: under /run or /tmp a reboot loses it, and with it all that is open."
        )
    if done.anchor is not None:
        keep_anchor(settings, done.anchor)
        click.echo(f"audit: one chain closed, the next begun; write this anchor down: {done.anchor}")
