"""`pocket-cards`: cards and a poster to print, so that people find the true bot."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.counted import counted
from bot.errors import SettingError
from bot.progress import READING, working
from bot.setting_names import variable
from bot.settings import load
from bot.written import make_folder, write_page

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.settings import Settings

_NAME: Final = re.compile(r"@?([A-Za-z]\w{3,30}[A-Za-z0-9])", re.ASCII)


def _bot_name(_context: click.Context, _option: click.Parameter, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    return _plain(value)


def _plain(name: str) -> str:
    if not (found := _NAME.fullmatch(name)):
        raise click.BadParameter(f"{name}: is no name of a bot; give it as BotFather has it, like parley_bot")
    return found[1]


@click.command("pocket-cards")
@click.option("--bot", metavar="NAME", required=True, callback=_bot_name, help="The bot's name, without t.me.")
@click.option("--number", type=click.IntRange(min=1), help="Its numeric id. Default: from the token.")
@click.option("--spare", metavar="NAME", multiple=True, callback=_bot_name, help="A spare bot; may be given again.")
@click.option("--out", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), default=Path("pocket-cards"),
              show_default=True, help="Where the pages go.")  # fmt: skip
@click.option("--sample", is_flag=True, help="Print SAMPLE across; needs no identity block.")
def pocket_cards(bot: str, number: int | None, spare: tuple[str, ...], out: Path, sample: bool) -> None:  # noqa: FBT001 - click's flag
    """Write cards and a poster to print, a page for each language.

    Who runs the line and its other ways come from project.toml. Open a page
    in a browser and print it on A4, without scaling. Read its first sheet:
    a card found at the front may cost a life.

    \b
    Example:  python -m bot pocket-cards --bot parley_bot
              python -m bot pocket-cards --bot parley_bot --number 1 --sample
    """
    from bot.flows.load import SHIPPED, load_book
    from bot.pocket_cards import Shown, page

    settings = load()
    with working(READING):
        book = load_book(settings.locales_dir or SHIPPED)
    _require_identity(book, sample=sample)
    if len(spare) < (kept := len(settings.spare_bot_tokens)):
        words = f"{counted(kept, 'spare bot')} set in {variable('spare_bot_tokens')}, {len(spare)} named"
        click.echo(f"{words}: the cards name only those of --spare NAME", err=True)
    shown = Shown(bot, number or _number(settings), spare, sample)
    make_folder(out)
    for language in book.texts.languages:
        path = out / f"pocket-cards.{language}.html"
        write_page(path, page(book.texts, book.project, language, shown))
        click.echo(path)


def _require_identity(book: Book, *, sample: bool) -> None:
    """A card that does not say who runs the line looks like an impostor's."""
    if not (sample or book.project.identity.complete):
        raise SettingError("project.toml: no identity block; fill it in, or try with --sample")


def _number(settings: Settings) -> int:
    if not settings.names_token:
        raise SettingError(f"{variable('bot_token')} is not set: give the bot's number with --number")
    return int(settings.token.partition(":")[0])
