"""`purge`: what is over by the settings goes now, after it was shown and somebody said yes."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from typing import TYPE_CHECKING

import click

from bot.counted import counted
from bot.errors import StorageError
from bot.periods import DAY, HOUR
from bot.progress import READING, Steps, Told, shown, unwatched, working
from bot.settings import load

if TYPE_CHECKING:
    from collections import Counter

    from bot.settings import Settings

_LINES = {
    "cases": "open cases: {over} to be put to rest, nobody wrote in them for {rest}; {kept} stay open",
    "resting": "resting cases: {over} to be erased, the {resting} are over; {kept} stay",
    "closed": "closed cases: {over} to be erased, the {closed} are over; {kept} stay",
    "people": "people: {over}, not here for {draft}: what was not sent goes; {kept} stay",
    "letters": "messages that could not be delivered or worked: {over} older than {letters}; {kept} stay",
    "quarantined": "updates that were none: {over} older than {letters}; {kept} stay",
    "audit": "audit: {over} older than {audit}; {kept} stay",
}


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON; asks nothing: --yes erases.")
def purge(yes: bool, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Erase now what is over by the settings.

    Shows first what that is, as counts by kind and age. The running bot does
    the same once an hour; so this is for the time after it said that it can
    not believe the clock, and before a backup. Stop the bot first. Where the
    clock stands far from the hour last known to be right, --yes is refused.

    \b
    Example:  python -m bot purge
              python -m bot purge --yes
              python -m bot purge --json
    """
    settings, now = load(), int(time.time())
    ages = _ages(settings, now)
    if as_json:
        _as_json(settings, ages, now, yes=yes)
        return
    click.echo(f"today is {time.strftime('%Y-%m-%d', time.gmtime(now))}, as this machine has it")
    for name, line in _LINES.items():
        shows = line.format(over=ages[f"{name}-over"], kept=ages[f"{name}-kept"], **_periods(settings))
        click.echo(f"  {shows}")
    if not _over(ages):
        click.echo("nothing is over")
    if doubt := _doubt(settings, now):
        if yes:
            raise StorageError(f"{doubt}; look at this machine's date, and say it again without --yes")
        click.echo(f"WARNING: {doubt}")
    if yes or click.confirm("Go on?"):
        with shown() as told:
            done = asyncio.run(_done(settings, now, told, _over(ages)))
        click.echo(
            "done: " + (", ".join(f"{count} {name}" for name, count in sorted(done.items()) if count) or "nothing")
        )


def _as_json(settings: Settings, ages: Counter[str], now: int, *, yes: bool) -> None:
    """One object, last. Counts by kind: what is over, what stays, and what was done; null where nothing was to be."""
    doubt = _doubt(settings, now)
    if doubt and yes:
        raise StorageError(f"{doubt}; look at this machine's date, then, at a terminal, run: python -m bot purge")
    done = asyncio.run(_done(settings, now, unwatched, _over(ages), quiet=True)) if yes else None
    told = {
        "today": time.strftime("%Y-%m-%d", time.gmtime(now)),
        "doubt": doubt or None,
        "over": {name: ages[f"{name}-over"] for name in _LINES},
        "kept": {name: ages[f"{name}-kept"] for name in _LINES},
        "done": None if done is None else {name: count for name, count in sorted(done.items()) if count},
    }
    click.echo(json.dumps(told))


def _over(ages: Counter[str]) -> int:
    return sum(count for name, count in ages.items() if name.endswith("-over"))


def _ages(settings: Settings, now: int) -> Counter[str]:
    """What is over and what stays. Beside a running bot too; changes nothing."""
    from storage.beside import read_beside
    from storage.overdue import Since, ages

    periods = settings.periods
    since = Since(
        rest=now - periods.rest * DAY,
        draft=now - periods.draft * DAY,
        letters=now - periods.letters * DAY,
        audit=now - periods.audit * DAY,
    )
    return read_beside(settings.place, lambda tx: ages(tx, since, now=now // HOUR * HOUR))


def _doubt(settings: Settings, now: int) -> str:
    """What speaks against this machine's clock: nobody tells the time here. Empty: nothing does."""
    from storage.beside import read_beside
    from storage.clock import TRUSTED, Clock, Hours, judge

    known = read_beside(settings.place, lambda tx: Hours.last(tx, TRUSTED))
    if known is None or judge(now, told=None, known=known) is Clock.RIGHT:
        return ""
    days, past = divmod(abs(now - known), DAY)
    when = time.strftime("%Y-%m-%d", time.gmtime(known))
    side = "after" if now > known else "before"
    return f"the clock stands {counted(days + bool(past), 'day')} {side} the last day it was known to be right, {when}"


def _periods(settings: Settings) -> dict[str, str]:
    names = ("draft", "rest", "closed", "letters", "audit")
    told = {name: counted(getattr(settings.periods, name), "day") for name in names}
    return told | {"resting": counted(settings.periods.resting, "month")}


async def _done(settings: Settings, now: int, told: Told, over: int, *, quiet: bool = False) -> Counter[str]:
    """The bar begins once the root key is there: somebody may have to type it."""
    from bot.desk.ending import retention
    from bot.offline import offline
    from storage.audit import Action

    async with offline(settings, partial(working, READING, quiet=quiet)) as house:
        done = await retention.purge(house, now, Steps(partial(told, "erasing"), over))
        if done:
            noted = partial(house.audit.add, action=Action.PURGED, user=None, alias="", now=now)
            await house.database.transact(noted)
        return done
