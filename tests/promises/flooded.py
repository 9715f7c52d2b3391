"""The line under a flood: the running bot, honest people with a question, and one who sends thousands of messages."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import time
from collections import deque
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.rehearsal.process import BotProcess
from tests.acceptance.conftest import bot_settings
from tests.acceptance.odd_things import types
from tests.acceptance.places import FAULTS
from tests.promises.counted import FLOOD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from tests.acceptance.driver import Phone, Stage

PATIENCE = 900.0
"""Seconds for a wait: the whole flood may stand before what it waits for, on a machine that does other things too."""
WAITING = "inbox WHERE state = 0"
LEFT = {
    "updates were never worked": WAITING,
    "updates or messages were given up": "dead_letters",
    "updates are in quarantine": "quarantine",
}


@dataclass
class Line:
    """The running bot: what it held, how its memory grew, and what stands in its database."""

    process: BotProcess
    stage: Stage
    seconds: list[float] = field(default_factory=list)
    first_mib: float = 0.0
    first_update: int = 0
    """The number of the first update it is given."""

    @property
    def memory(self) -> float:
        """The most it ever had in memory, in MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as told:  # noqa: PTH123 - no file of ours
            line = next(line for line in told if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    @property
    def now_mib(self) -> float:
        """What it has in memory now."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1]) * 4096 / 2**20

    @property
    def descriptors(self) -> int:
        """How many files and sockets it has open."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())

    @property
    def held(self) -> int:
        """The most updates it held at once; known once it has stopped."""
        return int((self.process.folder / "counted").read_text(encoding="utf-8"))

    def rows(self, what: str) -> int:
        with closing(sqlite3.connect(self.process.folder / "data" / "parley.db")) as rows:
            (count,) = rows.execute(f"SELECT COUNT(*) FROM {what}").fetchone()
        return int(count)

    def lost(self) -> list[str]:
        """What became of nothing or was given up, a line for each kind; to be asked once it has stopped."""
        bot = self.stage.world.bot
        kept = {update["update_id"] for _, update in bot.updates}
        with closing(sqlite3.connect(self.process.folder / "data" / "parley.db")) as rows:
            known = {number for (number,) in rows.execute("SELECT update_id FROM inbox")}
        unknown = len({*range(self.first_update, bot.next_update)} - kept - known)
        left = {what: self.rows(where) for what, where in LEFT.items()}
        counts = {"updates came and no row knows them": unknown, "updates stay at Telegram": len(kept), **left}
        return [f"{count} {what}" for what, count in counts.items() if count]

    def faults(self) -> list[str]:
        return [line for line in self.process.log if json.loads(line)["event"] in FAULTS]


@asynccontextmanager
async def flooded(stage: Stage, ready: Path, folder: Path, bent: Mapping[str, str]) -> AsyncIterator[Line]:
    """The bot on a copy of the data folder `ready`; `bent`: how it is not the usual one, see tests.promises.counted."""
    world = stage.world
    world.query_life = PATIENCE
    shutil.copytree(ready, folder / "data")
    settings = bot_settings(world.token, stage.group.id, stage.server.url, folder / "data")
    process = BotProcess(
        settings={**settings, "COUNTED": str(folder / "counted"), **bent},
        folder=folder,
        changed=world.touch,
        command=("-m", "tests.promises.counted"),
        log=deque(),
    )
    stage.bot, first = process, world.bot.next_update
    try:
        await process.start()
        await world.until(lambda: world.called("getUpdates") or process.detail, PATIENCE)
        running = Line(process, stage, first_update=first)
        running.first_mib = running.memory
        yield running
    finally:
        await process.stop()


async def asks(person: Phone, line: Line) -> None:
    """From the first word to the receipt, as everybody does."""
    began = time.monotonic()
    await person.sends("/start")
    await person.taps("I only have a question")
    await person.taps("Ask an operator")
    await person.sends(f"question of {person.user.name}")
    await person.sees("Check word")
    line.seconds.append(time.monotonic() - began)


def floods(person: Phone, count: int) -> None:
    """So many messages at once; one in ten is as long as Telegram takes."""
    for number in range(count):
        types(person, f"{FLOOD} {number} " + "щ" * (4_000 if number % 10 == 0 else 0))


async def all_worked(person: Phone) -> None:
    """His last message has its screen, and with it all before."""
    await person.sends("/privacy")
    await person.sees("Telegram")


async def at_rest(line: Line) -> None:
    """All that was sent to the bot was taken and worked, or ten minutes and more went by without that."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while line.stage.world.bot.updates or line.rows(WAITING):  # noqa: ASYNC110 - the database says it
                await asyncio.sleep(0.2)
