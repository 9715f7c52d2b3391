"""The command line: `python -m bot`. Every fault a person can meet is one line on stderr and an exit status."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands_audit import audit
from bot.commands_backup import backup
from bot.commands_cards import pocket_cards
from bot.commands_cases import open_case
from bot.commands_check import check
from bot.commands_content import flows
from bot.commands_forget import forget_keys
from bot.commands_keys import keys
from bot.commands_migrate import migrate
from bot.commands_night import night
from bot.commands_purge import purge
from bot.commands_recipients import recipients
from bot.commands_restore import restore, resume
from bot.commands_rotate import rotate
from bot.commands_setup import setup
from bot.commands_stats import stats
from bot.errors import HotlineError
from bot.logs import Event, Remedy, configure, frames, install_loop, note
from bot.setting_names import hotline_variables
from bot.settings import load
from bot.strange_settings import refuse_strange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ahead import Looked
    from bot.settings import Settings

_USAGE = 2
_INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
def cli() -> None:
    """Parley: a Telegram bot for a surrender hotline.

    Settings are HOTLINE_ variables or lines of .env; .env.example has them all.

    \b
    See it work without Telegram:     python -m bot rehearse
    Set up, look, then serve:         python -m bot setup
                                      python -m bot check
                                      python -m bot run
    What a command does, by example:  python -m bot backup --help

    Exit status: 0 done, 1 a fault (one line says which), 2 not understood.
    """


@cli.command()
@click.option("--handed-over", type=int, hidden=True, default=None)
def run(handed_over: int | None) -> None:
    """Serve until SIGTERM or Ctrl-C.

    Migrates the database first. On real Telegram it refuses to start with
    fewer than two recipients, no identity block, unapproved answers, or an
    operator's private key under the data folder. A HOTLINE_ variable that
    this version does not read is refused everywhere. Where the root key is a
    passphrase it is asked for here: start it at a terminal (ssh -t), or give
    it as one line of standard input.

    \b
    Example:  HOTLINE_BOT_TOKEN_FILE=token HOTLINE_OPERATOR_CHAT_ID=-100123 \\
                python -m bot run
    """
    from bot import launch, memory

    if handed_over is None and hotline_variables(os.environ):
        launch.start_over()
    locked = memory.harden()
    given = launch.handed_variables(handed_over) if handed_over is not None else {}
    settings = load(given)
    refuse_strange(given)
    configure(settings.log_level)
    if not locked and memory.swaps() is not False:
        note(Event.MEMORY_LOCK_MISSED, remedy=Remedy.SWAP)
    _serve(settings, *_require(settings))


def _require(settings: Settings) -> tuple[bytes | None, Looked]:
    """Everything that stops a start is said before anything is changed.

    The root key, where it has no file; and what has read the content, if that was looked at.
    """
    from bot.belonging import refuse_foreign
    from bot.hosts import require_fit
    from bot.readiness import looking, refuse_unready
    from bot.roots import renew, root_key
    from storage.forgetting import begun

    _ = settings.token, settings.operator_chat
    refuse_foreign(settings)
    root, looked = root_key(settings), looking()
    if not settings.standby:
        renew(settings, root)
    if settings.host is not None:
        require_fit(settings, root)  # the rest is looked at when its turn comes: keys come by letter
    elif not (settings.standby and begun(settings.keys_dir)):
        refuse_unready(settings, root, looked)
    if not settings.standby:
        _migrate(settings, looked)
    return root, looked


def _migrate(settings: Settings, looked: Looked) -> None:
    from bot.flows.load import SHIPPED
    from bot.launch import migrate_apart
    from storage.versions import behind

    if behind(settings.place):
        root = settings.locales_dir or SHIPPED
        looked.book(root)  # a faulty file is told before anything is made or changed
        looked.lists(root)
        migrate_apart(settings)


def _in_turn(settings: Settings, root: bytes | None) -> None:
    """What changes something is left, where two stand by for each other, to the one whose turn it is."""
    from bot.belonging import refuse_foreign
    from bot.readiness import looking, refuse_unready
    from bot.roots import renew
    from storage.forgetting import begun

    refuse_foreign(settings)  # who served meanwhile may have been another bot
    forgotten, looked = begun(settings.keys_dir), looking()
    renew(settings, root)
    if forgotten or settings.host is not None:  # `_require` may not have looked, as there was no key yet
        refuse_unready(settings, root, looked)
    _migrate(settings, looked)


def _serve(settings: Settings, root: bytes | None, looked: Looked) -> None:
    import asyncio

    import uvloop

    from bot import memory
    from bot.app import Tuning, serve

    prepare = partial(_in_turn, settings, root) if settings.standby else lambda: None

    async def main_task() -> None:
        install_loop(asyncio.get_running_loop())
        tuning = Tuning(on_ready=memory.tidied, content=looked.take)
        await serve(settings, tuning, root=root, prepare=prepare)

    uvloop.run(main_task())


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Of the page; default: any free one.")
@click.option(
    "--keep", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Keep data and keys in this folder."
)
@click.option("--no-browser", is_flag=True, help="Print the address, open nothing.")
@click.option("--operators", type=click.IntRange(1, 20), default=3, show_default=True, help="How many there are.")
@click.option(
    "--desk",
    type=click.Choice(["group", "private"]),
    default="group",
    show_default=True,
    help="Where cases are talked.",
)
@click.option("--threads", is_flag=True, help="Private rooms without topics: reply threads.")
@click.option("--burst", type=click.IntRange(1, 500), help="So many people write, once the bot runs.")
@click.option("--minutes", type=click.FloatRange(0, 120), default=5.0, show_default=True, help="Of the burst.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same number: the same people.")
@click.option("--own-bot", is_flag=True, help="Start no bot: say what yours needs to come here.")
def rehearse(no_browser: bool, **wishes: Any) -> None:  # noqa: FBT001 - click's flag
    """Play the whole line on this machine.

    A Telegram of its own, the bot and one web page: no account, no token,
    no network. Ctrl-C ends it and throws its data away.

    \b
    Example:  python -m bot rehearse
              python -m bot rehearse --keep played
              python -m bot rehearse --desk private --burst 50 --minutes 10
    """
    import asyncio

    from bot.rehearsal.play import Wishes
    from bot.rehearsal.play import rehearse as play

    raise click.exceptions.Exit(asyncio.run(play(Wishes(browser=not no_browser, **wishes))))


cli.add_command(audit)
cli.add_command(check)
cli.add_command(backup)
keys.add_command(night)
cli.add_command(forget_keys)
keys.add_command(rotate)
keys.add_command(recipients)
cli.add_command(keys)
cli.add_command(flows)
cli.add_command(migrate)
cli.add_command(open_case)
cli.add_command(purge)
cli.add_command(restore)
cli.add_command(resume)
cli.add_command(setup)
cli.add_command(stats)
cli.add_command(pocket_cards)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1, 2 for usage and settings, 130 for Ctrl-C."""
    configure("warning")
    try:
        status = cli.main(
            None if arguments is None else list(arguments), prog_name="python -m bot", standalone_mode=False
        )
    except (click.Abort, KeyboardInterrupt) as fault:
        if not isinstance(fault.__context__, EOFError):
            return _INTERRUPTED
        click.echo("\nparley: nobody answers here; --help names the option that answers beforehand", err=True)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as fault:
        words, status = _sentence(fault)
        for line in words.splitlines():
            click.echo(f"parley: {line}", err=True)
    return status if isinstance(status, int) else 0


def _sentence(fault: Exception) -> tuple[str, int]:
    """What is said about a fault, and the exit status; of an unknown one only type and places, its text could leak."""
    match fault:
        case HotlineError():
            return str(fault) or type(fault).__name__, fault.exit_status
        case click.UsageError():
            path = fault.ctx.command_path if fault.ctx else "python -m bot"
            return f"{fault.format_message()} (see: {path} --help)", _USAGE
        case click.ClickException():
            return fault.format_message(), fault.exit_code
        case _:
            place = frames(fault.__traceback__)
            return f"a fault of this program, please report it: {type(fault).__name__} at {place}", 1
