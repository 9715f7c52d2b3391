"""A thousand honest people at once beside one who sends ten thousand messages, then hours of traffic in minutes.

`python -m benchmarks.flood` keeps Telegram's limits and prints how long honest people wait for their receipt, how long
an urgent card takes, what the bot held, how its memory grew, and whether each update that came has a row that was
worked; it ends with 1 where something was lost, or was not as quick or as small as wanted. `python -m benchmarks.flood
--replay` lifts the limits and lets six hours of contacts (a day of 10,000) come within ten minutes: memory and
descriptors must stay flat. The codes are cheap in both; one processor is shared with the Telegram of the test.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.rehearsal.process import clean_environment
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.acceptance import driver
from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import Phone, Stage
from tests.promises.flooded import PATIENCE, Line, all_worked, asks, at_rest, flooded, floods

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAMPLES = 20
WARM = 20
"""Messages before the flood: a line that serves has its lists and its search at hand."""
WANTED_SECONDS = 2.0
WANTED_MIB = 100
GROWTH_MIB = 30
MORE_DESCRIPTORS = 5
URGENT = "I am in danger now"


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
        if replay:
            sys.exit(not asyncio.run(replayed(Path(folder), contacts, minutes * 60)))
        told = asyncio.run(stood(Path(folder), honest, hostile))
        click.echo("\n".join(told.lines))
        sys.exit(not told.good)


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


@dataclass(frozen=True, kw_only=True)
class Stood:
    """What became of a flood. `seconds`: from /start to each receipt; `urgent`: to the card; `lost`: see Line.lost."""

    honest: int
    hostile: int
    seconds: list[float]
    urgent: float
    held: int
    grown: float
    came: int
    lost: list[str]

    @property
    def good(self) -> bool:
        """Whether nothing was lost and all was as wanted."""
        return not self.lost and self.urgent <= WANTED_SECONDS and self.grown <= WANTED_MIB

    @property
    def lines(self) -> list[str]:
        """What is said of it."""
        waits = sorted(self.seconds)
        median, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
        return [
            f"{self.honest} people beside {self.hostile} messages of one, Telegram's limits kept",
            f"from /start to the receipt: median {median:.1f} s, p99 {p99:.1f} s, slowest {waits[-1]:.1f} s",
            f"an urgent card: {self.urgent:.1f} s; {_wanted(self.urgent, WANTED_SECONDS, 's')}",
            f"memory: {self.grown:.0f} MiB more; {_wanted(self.grown, WANTED_MIB, 'MiB')}",
            f"updates held at most: {self.held}; came: {self.came}",
            *([f"LOST: {what}" for what in self.lost] or ["nothing lost: each that came has a row and was worked"]),
        ]


def _wanted(is_so: float, most: float, unit: str) -> str:
    return f"wanted {most:g} {unit} at most: {'held' if is_so <= most else 'MISSED'}"


async def stood(folder: Path, honest: int, hostile: int, bent: Mapping[str, str] | None = None) -> Stood:
    """The flood, with Telegram's limits on. `bent`: see flooded."""
    ready, stage = await asyncio.to_thread(prepared, folder), await staged()
    (flooder, ivan), people = phones(stage, ["Hostile", "Ivan"]), phones(stage, [f"P{n}x" for n in range(honest)])
    async with flooded(stage, ready, folder / "bot", {"PACED": "1", **(bent or {})}) as line:
        floods(flooder, WARM)
        await all_worked(flooder)
        await ivan.sends("/start")
        await ivan.sees_button(URGENT)
        floods(flooder, hostile)
        crowd = asyncio.gather(*(asks(person, line) for person in people))
        seconds = await _urgent(stage, ivan)
        await crowd
        await at_rest(line)
        grown = line.memory - line.first_mib
    await stage.server.close()
    return Stood(
        honest=honest,
        hostile=hostile,
        seconds=line.seconds,
        urgent=seconds,
        held=line.held,
        grown=grown,
        came=stage.world.bot.next_update - line.first_update,
        lost=[*line.lost(), *_unseen(line, honest), *line.faults()],
    )


def _unseen(line: Line, honest: int) -> list[str]:
    """Questions that were receipted and are no case; the one in danger has one, too."""
    missing = honest + 1 - line.rows("cases")
    return [f"{missing} applications are no case"] if missing > 0 else []


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
