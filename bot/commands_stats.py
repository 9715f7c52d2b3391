"""`stats`: the figures of the line, for whoever runs it or for the public; read beside a running bot."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

import click

from bot.settings import load

if TYPE_CHECKING:
    from bot.desk.stats import Month
    from bot.settings import Settings

PERIODS: Final = ("day", "week", "month")
WARNING: Final = (
    "A contact is not a surrender. An application is not a person. Nobody outside has checked these numbers."
)
_TAG: Final = re.compile(r"</?b>")


@click.command()
@click.option("--period", type=click.Choice(PERIODS), default="week", help="Days up to today; default: week.")
@click.option("--public", is_flag=True, help="By month, in tens: for publication.")
def stats(period: str, public: bool) -> None:  # noqa: FBT001 - click's flag
    """Print the figures of the line; the same as /stats in the group.

    Counts under five are not shown. With --public: every month that is over,
    rounded to tens, without places and without what became of anybody.

    \b
    Example:  python -m bot stats --period month
              python -m bot stats --public
    """
    settings, now = load(), int(time.time())
    click.echo(_published(settings, now) if public else _told(settings, period, now))


def _told(settings: Settings, period: str, now: int) -> str:
    from bot.desk.stats import Ledger
    from bot.desk.stats_told import Teller
    from bot.flows.load import SHIPPED, load_book
    from storage.beside import read_beside
    from storage.cases import Cases
    from storage.keys import load_keyring
    from storage.sealing import Vault
    from storage.tallies import Tallies

    keyring = load_keyring(settings.data_dir, settings.root_key, now=now)
    vault, book = Vault(keyring), load_book(settings.locales_dir or SHIPPED)
    ledger = Ledger(Tallies(vault), Cases(vault, keyring), book)
    told = read_beside(settings.database, lambda tx: ledger.figures(tx, period=period, now=now))
    return _TAG.sub("", Teller(book.texts, "en").words(told))


def _published(settings: Settings, now: int) -> str:
    from bot.desk.stats import months
    from storage.beside import read_beside
    from storage.keys import load_keyring
    from storage.sealing import Vault
    from storage.tallies import Tallies

    tallies = Tallies(Vault(load_keyring(settings.data_dir, settings.root_key, now=now)))
    told = read_beside(settings.database, lambda tx: months(tx, tallies, now=now))
    lines = [line for month in told for line in _month(month)] or ["No month with a contact is over yet.", ""]
    return "\n".join([*lines, WARNING])


def _month(month: Month) -> list[str]:
    return [
        f"{month.year}-{month.month:02}",
        f"  contacts: {_tens(month.cases)} cases opened",
        f"  applications: {_tens(month.applications)} applications received",
        f"  taken: {_tens(month.taken)} cases taken by an operator",
        f"  first answer: {_minutes(month.median)}",
        "",
    ]


def _tens(count: int | None) -> str:
    return "fewer than 10" if count is None else f"about {count}"


def _minutes(minutes: int | None) -> str:
    match minutes:
        case None:
            return "fewer than 10 cases answered, no time is given"
        case 0:
            return "half of the answered cases waited longer than 48 hours"
        case _:
            return f"half of the answered cases had it within {minutes} minutes"
