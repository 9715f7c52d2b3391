"""A thousand honest people at once beside one who sends ten thousand messages, then hours of traffic in minutes.

`python -m benchmarks.flood` keeps Telegram's limits and prints how long honest people wait for their receipt, how long
an urgent card takes, what the bot held and how its memory grew. `python -m benchmarks.flood --replay` lifts the limits
and lets six hours of contacts (a day of 10,000) come within ten minutes: memory and descriptors must stay flat. The
codes are cheap in both; one processor is shared with the Telegram of the test.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.rehearsal.process import clean_environment
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.acceptance import driver
from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import Phone, Stage
from tests.promises.flooded import PATIENCE, Line, all_worked, asks, flooded, floods

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLES = 20
WARM = 20
"""Messages before the flood: a line that serves has its lists and its search at hand."""
GROWTH_MIB = 30
MORE_DESCRIPTORS = 5
URGENT = "I am in danger now"
URGENT_SECONDS = 2.0


@click.command()
@click.option("--honest", type=click.IntRange(1), default=1_000, help="People who ask at once.")
@click.option("--hostile", type=click.IntRange(0), default=10_000, help="Messages of the one who floods.")
@click.option("--replay", is_flag=True, help="Six hours of contacts in ten minutes instead.")
@click.option("--contacts", type=click.IntRange(SAMPLES), default=2_500, help="Of the replay.")
@click.option("--minutes", type=float, default=10.0, help="Of the replay.")
def flood(honest: int, hostile: int, contacts: int, minutes: float, *, replay: bool) -> None:
    """Flood a line, or replay hours of it; say what became of everybody."""
    driver.PATIENCE = PATIENCE
    with tempfile.TemporaryDirectory() as folder:
        job = replayed(Path(folder), contacts, minutes * 60) if replay else stood(Path(folder), honest, hostile)
        sys.exit(not asyncio.run(job))


def prepared(folder: Path) -> Path:
    """A data folder with keys and an empty database."""
    settings = bot_settings(World().token, -1001, "http://127.0.0.1:9", folder / "ready")
    for name in (["keys", "init"], ["migrate"]):
        command = [sys.executable, "-m", "bot", *name]
        subprocess.run(command, cwd=folder, env=clean_environment(settings), check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    return folder / "ready"


async def staged() -> Stage:
    """A Telegram with an operators' group."""
    world = World()
    return Stage(world=world, server=await serve(world), group=world.add_group("Operators", forum=True))


def phones(stage: Stage, names: Sequence[str]) -> list[Phone]:
    """People in front of it."""
    return [Phone(stage=stage, user=stage.world.add_user(name, "en")) for name in names]


async def stood(folder: Path, honest: int, hostile: int) -> bool:
    """The flood, with Telegram's limits on."""
    ready, stage = await asyncio.to_thread(prepared, folder), await staged()
    (flooder, ivan), people = phones(stage, ["Hostile", "Ivan"]), phones(stage, [f"P{n}x" for n in range(honest)])
    told = stage.world.bot.next_update
    async with flooded(stage, ready, folder / "bot", {"PACED": "1"}) as line:
        floods(flooder, WARM)
        await all_worked(flooder)
        await ivan.sends("/start")
        await ivan.sees_button(URGENT)
        floods(flooder, hostile)
        crowd = asyncio.gather(*(asks(person, line) for person in people))
        seconds = await _urgent(stage, ivan)
        await crowd
        grown, unknown = line.memory - line.first_mib, line.unknown(told)
    waits = sorted(line.seconds)
    median, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    click.echo(f"{honest} people beside {hostile} messages of one, Telegram's limits kept")
    click.echo(f"from /start to the receipt: median {median:.1f} s, p99 {p99:.1f} s, slowest {waits[-1]:.1f} s")
    quick = f"wanted {URGENT_SECONDS:g}: {'held' if seconds <= URGENT_SECONDS else 'MISSED'}"
    click.echo(f"an urgent card: {seconds:.1f} s, {quick}")
    click.echo(f"updates held at most: {line.held}; memory: {grown:.0f} MiB more")
    lost = [f"lost: {what}" for what in line.faults()]
    lost += [f"lost: update {number}, which Telegram was told to forget" for number in unknown]
    click.echo("\n".join(lost) or "nothing lost")
    return not lost


async def _urgent(stage: Stage, ivan: Phone) -> float:
    """Seconds from the press to the card in the group."""
    began = time.monotonic()
    pressed = asyncio.create_task(ivan.taps(URGENT))
    card = lambda: any("in danger now · en" in one.text for one in stage.group.messages.values())  # noqa: E731
    await stage.wait(card, "the card", ivan.user)
    seconds = time.monotonic() - began
    await pressed
    return seconds


async def replayed(folder: Path, contacts: int, seconds: float) -> bool:
    """Hours of contacts, evenly over so many seconds; what the bot has in hand at each twentieth of them."""
    ready, stage = await asyncio.to_thread(prepared, folder), await staged()
    async with flooded(stage, ready, folder / "bot", {}) as line:
        seen, began = [], time.monotonic()
        for number in range(SAMPLES):
            share = range(number * contacts // SAMPLES, (number + 1) * contacts // SAMPLES)
            coming = [_comes(person, line, seconds / contacts * n) for n, person in enumerate(_named(stage, share))]
            await asyncio.gather(*coming)
            seen.append((line.now_mib, line.descriptors))
            click.echo(f"{share.stop} contacts: {seen[-1][0]:.0f} MiB, {seen[-1][1]} descriptors", err=True)
        took = time.monotonic() - began
    return _flat(contacts, took, seen, line)


def _named(stage: Stage, numbers: range) -> list[Phone]:
    return phones(stage, [f"P{number}x" for number in numbers])


async def _comes(person: Phone, line: Line, after: float) -> None:
    await asyncio.sleep(after)
    await asks(person, line)


def _flat(contacts: int, took: float, seen: Sequence[tuple[float, int]], line: Line) -> bool:
    """Whether nothing grows from the first quarter to the end, and nothing was a fault."""
    quarter, last = seen[SAMPLES // 4], seen[-1]
    click.echo(
        f"{contacts} contacts in {took:.0f} s, {contacts * 86_400 / 10_000 / took:.0f} times as fast as they come"
    )
    click.echo(f"memory: {quarter[0]:.0f} MiB after a quarter, {last[0]:.0f} MiB at the end")
    click.echo(f"descriptors: {quarter[1]} after a quarter, {last[1]} at the end; faults: {len(line.faults())}")
    flat = last[0] - quarter[0] <= GROWTH_MIB and last[1] - quarter[1] <= MORE_DESCRIPTORS
    return flat and not line.faults()


if __name__ == "__main__":
    flood()
