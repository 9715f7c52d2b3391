"""Runs of chaos: people use the line, the bot dies by kill -9 at a named point, starts again, and all is counted.

The fake Telegram lives in this process and survives. Whatever is lost is in the Verdict; nothing is raised for it.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import signal
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.rehearsal.server import Server, serve
from bot.rehearsal.world import World
from storage.key_making import init_keys
from storage.migrate import migrate
from tests.promises.nursery import Life, Nursery
from tests.promises.plans import Plan
from tests.promises.power.cuts import cut
from tests.promises.power.disk import Disk
from tests.promises.reckoning import Run, Verdict, judge
from tests.promises.storm import Storm
from tests.promises.story import Story

MEMORY = Path("/dev/shm")
HUNG = 120.0
"""Seconds without a change for a bot that does not even ask for updates: it starts, or works, or hangs."""
COLUMNS = ("runs", "deaths", "lost", "duplicate cases", "repeats", "repeats unmarked")


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder to run in, of memory where there is such: a kill -9 leaves what was written, on whatever disk."""
    with tempfile.TemporaryDirectory(prefix="parley-chaos-", dir=MEMORY if MEMORY.is_dir() else None) as name:
        init_keys(Path(name, "new", "data"), recipients=(), operator_key_out=Path(name, "key"), now=int(time.time()))
        migrate(Path(name, "new", "data", "parley.db"))
        yield Path(name)


async def campaign(plans: Iterable[Plan], nursery: Nursery, folder: Path, *, lanes: int = 2) -> Sequence[Verdict]:
    """Carry out all plans, so many side by side, each drawn when its turn comes. `folder` is a workshop."""
    await nursery.ready()
    waiting, verdicts = enumerate(plans), []

    async def lane(parent: Nursery) -> None:
        for number, plan in waiting:
            verdicts.append(await until_it_dies(plan, parent, folder, folder / str(number)))

    twins = [nursery.twin() for _ in range(lanes)]
    try:
        await asyncio.gather(*(lane(twin) for twin in twins))
    finally:
        for twin in twins:
            twin.close()
    return verdicts


async def until_it_dies(plan: Plan, nursery: Nursery, workshop: Path, folder: Path) -> Verdict:
    """One run; where the bot outlived it without a fault, once more with an earlier death."""
    verdict = await carry_out(plan, nursery, workshop, folder)
    while verdict.good and not verdict.deaths and (sooner := verdict.plan.sooner()) is not None:
        verdict = await carry_out(sooner, nursery, workshop, folder)
    return verdict


async def carry_out(plan: Plan, nursery: Nursery, workshop: Path, folder: Path) -> Verdict:
    """One run in a folder of its own, which is gone afterwards."""
    shutil.copytree(workshop / "new", folder)
    server = await serve(World())
    try:
        return await _played(plan, nursery, server, folder)
    finally:
        await server.close()
        shutil.rmtree(folder)


async def _played(plan: Plan, nursery: Nursery, server: Server, folder: Path) -> Verdict:
    world, group = server.world, server.world.add_group("Operators", forum=True)
    story = Story(world=world, group=group, labels=nursery.labels, crowded=plan.crowded)
    run = Run(plan=plan, world=world, group=group, story=story, data=folder / "data")
    settings = {
        "HOTLINE_BOT_TOKEN": world.token,
        "HOTLINE_OPERATOR_CHAT_ID": str(group.id),
        "HOTLINE_API_URL": server.url,
        "HOTLINE_DATA_DIR": str(run.data),
    }
    if plan.storm:
        run.storm = world.faults = Storm(world, random.Random(plan.storm))
    play = asyncio.create_task(story.play())
    try:
        await _lives(run, settings, nursery, play)
    finally:
        play.cancel()
        with suppress(asyncio.CancelledError):
            await play
    return judge(run)


async def _lives(run: Run, settings: dict[str, str], nursery: Nursery, play: asyncio.Task[None]) -> None:
    """One life after another, each to its death at the planned point, until one ends as it should."""
    while True:
        disk = Disk.of(run.data) if run.plan.power else None
        await nursery.start(_next_life(run, settings))
        end = asyncio.create_task(nursery.end())
        await _over(run, end, play)
        if run.storm is not None:
            await _calm(run, run.storm, end)
        if not end.done():
            nursery.stop()
        run.status = await end
        if run.status != -signal.SIGKILL:
            return
        if disk is not None:
            run.broken += cut(run, disk)
        if run.broken:
            run.deaths += 1
            return
        run.died()


def _next_life(run: Run, settings: dict[str, str]) -> Life:
    point, nth = run.plan.kills[run.deaths] if run.deaths < len(run.plan.kills) else (None, 1)
    return Life(
        settings=settings,
        log=str(run.log),
        passings=str(run.passings),
        point=point,
        nth=nth,
        crowded=run.plan.crowded,
        record=(str(run.data), str(run.changes)) if run.plan.power else None,
        fault=run.plan.fault,
    )


async def _over(run: Run, end: asyncio.Task[int], play: asyncio.Task[None]) -> None:
    """Wait until the bot is dead, or everybody has what he waited for, or nothing moves any more while it listens."""
    still, patience = 0.0, run.plan.patience
    while not (end.done() or play.done()) and still < (patience if run.listened_to else max(patience, HUNG)):
        since = run.world.changes
        await asyncio.wait({end, play}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        still = still + patience if since == run.world.changes else 0.0


async def _calm(run: Run, storm: Storm, end: asyncio.Task[int]) -> None:
    """The storm is over: wait until all that was to be sent is sent."""
    storm.over = True
    while not end.done() and run.sending:
        await asyncio.wait({end}, timeout=0.5)


def table(verdicts: Iterable[Verdict]) -> dict[str, Counter[str]]:
    """For every point, and for all: runs, deaths, what was lost or doubled, repeats, repeats unmarked."""
    lines: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in verdicts:
        counts = (1, one.deaths, len(one.lost), len(one.doubled), one.repeats, len(one.unmarked))
        for line in (one.plan.point, "all"):
            lines[line].update(dict(zip(COLUMNS, counts, strict=True)))
    return lines
