"""How long nobody answers when the process that serves dies: `python -m benchmarks.hand_over --url URL`.

Two processes of one line on that PostgreSQL database, which is empty and has "hand_over" in its name. The one that
serves is killed by kill -9, and somebody new writes; what is told are the seconds from the kill until the other has
answered him. Then the dead one is started again, and stands by for the next round.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from bot.places import Server
from bot.rehearsal.process import BotProcess
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from storage.key_making import init_keys
from storage.migrate import migrate

NAMED: Final = "hand_over"
PATIENCE: Final = 600.0


def said(bot: BotProcess, event: str) -> int:
    """How often a process has said this."""
    return sum(event in line for line in bot.log)


async def pair(world: World, settings: dict[str, str], folder: Path) -> tuple[BotProcess, BotProcess]:
    """Two processes: the first serves, the second stands by."""
    one, other = (BotProcess(settings=settings, folder=folder, changed=world.touch) for _ in range(2))
    for bot, event in ((one, "started"), (other, "standing_by")):
        await bot.start()
        await world.until(lambda bot=bot, event=event: said(bot, event), PATIENCE)  # type: ignore[misc]
    return one, other


async def dies(world: World, serving: BotProcess, name: str) -> float:
    """Seconds from the death of the one that serves until who wrote just then is answered; then it stands by."""
    person, stood = world.add_user(name, "en"), said(serving, "standing_by")
    begun = time.monotonic()
    await serving.kill()
    world.start(person)
    await world.until(lambda: any(one.sender.is_bot for one in world.see(person)), PATIENCE)
    took = time.monotonic() - begun
    await serving.start()
    await world.until(lambda: said(serving, "standing_by") > stood, PATIENCE)
    return took


async def measured(server: Server, rounds: int) -> list[float]:
    """The seconds of so many deaths."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        init_keys(folder / "data", recipients=(), operator_key_out=folder / "key", now=int(time.time()))
        world = World()
        telegram = await serve(world)
        settings = {
            "HOTLINE_BOT_TOKEN": world.token,
            "HOTLINE_OPERATOR_CHAT_ID": str(world.add_group("Operators", forum=True).id),
            "HOTLINE_API_URL": telegram.url,
            "HOTLINE_DATA_DIR": str(folder / "data"),
            "HOTLINE_DATABASE_URL": server.url,
            "HOTLINE_STANDBY": "yes",
        }
        bots = await pair(world, settings, folder)
        try:
            return [await dies(world, bot, f"P{at}") for at, bot in enumerate(islice(cycle(bots), rounds))]
        finally:
            for bot in bots:
                await bot.stop()
            await telegram.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", required=True, help='a database with "hand_over" in its name, empty')
    parser.add_argument("--rounds", type=int, default=6, help="deaths; default 6")
    given = parser.parse_args()
    if NAMED not in given.url.rpartition("/")[2]:
        parser.error(f'the database is written to: make one of its own, with "{NAMED}" in its name')
    server = Server(given.url)
    migrate(server)
    load = os.getloadavg()[0]
    found = asyncio.run(measured(server, given.rounds))
    told = ", ".join(f"{seconds:.1f}" for seconds in found)
    sys.stdout.write(f"{len(found)} deaths, seconds until the other answered: {told}\n")
    sys.stdout.write(f"median {statistics.median(found):.1f}, longest {max(found):.1f}; load {load:.1f} at the start\n")


if __name__ == "__main__":
    main()
