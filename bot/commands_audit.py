"""`audit`: whether anybody changed what is written about the operators' doings, and what that is."""

from __future__ import annotations

import time
from pathlib import Path

import click

from bot.settings import load


@click.group()
def audit() -> None:
    """What operators did with which case, in which hour, as a chain.

    \b
    Example:  python -m bot audit verify
    """


@audit.command()
@click.option(
    "--anchor", "anchors", metavar="TEXT", multiple=True, help="A line with an anchor, from the group or paper."
)
@click.option(
    "--anchors",
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A copy of the file of anchors. Default: audit.anchors in the data folder.",
)
@click.option("--list", "listed", is_flag=True, help="Print every entry too.")
def verify(anchors: tuple[str, ...], file: Path | None, listed: bool) -> None:  # noqa: FBT001 - click's flag
    """Find every edit, deletion and swap.

    Exit status 1 if there is one. That the audit's end was cut off shows only
    by an anchor that lies elsewhere: the daily line in the operators' group, a copy of audit.anchors, paper.

    \b
    Example:  python -m bot audit verify
              python -m bot audit verify --anchor "1204 9f3a64c01b7d22e8"
              python -m bot audit verify --list
    """
    from storage.audit_check import ANCHORS, anchors_in
    from storage.audit_check import verify as look
    from storage.keys import load_keyring

    settings = load()
    kept = file or settings.data_dir / ANCHORS
    lines = [*anchors, kept.read_text(encoding="utf-8") if kept.is_file() else ""]
    wanted = [anchor for line in lines for anchor in anchors_in(line)]
    if len(anchors) > sum(bool(anchors_in(line)) for line in anchors):
        raise click.UsageError("an anchor is a count and 16 hex digits, such as: 1204 9f3a64c01b7d22e8")
    keyring = load_keyring(settings.data_dir, settings.root_key, now=int(time.time()))
    found = look(settings.database, keyring, wanted)
    for deed in found.deeds if listed else ():
        when = time.strftime("%Y-%m-%d %H:00", time.gmtime(deed.hour))
        click.echo(
            f"{deed.turn:6}  {when}  {deed.actor or '-':16}  {deed.case or '-':6}  {deed.action or 'unreadable'}"
        )
    for fault in found.faults:
        click.echo(f"fault   {fault}")
    click.echo(
        f"{len(found.deeds)} entries, {len(wanted)} anchors, {len(found.faults)} faults; anchor now: {found.anchor}"
    )
    if found.faults:
        raise click.exceptions.Exit(1)


@audit.command()
@click.argument("account", type=int)
def who(account: int) -> None:
    """Tell what an operator is called in the audit.

    ACCOUNT is the number of his Telegram account.

    \b
    Example:  python -m bot audit who 123456789
    """
    from storage.audit import Audit
    from storage.keys import load_keyring

    settings = load()
    keyring = load_keyring(settings.data_dir, settings.root_key, now=int(time.time()))
    click.echo(Audit(keyring).pseudonym(account))
