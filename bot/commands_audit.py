"""`audit`: whether anybody changed what is written about the operators' doings, and what that is."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.counted import counted
from bot.progress import shown
from bot.settings import load

if TYPE_CHECKING:
    from storage.audit import Deed
    from storage.audit_check import Verdict


@click.group()
def audit() -> None:
    """Who did what with which case, hour by hour, as a chain.

    \b
    Example:  python -m bot audit verify
              python -m bot audit who 123456789
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
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def verify(anchors: tuple[str, ...], file: Path | None, listed: bool, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Find every edit, deletion and swap.

    Exit status 1 if there is one. After the restore of a lost server it says
    which entries nobody reads any more: no fault. That the audit's end was cut off shows only
    by an anchor that lies elsewhere: the daily line in the operators' group, a copy of audit.anchors, paper.

    \b
    Example:  python -m bot audit verify
              python -m bot audit verify --anchor "1204 9f3a64c01b7d22e8"
              python -m bot audit verify --list
    """
    from bot.roots import keyring as keyring_of
    from storage.audit_check import ANCHORS, anchors_in
    from storage.audit_check import verify as look

    settings = load()
    kept = file or settings.data_dir / ANCHORS
    lines = [*anchors, kept.read_text(encoding="utf-8") if kept.is_file() else ""]
    wanted = [anchor for line in lines for anchor in anchors_in(line)]
    if len(anchors) > sum(bool(anchors_in(line)) for line in anchors):
        raise click.UsageError("an anchor is a count and 16 hex digits, such as: 1204 9f3a64c01b7d22e8")
    keyring = keyring_of(settings)
    with shown(quiet=as_json) as told:
        found = look(settings.place, keyring, wanted, partial(told, "looking at the audit"))
    if as_json:
        click.echo(json.dumps(_plain(found, len(wanted), listed=listed)))
    else:
        _tell(found, len(wanted), listed=listed)
    if found.faults:
        raise click.exceptions.Exit(1)


def _tell(found: Verdict, anchors: int, *, listed: bool) -> None:
    for deed in found.deeds if listed else ():
        click.echo(
            f"{deed.turn:6}  {_when(deed)}  {deed.actor or '-':16}  {deed.case or '-':6}  {deed.action or 'unreadable'}"
        )
    if found.upto:
        gone = "entry 1 was" if found.upto == 1 else f"entries 1 to {found.upto} were"
        click.echo(f"{gone} cut off for their age; the chain says so, and goes on from there")
    if found.older:
        is_of = "is" if found.older == 1 else "are"
        words = f"{counted(found.older, 'anchor')} {is_of} of entries that are not here any more: nothing is told by"
        click.echo(f"older   {words} {'it' if found.older == 1 else 'them'} any more")
    for note in found.notes:
        click.echo(f"lost    {note}")
    for fault in found.faults:
        click.echo(f"fault   {fault}")
    entries = counted(len(found.deeds), "entry", "entries")
    faults = counted(len(found.faults), "fault")
    click.echo(f"{entries}, {counted(anchors, 'anchor')}, {faults}; anchor now: {found.anchor}")


def _plain(found: Verdict, anchors: int, *, listed: bool) -> dict[str, Any]:
    told = {"entries": len(found.deeds), "cut_off": found.upto, "anchors": anchors, "anchor": str(found.anchor)}
    told |= {"older_anchors": found.older}
    deeds = [
        {"turn": deed.turn, "hour": _when(deed), "who": deed.actor, "case": deed.case, "action": deed.action}
        for deed in found.deeds
    ]
    return told | {"notes": found.notes, "faults": found.faults} | ({"list": deeds} if listed else {})


def _when(deed: Deed) -> str:
    return time.strftime("%Y-%m-%d %H:00", time.gmtime(deed.hour))


@audit.command()
@click.argument("account", type=int)
def who(account: int) -> None:
    """Tell what an operator is called in the audit.

    ACCOUNT is the number of his Telegram account. A rotation of the root key
    gives new names: the last line is the one of now.

    \b
    Example:  python -m bot audit who 123456789
    """
    from bot.roots import keyring as keyring_of
    from storage.audit import Audit

    settings = load()
    keyring = keyring_of(settings)
    for chain, name in Audit(keyring).pseudonyms(account).items():
        click.echo(f"{name}  under the key {chain}")
