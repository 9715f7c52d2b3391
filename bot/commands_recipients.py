"""`keys recipients`: who can open sealed cases."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.counted import counted
from bot.logs import configure
from bot.places import made
from bot.progress import Steps, shown
from bot.setting_names import variable
from bot.settings import Settings, load

if TYPE_CHECKING:
    from storage.audit import Action
    from storage.recipients import Recipients

KEPT: Final = (
    "What stays open to the removed key: every backup and copy made before, and closed or resting cases until an "
    "operator seals them anew (open --rewrap). Nobody can take the copies back."
)


@click.group()
def recipients() -> None:
    """Who can open sealed cases.

    Works while the bot runs (it follows within a minute) and while it does not.

    \b
    Example:  python -m bot keys recipients add age1...
    """


@recipients.command()
@click.argument("key", metavar="AGE1...")
def add(key: str) -> None:
    """Let one more operator open the cases.

    AGE1... is the public half of a key; a private one is refused. Every case that
    is hot is sealed to the new list, and all that come. Cut off, the same
    command goes on. Closed and resting cases: see open --rewrap.

    \b
    Example:  python -m bot keys recipients add age1...
    """
    from storage.audit import Action

    settings, listed = _listed()
    listed.add(key)
    _follow(settings, listed, Action.RECIPIENT_ADDED)


@recipients.command()
@click.argument("key", metavar="AGE1...")
def remove(key: str) -> None:
    """Let an operator's key open nothing new.

    On real Telegram two recipients must stay. WHAT WAS SEALED TO THE KEY STAYS
    OPEN TO IT: old backups for ever, closed and resting cases until an operator
    seals them anew (open --rewrap).

    \b
    Example:  python -m bot keys recipients remove age1...
    """
    from bot.readiness import RECIPIENTS_NEEDED
    from storage.audit import Action

    settings, listed = _listed()
    listed.remove(key, fewest=1 if settings.rehearsed else RECIPIENTS_NEEDED)
    _follow(settings, listed, Action.RECIPIENT_REMOVED)
    click.echo(KEPT)


@recipients.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def apply(file: Path) -> None:
    """Put in place what an operator sealed anew.

    FILE is what `open --rewrap` made on a machine that holds a key. Stop the bot
    first. Cases that changed since the copy was made are left.

    \b
    Example:  python -m bot keys recipients apply rewrapped
    """
    from bot.following import apply as put

    settings = load()
    configure("warning")
    done, left = asyncio.run(put(settings, file.read_bytes()))
    cases = counted(done, "case")
    click.echo(f"{cases} sealed to the recipients of now, {left} left as they are: changed meanwhile, or gone")


def _listed() -> tuple[Settings, Recipients]:
    from bot.hosts import require_here
    from storage.keys import KeyFolder, read_recipients
    from storage.recipients import Recipients

    settings = load()
    configure("warning")
    if settings.operator_recipients:
        raise click.UsageError(f"{variable('operator_recipients')} is set, `run` refuses another list: unset it first")
    require_here(settings)
    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    return settings, Recipients(where, read_recipients(where))


def _follow(settings: Settings, listed: Recipients, action: Action) -> None:
    """The hot cases, with a bar."""
    from bot.following import bot_runs, seal_anew, watch
    from storage.epochs import ids_there
    from storage.key_faults import unfollowed
    from storage.recipients import coverage

    click.echo(f"recipients: {len(listed.listed)}")
    if not made(settings.place):
        return
    there = ids_there(settings.keys_dir / "epochs")
    left = coverage(settings.place, listed.listed, there)
    runs = bot_runs(settings)
    if runs and left.left:
        click.echo("the running bot seals open cases anew")
    with shown() as told:
        more = Steps(partial(told, "sealing open cases"), left.left)
        if runs:
            watch(settings, listed.listed, more, sleep=time.sleep)
        else:
            asyncio.run(seal_anew(settings, action, more))
    after = coverage(settings.place, listed.listed, there)
    click.echo(f"open cases: {after.hot_done} of {after.hot}; closed or resting: {after.sealed_done} of {after.sealed}")
    if after.unheld:
        click.echo(unfollowed(after.unheld))
    if after.sealed_done < after.sealed:
        click.echo("The others, offline with an operator's key: python -m bot open --rewrap FILE --identity KEY")
