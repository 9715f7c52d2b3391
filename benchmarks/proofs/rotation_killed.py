"""T12: the nightly move under load, killed by -9 in the middle, again and again.

A process of its own holds the database, works updates (each told to us once it is committed) and does the night of the
day it is given. It is killed at a drawn moment until a night comes to its end, and then the next day begins. Afterwards
every row of every sealed table must open, whatever was told as committed must be there, nothing may lie under an old
key, and there must be just the key files that a line of that life has.
"""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.night import BOT, DAY, Line, fill, opened, resumed
from benchmarks.proofs import Figure, Proof, Scale
from bot.messages import Person
from storage.moving import Mover, windows
from storage.night import Night

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.database import Tx

START: Final = 1_800_057_600
LIFE: Final = 2
CASES: Final = {Scale.FULL: 20_000, Scale.SMALL: 600}
NIGHTS: Final = {Scale.FULL: 4, Scale.SMALL: 2}
KILLS: Final = {Scale.FULL: 6, Scale.SMALL: 2}
"""In each night, before it may come to its end."""
LONGEST: Final = {Scale.FULL: 3.0, Scale.SMALL: 0.3}
"""Seconds after which it is killed at the latest, from the moment at which the night begins."""
ALL: Final = 1_000_000
EARLY: Final = "early"
"""The planted fault: old epochs are destroyed once there is a new one, before the move."""


@dataclass(slots=True)
class Campaign:
    """What was told as committed, by the number of the person, and how often the line was killed."""

    data: Path
    scale: Scale
    fault: str
    dice: random.Random
    told: dict[int, int] = field(default_factory=dict)
    kills: int = 0

    def nights(self) -> None:
        """All of them, one day after the other."""
        for day in range(1, NIGHTS[self.scale] + 1):
            for _ in range(KILLS[self.scale]):
                if self._lived(day, self.dice.uniform(0, LONGEST[self.scale])):
                    break
                self.kills += 1
            while not self._lived(day, None):
                pass

    def _lived(self, day: int, seconds: float | None) -> bool:
        """One process; whether its night came to its end before it was killed (None: it is not)."""
        command = [sys.executable, "-m", __spec__.name, str(self.data), str(START + day * DAY), self.fault]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - our own
            assert child.stdout is not None  # noqa: S101 - it has a pipe
            return self._listened(child, child.stdout, seconds)

    def _listened(self, child: subprocess.Popen[str], lines: Iterator[str], seconds: float | None) -> bool:
        ends = float("inf")
        for line in lines:
            if not line.endswith("\n"):
                break  # cut off with its writer
            word, *rest = line.split()
            match word:
                case "night" if seconds is not None:
                    ends = time.monotonic() + seconds
                case "did":
                    self.told[int(rest[0])] = int(rest[1])
                case "done":
                    child.kill()
                    return True
            if time.monotonic() >= ends:
                child.kill()
                ends = float("inf")  # what it said before is read to its end
        if seconds is None or child.wait() != -signal.SIGKILL:
            message = "the line ended by itself"
            raise RuntimeError(message)
        return False


async def run(scale: Scale, fault: str = "") -> Figure:
    """A line made, killed through its nights, and looked through."""
    with tempfile.TemporaryDirectory() as folder:
        line = await opened(Path(folder) / "data", now=START)
        await fill(line, CASES[scale])
        await line.database.close()
        campaign = Campaign(Path(folder) / "data", scale, fault, random.Random(1))  # noqa: S311 - dice of a play
        await asyncio.to_thread(campaign.nights)
        return await looked_through(campaign)


async def planted(scale: Scale) -> Figure:
    """The same with old epochs destroyed before the move."""
    return await run(scale, EARLY)


async def looked_through(campaign: Campaign) -> Figure:
    """Every sealed row opened, every key id looked at, everything told found."""
    line = await resumed(campaign.data, now=START + NIGHTS[campaign.scale] * DAY)
    try:
        mover = Mover(vault=line.vault)
        old = sum((await mover.left(line.database)).values())
        rows, closed = await _opened(line, mover)
        lost = await line.database.transact(partial(_lost, line, campaign.told))
        cases = await line.database.transact(line.stores.cases.backlog)
        missing = CASES[campaign.scale] - sum(cases.values())
        files = len(list((campaign.data / "keys/epochs").iterdir())) - LIFE
    finally:
        await line.database.close()
    words = f"{campaign.kills} kills in {NIGHTS[campaign.scale]} nights, {len(campaign.told)} people told"
    if not (campaign.kills and campaign.told):
        raise RuntimeError(f"nothing was shown: {words}")
    broken = old + closed + lost + missing + abs(files)
    return Figure(tried=rows + len(campaign.told), broken=broken, words=words)


async def _opened(line: Line, mover: Mover) -> tuple[int, int]:
    """How many rows there are, and how many of them do not open or are not found by what they say."""
    rows = closed = 0
    for window in windows():
        found, faults = await line.database.transact(partial(mover.faults_of, window=window, limit=ALL))
        rows, closed = rows + found, closed + faults
    return rows, closed


async def _lost(line: Line, told: dict[int, int], tx: Tx) -> int:
    """How many people are not there as they were when their last update was told as committed, or later."""
    found = [(await line.stores.people.find(tx, bot=BOT, chat=chat), turn) for chat, turn in told.items()]
    return sum(person is None or person.seen < turn for person, turn in found)


async def serve(data: Path, now: int, fault: str) -> None:
    """The child: a line under load that does its night, and tells of each committed update."""
    line = await resumed(data, now=now)
    people = [asyncio.create_task(_works(line, chat)) for chat in range(1, 7)]
    await asyncio.sleep(0.05)
    print("night", flush=True)  # noqa: T201 - the parent listens
    night = Night(keeper=line.keeper, mover=Mover(vault=line.vault), life=LIFE)
    if fault == EARLY and await night.prepare(now=now):
        for epoch in line.vault.epochs[1:]:
            await line.keeper.destroy(epoch)
    report = await night.run(now=now, pause=lambda _rows: asyncio.sleep(0))
    if not report.blocked or fault:
        print("done", flush=True)  # noqa: T201 - as above
    await asyncio.gather(*people)


async def _works(line: Line, chat: int) -> None:
    """One person who writes on and on; `seen` counts his updates."""

    async def unit(tx: Tx) -> int:
        person = await line.stores.people.find(tx, bot=BOT, chat=chat)
        person = person or Person(id=line.vault.new_id(), chat=chat, language="ru")
        await line.stores.people.save(tx, replace(person, seen=person.seen + 1), bot=BOT)
        await line.stores.people.keep_draft(tx, person.id, {"turn": person.seen + 1}, now=line.now)
        return person.seen + 1

    while True:
        turn = await line.database.transact(unit)
        print(f"did {chat} {turn}\n", end="", flush=True)  # noqa: T201 - as above
        await asyncio.sleep(0.005)


PROOF = Proof(
    name="T12 rotation killed",
    promise="A night that is killed at any moment loses no row and no key, and the next start finishes it.",
    run=run,
    planted=planted,
    seconds=115,
    slow=True,
)

if __name__ == "__main__":
    with suppress(KeyboardInterrupt, BrokenPipeError):
        asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""))  # noqa: PLR2004
