"""The real program on the rehearsal's Telegram, in a folder that takes in everything it leaves behind."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.proofs.spelled import FIRST_GROUP_MESSAGE, FIRST_MESSAGE
from bot.rehearsal.process import BotProcess, clean_environment, dying_with
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from storage.key_making import init_keys
from storage.migrate import migrate
from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import Stage
from tests.switched import write_switched

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from bot.rehearsal.process import Child

LONGEST_START: float = 90
LONGEST_WAIT: float = 600
"""Seconds that somebody waits for what he should see: twelve conversations at once may take theirs."""
REAL: tuple[str, ...] = ("-m", "tests.promises.unlimited", "run")
"""`python -m bot run` without Telegram's limits, with cheap return codes."""


@dataclass(kw_only=True)
class LoggingBot(BotProcess):
    """What it says goes into a file of its folder, whole."""

    async def _born(self) -> Child:
        with (self.folder / "said").open("ab") as said:
            return await asyncio.create_subprocess_exec(
                sys.executable, *self.command, cwd=self.folder, env=clean_environment(self.settings),
                stdin=asyncio.subprocess.DEVNULL, stdout=said, stderr=asyncio.subprocess.STDOUT,
                start_new_session=True, preexec_fn=dying_with(os.getpid()),
            )  # fmt: skip


@asynccontextmanager
async def line(
    folder: Path, *, command: tuple[str, ...] = REAL, level: str = "DEBUG", more: Mapping[str, str] | None = None
) -> AsyncIterator[Stage]:
    """A line that serves, everything switched on. `folder`: empty; what the bot writes is in data, temp and said."""
    world = World()
    world._private_message = count(FIRST_MESSAGE)  # noqa: SLF001 - numbers of messages that can be looked for
    server = await serve(world)
    group = world.add_group("Operators", forum=True)
    group.next_message = FIRST_GROUP_MESSAGE
    for name in ("temp", "locales"):
        (folder / name).mkdir(parents=True)
    init_keys(folder / "data", recipients=(), operator_key_out=folder.with_name(f"{folder.name}.key"), now=world.now())
    migrate(folder / "data" / "parley.db")
    settings = bot_settings(world.token, group.id, server.url, folder / "data") | {
        "HOTLINE_LOG_LEVEL": level,
        "HOTLINE_LOCALES_DIR": str(write_switched(folder / "locales")),
        "TMPDIR": str(folder / "temp"),
    }
    bot = LoggingBot(settings=settings | (more or {}), folder=folder, changed=world.touch, command=command)
    stage = Stage(world=world, server=server, group=group, bot=bot)
    try:
        with patch("tests.acceptance.driver.PATIENCE", LONGEST_WAIT):
            await start(stage)
            yield stage
    finally:
        await bot.stop()
        await server.close()


async def start(stage: Stage) -> None:
    """Start the bot and wait until it asks for updates."""
    bot, world = stage.bot, stage.world
    if bot is None:
        raise ValueError("a stage without a bot")
    asked = len(world.called("getUpdates"))
    await bot.start()
    await world.until(lambda: len(world.called("getUpdates")) > asked or bot.detail, LONGEST_START)
    if bot.detail:
        said = (bot.folder / "said").read_text(encoding="utf-8", errors="replace").splitlines()
        raise RuntimeError(f"the bot did not start: {said[-1:]}")
