"""The bot killed by -9 ten thousand times: `make chaos`, or `python -m benchmarks.chaos --runs 500 --seed 1`.

One line a point: runs, deaths, updates or messages lost, duplicate cases, repeats, repeats that do not say so. Exit
status 1 if anything was lost, doubled or repeated unmarked, or no run began; every bad run is printed with its plan.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import os
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import click

from tests.promises.chaos import COLUMNS, campaign, table, workshop
from tests.promises.nursery import Nursery
from tests.promises.plans import POINTS, Plan, draw
from tests.promises.power.disk import recorder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.promises.reckoning import Verdict

BAD = ("lost", "duplicate cases", "repeats unmarked")
AT_ONCE = 90
"""Runs whose verdicts are kept until they are counted."""


@click.command()
@click.option("--runs", type=click.IntRange(1), default=10_000, help="Over all points together.")
@click.option("--point", "points", multiple=True, type=click.Choice(list(POINTS)), help="Only there; may be repeated.")
@click.option("--lanes", type=click.IntRange(1), default=os.cpu_count() or 1, help="Runs side by side.")
@click.option("--minutes", type=click.FloatRange(0, min_open=True), default=None, help="Then no more runs begin.")
@click.option("--power", is_flag=True, help="Each death is a power cut: what nobody synced may be gone. Needs gcc.")
@click.option("--seed", type=int, default=None, help="The same seed kills at the same passings.")
def chaos(  # noqa: PLR0913 - a command's options are its arguments
    runs: int, points: Sequence[str], lanes: int, seed: int | None, minutes: float | None, *, power: bool
) -> None:
    """Kill the bot, start it again, count what is missing."""
    dice = time.time_ns() if seed is None else seed
    click.echo(f"seed {dice}, {runs} runs, {lanes} side by side")
    began = time.monotonic()
    with workshop() as folder:
        plans = _until(_plans(runs, points or tuple(POINTS), dice, power=power), minutes, began)
        counted = asyncio.run(_all(plans, folder, lanes, recorder(folder) if power else None))
    _print(counted)
    click.echo(f"{time.monotonic() - began:.0f} seconds")
    sys.exit(not counted["all"]["runs"] or any(counted["all"][column] for column in BAD))


def _plans(runs: int, points: Sequence[str], seed: int, *, power: bool) -> Iterator[Plan]:
    """The points in turn, so that a stopped campaign has tried all of them."""
    return (
        draw(point, seed, number, power=power)
        for number, point in zip(range(runs), itertools.cycle(points), strict=False)
    )


def _until(plans: Iterator[Plan], minutes: float | None, began: float) -> Iterator[Plan]:
    """The plans, as long as there is time."""
    ends = math.inf if minutes is None else began + 60 * minutes
    return itertools.takewhile(lambda _: time.monotonic() < ends, plans)


async def _all(plans: Iterator[Plan], folder: Path, lanes: int, beneath: Path | None) -> dict[str, Counter[str]]:
    """Carry out the plans, a portion after another; nothing of a good run is kept but its count."""
    counted: dict[str, Counter[str]] = {"all": Counter()}
    nursery = Nursery.open(beneath)
    try:
        while verdicts := await campaign(itertools.islice(plans, AT_ONCE), nursery, folder, lanes=lanes):
            _complain(verdicts)
            for line, counts in table(verdicts).items():
                counted.setdefault(line, Counter()).update(counts)
            click.echo(f"\r{counted['all']['runs']} runs", nl=False, err=True)
    finally:
        nursery.close()
        click.echo(err=True)
    return counted


def _complain(verdicts: Sequence[Verdict]) -> None:
    for one in verdicts:
        if not one.good:
            click.echo(f"\n{one}")


def _print(counted: dict[str, Counter[str]]) -> None:
    names = [*(point for point in POINTS if point in counted), "all"]
    click.echo(f"{'point':20}" + "".join(f"{column:>18}" for column in COLUMNS))
    for name in names:
        click.echo(f"{name:20}" + "".join(f"{counted[name][column]:>18}" for column in COLUMNS))


if __name__ == "__main__":
    chaos()
