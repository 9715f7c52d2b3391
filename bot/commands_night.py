"""`keys night`: the nightly move by hand, where somebody looks on."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING

import click

from bot.counted import counted
from bot.errors import KeyFault, StorageError
from bot.logs import configure
from bot.progress import READING, Steps, shown, working
from bot.settings import load
from storage.clock import Clock, Hours

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database
    from storage.night import NightReport


@click.command()
@click.option(
    "--give-up", is_flag=True, help="What does not open, and what missing epochs sealed, is lost: go on without it."
)
def night(give_up: bool) -> None:  # noqa: FBT001 - click's flag
    """Do what the serving line does each night, now.

    Stop the bot first: it holds the database. A key for today, everything
    that is needed moved under it and looked at, then old keys destroyed. Cut
    off anywhere, the same command goes on.

    Exit status 1 where something does not open: then nothing was destroyed;
    and where the disk keeps the file of an old key.

    \b
    Example:  python -m bot keys night
              python -m bot keys night --give-up
    """
    settings = load()
    configure("warning")
    report, resting = asyncio.run(_night(settings, give_up=give_up))
    click.echo(f"moved {counted(report.moved.moved, 'row')}; over and gone: {report.moved.over}")
    for epoch in report.destroyed:
        click.echo(f"destroyed {epoch.key_id.hex()} of {time.strftime('%Y-%m-%d', time.gmtime(epoch.made))}")
    if resting:
        count = counted(resting, "case")
        click.echo(f"rest now, as it can not read them: {count}; five words, or an operator's key, open them")
    if report.blocked and not give_up:
        rows = counted(report.left or report.faults, "row")
        message = f"what does not open: {rows}; nothing was destroyed. If it is lost for good: --give-up"
        raise StorageError(message)
    if report.kept:
        raise KeyFault(report.kept[0])


async def _night(settings: Settings, *, give_up: bool) -> tuple[NightReport, int]:
    from bot.desk.nights.lacking import given_up
    from bot.desk.nights.night import desk_over
    from bot.offline import offline
    from storage.audit import Action

    async with offline(settings, partial(working, READING)) as house:
        now, one = int(time.time()), desk_over(house).night
        noted = partial(house.audit.add, user=None, alias="", now=now)
        await _believed(house.database, now)
        await one.prepare(now=now)
        left = await one.mover.left(house.database)
        with shown() as told:
            more = Steps(partial(told, "moving"), sum(left.values()))

            async def pause(rows: int) -> None:
                more(rows)

            report = await one.run(
                now=now, pause=pause, also=lambda tx, _epoch: noted(tx, Action.EPOCH_DESTROYED), give_up=give_up
            )
        done = Action.NIGHT_BLOCKED if report.blocked and not give_up else Action.NIGHT_MOVED
        await house.database.transact(partial(noted, action=done))
        return report, await given_up(house, now) if give_up else 0


async def _believed(database: Database, now: int) -> None:
    """An epoch of a wrong day would stop the line once the clock is right again."""
    clock = await database.transact(partial(Hours().trusted, now=now, told=None))
    if clock is not Clock.RIGHT:
        day = time.strftime("%Y-%m-%d", time.gmtime(now))
        message = f"this machine's clock says {day}, which is {clock}; set it right, or if it is: python -m bot purge"
        raise StorageError(message)
