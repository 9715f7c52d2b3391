"""`setup`: asks for what a line needs, tries each answer, writes it all at the end."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.logs import configure
from bot.progress import READING, working
from bot.written import write_page

if TYPE_CHECKING:
    from bot.setup.steps import Plan


@click.command()
@click.option(
    "--answers",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Take the answers from a TOML file, mode 0600.",
)
@click.option("--botfather", is_flag=True, help="Print what BotFather needs by hand, ask nothing.")
@click.option(
    "--privacy-page",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the page for /setprivacypolicy as HTML, ask nothing.",
)
def setup(answers: Path | None, botfather: bool, privacy_page: Path | None) -> None:  # noqa: FBT001 - click's flag
    """Ask for all a line needs, try it, write it down.

    Token, group, operators' keys and language, who you are, other contacts. Each
    answer is tried on Telegram at once: a card is posted and removed, a topic
    opened and removed. Then .env is written (0600, whole or not at all), a
    folder of texts of your own, and the keys. Run it again to change an
    answer: Enter keeps what is there. Ctrl-C changes nothing.

    \b
    Example:  python -m bot setup
              python -m bot setup --answers answers.toml
              python -m bot setup --botfather
              python -m bot setup --privacy-page privacy.html

    \b
    An answers file; what is left out stays as it is:
      token = "123456789:AA..."
      operator_chat_id = "-1001234567890"
      desk = "group"
      recipients = ["age1...", "age1..."]
      texts = "texts"
      operators_language = "uk"
      [identity]
      name = { ru = "...", uk = "...", en = "..." }
      state_body = { ru = "...", uk = "...", en = "..." }
      responsible = { ru = "...", uk = "...", en = "..." }
      second_channel = { ru = "...", uk = "...", en = "..." }
      [[contacts]]
      where = "..."
      label = { ru = "...", uk = "...", en = "..." }
    Also: api_url, proxy_url.
    """
    from bot.setting_names import field_of, hotline_variables
    from bot.settings import ENV_FILE
    from bot.setup.asking import FromFile, Terminal
    from bot.setup.env_file import read
    from bot.setup.steps import NAMES, Steps
    from bot.setup.writing import write

    configure("error")
    if botfather:
        _botfather_alone()
    if privacy_page is not None:
        _write_page(privacy_page)
    if botfather or privacy_page is not None:
        return
    source = Terminal() if answers is None else FromFile(answers, NAMES)
    given = {field_of(name): value for name, value in hotline_variables(os.environ).items() if value.strip()}
    steps = Steps(answers=source, known=read(ENV_FILE) | given, today=datetime.now(tz=UTC).date())
    plan = steps.ask()
    for line in write(plan, ENV_FILE, os.environ, now=int(time.time())):
        click.echo(line)
    if answers is not None:
        click.echo(f"note     {answers} holds the token: remove it")
    _told(plan)


def _botfather_alone() -> None:
    from bot.flows.load import SHIPPED
    from bot.settings import load
    from bot.setup.botfather import checklist
    from bot.texts import Texts

    settings = load()
    texts = Texts.load(settings.locales_dir or SHIPPED)
    click.echo(checklist(texts, {}, private=settings.desk == "private"))


def _write_page(path: Path) -> None:
    from bot.errors import SettingError
    from bot.flows.load import SHIPPED, load_book
    from bot.settings import load
    from bot.setup.privacy_page import page

    settings = load()
    with working(READING):
        book = load_book(settings.locales_dir or SHIPPED)
    if not (book.project.identity.complete or settings.rehearsed):
        raise SettingError("project.toml: no identity block; the page names who runs the line: run setup first")
    write_page(path, page(book, settings, now=int(time.time())))
    click.echo(f"written  {path}; put it on a site of yours, write it anew when a setting or text changes")


def _told(plan: Plan) -> None:
    from bot.setup.botfather import checklist
    from bot.texts import Texts

    click.echo("\n" + checklist(Texts.load(plan.texts), plan.me, private=plan.values["desk"] == "private"))
    click.echo("\nThen:  python -m bot flows approve    two people put their names under each answer")
    click.echo("       python -m bot check            a light for everything that matters")
    click.echo("       python -m bot run              serve")
