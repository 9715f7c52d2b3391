"""`check`: a light for everything a line needs."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.logs import configure
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.readiness import Finding
    from bot.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def check(as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Look at everything a line needs, with a remedy each.

    Prints a green, yellow or red line each; exit status 1 if a line is red.
    Looks at settings, keys, database, texts and dates, disk and backup, then
    asks Telegram about the bot, its groups, its updates and the time. Changes
    nothing and takes no update. While the line runs nowhere on this machine
    it polls for some seconds, to see whether somebody else does.

    \b
    Example:  python -m bot check
              python -m bot check --json
    """
    configure("error")
    found = list(_found(load()))
    worst = _worst(found)
    if as_json:
        lights = [{"light": one.light.value, "name": one.name, "words": one.words} for one in found]
        click.echo(json.dumps({"light": worst, "lights": lights}, ensure_ascii=False, indent=1))
    else:
        for one in found:
            click.echo(f"{click.style(f'{one.light.value:7}', fg=one.light.value)} {one.name}: {one.words}")
    if worst == "red":
        raise click.exceptions.Exit(1)


def _found(settings: Settings) -> Iterator[Finding]:
    """All findings, in the order in which they are printed."""
    from bot.doctor import ask_telegram
    from bot.epoch_lights import about_epochs
    from bot.lights.dates import about_dates
    from bot.lights.hosts import about_hosts
    from bot.lights.machine import about_machine
    from bot.lights.owner import about_owner
    from bot.readiness import findings
    from bot.roots import root_key

    now = int(time.time())
    root = root_key(settings)
    _busy("keys and texts")
    yield from findings(settings, os.environ, root)
    yield from about_owner(settings)
    yield from about_epochs(settings, root, now=now)
    yield from about_hosts(settings, root)
    yield from about_dates(settings, datetime.now(tz=UTC).date())
    _busy("the database, page by page")
    yield from about_machine(settings, now=now)
    _busy("Telegram")
    yield from ask_telegram(settings)


def _busy(what: str) -> None:
    """What is looked at now, where somebody watches."""
    if sys.stderr.isatty():
        click.echo(f"looking at {what} ...", err=True)


def _worst(found: list[Finding]) -> str:
    counts = Counter(one.light.value for one in found)
    return next(light for light in ("red", "yellow", "green") if counts[light] or light == "green")
