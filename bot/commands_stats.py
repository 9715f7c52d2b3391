"""`stats`: the figures of the line, for whoever runs it or for the public; read beside a running bot."""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from bot.counted import counted
from bot.progress import READING, working
from bot.settings import load

if TYPE_CHECKING:
    from bot.desk.knowing.stats import Figures, Month
    from bot.flows.model import Book
    from bot.settings import Settings

PERIODS: Final = ("day", "week", "month")
WARNING: Final = (
    "A contact is not a surrender. An application is not a person. Nobody outside has checked these numbers."
)
_TAG: Final = re.compile(r"</?b>")


@click.command()
@click.option("--period", type=click.Choice(PERIODS), default="week", help="Days up to today; default: week.")
@click.option("--public", is_flag=True, help="By month, in tens: for publication.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON; null: too few to be shown.")
def stats(period: str, public: bool, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Print the figures of the line, as /stats in the group.

    Counts under five are not shown. With --public: every month that is over,
    rounded to tens, without places and without what became of anybody.

    \b
    Example:  python -m bot stats --period month
              python -m bot stats --public --json
    """
    settings, now = load(), int(time.time())
    if public:
        told = _months(settings, now)
        click.echo(json.dumps(_plain_months(told)) if as_json else _published(told))
    else:
        figures, book = _figures(settings, period, now, quiet=as_json)
        click.echo(json.dumps(_dated(asdict(figures))) if as_json else _told(figures, book))


def _figures(settings: Settings, period: str, now: int, *, quiet: bool) -> tuple[Figures, Book]:
    from bot.desk.knowing.stats import Ledger
    from bot.flows.load import SHIPPED, load_book
    from bot.roots import keyring as keyring_of
    from storage.beside import read_beside
    from storage.cases import Cases
    from storage.sealing import Vault
    from storage.tallies import Tallies

    keyring = keyring_of(settings)
    vault = Vault(keyring)
    with working(READING, quiet=quiet):
        book = load_book(settings.locales_dir or SHIPPED)
    ledger = Ledger(Tallies(vault), Cases(vault, keyring), book)
    return read_beside(settings.place, lambda tx: ledger.figures(tx, period=period, now=now)), book


def _told(figures: Figures, book: Book) -> str:
    from bot.desk.knowing.stats_told import Teller

    return _TAG.sub("", Teller(book.texts, "en").words(figures))


def _dated(value: Any) -> Any:
    """The same with each first and last day as a date."""
    from bot.desk.knowing.stats import date_of

    if isinstance(value, dict):
        return {
            key: date_of(one).isoformat() if key in {"first", "last"} else _dated(one) for key, one in value.items()
        }
    return [_dated(one) for one in value] if isinstance(value, list | tuple) else value


def _months(settings: Settings, now: int) -> list[Month]:
    from bot.desk.knowing.stats import months
    from bot.roots import keyring as keyring_of
    from storage.beside import read_beside
    from storage.sealing import Vault
    from storage.tallies import Tallies

    tallies = Tallies(Vault(keyring_of(settings)))
    return read_beside(settings.place, lambda tx: months(tx, tallies, now=now))


def _plain_months(told: list[Month]) -> dict[str, Any]:
    return {"months": [asdict(month) for month in told], "warning": WARNING}


def _published(told: list[Month]) -> str:
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
            return f"half of the answered cases had it within {counted(minutes, 'minute')}"
