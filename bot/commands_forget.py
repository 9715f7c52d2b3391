"""`forget-keys`: the server is about to be taken."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import click

from bot.counted import counted
from bot.logs import configure
from bot.progress import working
from bot.settings import load

if TYPE_CHECKING:
    from pathlib import Path

WORD: Final = "FORGET"
_SECONDS: Final = 30
_LOOK: Final = 0.2


@click.command("forget-keys")
@click.option("--word", metavar="WORD", help=f"Say {WORD} here, where nobody can type it.")
def forget_keys(word: str | None) -> None:
    """Destroy the hot keys, at once. NOTHING UNDOES IT.

    For the minute before somebody takes the machine. Asks for no passphrase,
    only for a word. Afterwards this server reads no open case, no draft, no
    waiting message, and can write to nobody. Operators' keys still open the
    cases offline, a person his own by his five words.

    A running bot lets go of its keys within seconds and serves on, empty; it
    says so to the operators and to whoever writes. Then revoke the token at
    BotFather and switch the machine off.

    \b
    Example:  python -m bot forget-keys
    """
    from bot.following import bot_runs
    from storage.forgetting import destroy_files

    settings = load()
    configure("warning")
    typed = word if word is not None else click.prompt(f"Destroys all hot keys, for ever. Type {WORD}")
    if typed.strip() != WORD:
        raise click.UsageError(f"{WORD} was not typed: nothing was destroyed")
    count = destroy_files(settings.keys_dir)
    click.echo(f"{counted(count, 'epoch key')} destroyed")
    if not bot_runs(settings):
        click.echo("The bot does not run. Its next start goes on with an empty key, and says so to whoever writes.")
        return
    with working("the running bot"):
        gone = _let_go(settings.keys_dir)
    if not gone:
        message = "the running bot still has them in its memory: stop it NOW (kill -9), or switch it off"
        raise click.ClickException(message)
    click.echo("The running bot has let go of them too, and serves on, empty.")


def _let_go(keys: Path) -> bool:
    from storage.forgetting import begun

    for _ in range(int(_SECONDS / _LOOK)):
        if not begun(keys):
            return True
        time.sleep(_LOOK)
    return False
