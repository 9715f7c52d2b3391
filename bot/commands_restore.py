"""`restore` and `resume`: a line put back, looked at, and let go."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from bot.counted import counted
from bot.errors import BackupFault, KeyFault, ParcelFault, SealError
from bot.logs import configure
from bot.progress import READING, Counted, shown, working
from bot.settings import Settings, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from storage.backups.hold import Hold

    Told = Callable[[str, int, int], None]

_STDIN = "-"
_SHOWN = 20
_READING = "opening the backup"
_OPENING = "opening cases"
_AT_TELEGRAM = "what was written since then waits at Telegram, a day at most, if the old server stood still"
_GONE = "what was written, answered or closed since then is not here"


@click.command()
@click.argument("file", required=False)
@click.option("--identity", metavar="KEY", type=click.Path(path_type=Path), help="An operator's private age key.")
@click.option("--revive", is_flag=True, help="With --identity: open the cases that were open, for the new server.")
@click.option("--json", "as_json", is_flag=True, help="Say what was restored as JSON.")
def restore(file: str | None, identity: Path | None, revive: bool, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Put a backup back, into an empty data folder.

    With HOTLINE_DATABASE_URL set its rows go into that database, which must be
    empty, too; from whichever database the backup is.

    Whole or not at all, never over a living line, and ON HOLD: nothing is sent
    and nobody is asked until `resume`. Says what is readable, what is lost, and
    how long the gap is.

    The server is lost: an ordinary backup holds none of its keys, so new ones
    are made. --revive opens each case that was open, with an operator's key,
    and lets the new server read it; without it these cases wait, sealed, and
    without the key no return code works either. A key belongs on no server: it
    can be given through a pipe, as --identity /dev/stdin, or the backup opened
    elsewhere and given as FILE - (then --revive later, without FILE).

    A planned move (backup --move) brings its keys along and needs no --revive.
    It is refused once its newest epoch is over.

    \b
    Example:  python -m bot restore parley-20270115T080000Z.age \\
                --identity anna.key --revive
              age -d -i anna.key FILE | ssh SERVER env -C /opt/parley \\
                .venv/bin/python -m bot restore -
              python -m bot restore --revive --identity anna.key
    """
    from bot.flows.faults import existing

    settings = load()
    configure("warning")
    if (file is None and not revive) or (revive and identity is None):
        raise click.UsageError("say FILE --identity KEY, FILE --identity KEY --revive, or --revive --identity KEY")
    secret = None if identity is None else _secret(identity)
    if revive and settings.locales_dir is not None:
        existing(settings.locales_dir)
    refused: tuple[str, ...] = ()
    with shown(quiet=as_json) as told:
        if file is None:
            hold = _waiting(settings)
        else:
            hold, refused = _put_back(settings, file, secret, told, revive=revive)
        if revive and secret is not None and set(hold.waiting) - set(refused):
            hold, refused = _revived(settings, hold, secret, told)
    if as_json:
        click.echo(json.dumps(_as_json(hold) | {"refused": refused}))
    else:
        _tell(settings, hold, refused)


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON; asks nothing: --yes lets it go.")
def resume(yes: bool, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Let a restored line go.

    From now on it asks Telegram and sends. Only when the old server is off for
    good: two of them would answer the same people. A bot that was started
    already goes on within a second.

    \b
    Example:  python -m bot resume
              python -m bot resume --json --yes
    """
    from bot.following import bot_runs
    from bot.restored import held_or_refused, tell_operators
    from storage.backups.hold import let_go

    settings = load()
    configure("warning")
    hold = held_or_refused(settings)
    if as_json and not yes:
        click.echo(json.dumps(_as_json(hold) | {"resumed": False}))
        return
    if not as_json:
        _tell(settings, hold, ())
        if not yes and not click.confirm("Is the old server off, and nothing else runs with this bot's token?"):
            click.echo("still on hold")
            return
    if not bot_runs(settings):
        asyncio.run(tell_operators(settings, hold, partial(working, READING, quiet=as_json)))
    let_go(settings.data_dir)
    if as_json:
        click.echo(json.dumps(_as_json(hold) | {"resumed": True}))
    else:
        click.echo("resumed   the operators are told of the gap; start the bot, if it does not wait already")


def _as_json(hold: Hold) -> dict[str, Any]:
    return asdict(hold) | {"gap": hold.restored - hold.made}


def _put_back(
    settings: Settings, file: str, secret: str | None, told: Told, *, revive: bool
) -> tuple[Hold, tuple[str, ...]]:
    """What was restored, and what did not open: rows for a server are opened in the file, before they go there."""
    from bot.backing_up import server_of
    from bot.restored import StagedRevival, note_move, settle_anew
    from bot.roots import root_key
    from storage.backups.restoring import Restorer
    from storage.keys import KeyFolder
    from storage.migrate import migrate

    now, server = int(time.time()), server_of(settings)
    staged = StagedRevival(settings, partial(told, _OPENING))
    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    restorer = Restorer(
        data_dir=settings.data_dir,
        where=where,
        now=now,
        migrate=migrate,
        settle=partial(settle_anew, settings, now),
        note=partial(note_move, settings, now),
        server=server,
        told=told,
        revive=staged if revive and server is not None else None,
        root=None if where.lock.exists() else root_key(settings),
    )
    try:
        if file == _STDIN:
            given = cast("IO[bytes]", Counted(sys.stdin.buffer, 0, partial(told, _READING)))
            return asyncio.run(restorer.restore(given, secret)), tuple(staged.refused)
        with _opened(Path(file)) as source:
            size = os.fstat(source.fileno()).st_size
            given = cast("IO[bytes]", Counted(source, size, partial(told, _READING)))
            return asyncio.run(restorer.restore(given, secret)), tuple(staged.refused)
    except SealError as fault:
        raise SealError(f"{file}: {fault}; try another operator's key, or another backup") from fault
    except ParcelFault as fault:
        raise ParcelFault(f"{file}: {fault}") from fault


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as fault:
        raise BackupFault(f"{path}: can not be read ({fault.strerror}); give a backup's file") from fault


def _secret(path: Path) -> str:
    """The secret key in an identity file. KeyFault, SealError: there is none."""
    from storage import age

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise KeyFault(f"{path}: is no age identity file ({type(fault).__name__}); give the operator's key") from None
    return age.read_identity(text).secret


def _waiting(settings: Settings) -> Hold:
    from bot.restored import held_or_refused

    return held_or_refused(settings)


def _revived(settings: Settings, hold: Hold, secret: str, told: Told) -> tuple[Hold, tuple[str, ...]]:
    from bot.restored import revive_all

    done = asyncio.run(revive_all(settings, hold, secret, partial(told, _OPENING)))
    return done.hold, done.refused


def _tell(settings: Settings, hold: Hold, refused: tuple[str, ...]) -> None:
    from storage.keys import KeyFolder

    pepper = KeyFolder.beside(settings.data_dir, settings.root_key).pepper.exists()
    for name, words in _lines(hold, refused, pepper=pepper):
        click.echo(f"{name:9} {words}")


def _lines(hold: Hold, refused: tuple[str, ...], *, pepper: bool) -> list[tuple[str, str]]:
    from bot.restored import in_words

    counts, when = hold.counts, time.strftime("%Y-%m-%d %H:%M", time.gmtime(hold.made))
    since = _AT_TELEGRAM if hold.move else _GONE
    lines = [
        ("restored", f"the backup of {when} UTC{', with the keys of its server' if hold.move else ''}"),
        ("gap", f"{in_words(hold.restored - hold.made)}: {since}"),
        *_since(hold),
    ]
    sealed = counts.cases - counts.hot
    if hold.move:
        drafts, unsent = counted(counts.drafts, "unfinished conversation"), counted(counts.unsent, "message")
        lines.append(("readable", f"{counted(counts.hot, 'open case')}, {drafts}; {sealed} sealed"))
        lines.append(("to send", f"{unsent}, {counts.waiting} of persons to be worked, after `resume`"))
    else:
        opened = f"{hold.revived} of {counted(counts.hot, 'case')} open at the backup"
        lines.append(("readable", f"{opened}; {sealed} sealed"))
        lines.append(("lost", _lost(counts)))
    if refused:
        named = ", ".join([*refused[:_SHOWN], *(["…"] if len(refused) > _SHOWN else [])])
        lines.append(("refused", f"{len(refused)} do not open with this key, or were changed: {named}"))
    if hold.waiting:
        cases = counted(len(hold.waiting), "case")
        lines.append(("waiting", f"{cases} for an operator's key: python -m bot restore --revive --identity KEY"))
    codes = "work" if pepper else "do NOT work and nothing starts until --revive has opened keys/pepper.age"
    lines.append(("codes", f"return codes {codes}"))
    lines.append(("on hold", "nothing is sent and nobody is asked until: python -m bot resume"))
    return lines


def _since(hold: Hold) -> list[tuple[str, str]]:
    """What came after the backup stood on the lost server alone; an anchor counts entries of the audit of it.

    At least so many are gone: an anchor comes once a day, and what was entered after the last one nobody can count.

    Of a line that was moved nothing came: it stood still.
    """
    if hold.move:
        return []
    lines = [("unknown", "how much that is: no backup can hold what came after it")]
    if hold.counts.audit is not None:
        words = f"the audit here ends at entry {hold.counts.audit}; where a later anchor of the supervisors says more,"
        lines.append(("since", f"{words} the difference at least is lost, entries of the program's own among it"))
    return lines


def _lost(counts: Any) -> str:
    codes = f"{counted(counts.codes, 'return code')} just given, which will open nothing; " if counts.codes else ""
    drafts, unsent = counted(counts.drafts, "unfinished conversation"), counted(counts.unsent, "message")
    return (
        f"{drafts} of persons, {counts.waiting} of their messages not yet worked, {unsent} not yet sent; "
        f"{codes}shifts, bans and figures"
    )
