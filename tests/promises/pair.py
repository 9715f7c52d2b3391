"""Two real processes that stand by for each other on one PostgreSQL: staged, waited for, killed, judged."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from bot.rehearsal.process import BotProcess, State
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from bot.texts import Texts
from tests.promises.plans import Plan
from tests.promises.reckoning import Run
from tests.promises.story import KEYS, Hand, Story, submits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping

    from bot.places import Server
    from bot.rehearsal.things import Message
    from tests.postgres import Cluster

LIMIT = 400.0
AT_ONCE = 16
"""Calls that a sender makes side by side: each death may repeat so many."""
BETWEEN = 4
"""So often one of them is killed, each time after so many messages more."""
WORDS = 15
KILLED_AT = 4
"""How many of those words stand in the room then."""


@dataclass
class Line:
    """One line of two processes, its Telegram, and its people."""

    world: World
    run: Run
    server: Server
    cluster: Cluster
    bots: tuple[BotProcess, BotProcess]
    deaths: int = 0
    enough: bool = False

    @property
    def sent(self) -> int:
        """How many messages were sent."""
        return len(self.world.called("sendMessage"))

    @property
    def begins(self) -> int:
        """How often one of them began to serve."""
        return sum(said(bot, "started") for bot in self.bots)

    async def until(self, what: Callable[[], object], wanted: str) -> None:
        """Wait for the first true value; a process that ended by itself ends it too."""
        try:
            async with asyncio.timeout(LIMIT):
                while not what():
                    since = self.world.changes
                    ended = [bot.detail for bot in self.bots if bot.state is State.FAILED]
                    assert not ended, ended
                    await self.world.changed(since)
        except TimeoutError:
            pytest.fail(f"in vain: {wanted}; {[list(bot.log)[-30:] for bot in self.bots]}")

    async def begin(self) -> None:
        """The first serves, the second stands by."""
        for bot in self.bots:
            await bot.start()
            await self.until(lambda bot=bot: said(bot, "started") or said(bot, "standing_by"), "a start")  # type: ignore[misc]
        assert said(self.bots[1], "standing_by"), "the second says no standing_by"
        self.one_serves()

    def one_serves(self) -> None:
        """As often as one began another had died before."""
        assert self.begins == 1 + self.deaths, "two serve at once"

    async def kill(self, serving: BotProcess) -> None:
        """End the one that serves by kill -9, wait for the other, start the dead one again to stand by."""
        self.one_serves()
        await serving.kill()
        self.deaths += 1
        self.run.claimed += AT_ONCE
        await self.until(lambda: self.begins > self.deaths, "the other to serve")
        stood = said(serving, "standing_by")
        await serving.start()
        await self.until(lambda: said(serving, "standing_by") > stood, "the dead one to stand by")
        self.one_serves()

    def execute(self, sql: str) -> Iterable[list[str]]:
        """What is in the database; see reckoning.Rows."""
        said = self.cluster.say(self.server.url.rpartition("/")[2], sql)
        return [line.split("|") for line in said.splitlines()]

    async def empty(self) -> None:
        """Wait until nothing is left to be worked or sent."""
        left = "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 0) + (SELECT COUNT(*) FROM outbox WHERE due = 0)"
        async with asyncio.timeout(LIMIT):
            while self.execute(left) != [["0"]]:  # noqa: ASYNC110 - the database says it
                await asyncio.sleep(0.1)


def said(bot: BotProcess, event: str) -> int:
    """How often a process said this in its log."""
    return sum(f'"event":"{event}"' in line.replace(" ", "") for line in bot.log)


async def stream(line: Line, name: str) -> None:
    """One after another somebody new sends an application, until all deaths are died."""
    for number in count():
        if line.enough:
            return
        line.run.story.more += 1
        await submits(Hand(line.run.story, line.world.add_user(f"{name}{number}", "en")))


def words(olga: Hand) -> dict[str, Message]:
    """The numbered words in the order in which they stand in the operators' group."""
    found = sorted(olga.messages, key=lambda message: message.id)
    return {text[0]: message for message in found if (text := re.search(r"word \d\d", message.text))}


Made = TypeVar("Made", bound=Line)


@asynccontextmanager
async def staged(
    made: Callable[[World, Run, Server, Cluster, tuple[BotProcess, BotProcess]], Made],
    where: tuple[Server, Cluster, Path],
    program: str,
    *each: Mapping[str, str],
) -> AsyncIterator[Made]:
    """Two processes of this program that are not begun yet; at the end they are stopped.

    `where`: the server, its cluster and a folder for them; `each`: the settings that only one of them has, its
    HOTLINE_DATA_DIR among them.
    """
    server, cluster, folder = where
    world = World()
    telegram = await serve(world)
    group = world.add_group("Operators", forum=True)
    settings = {
        "HOTLINE_BOT_TOKEN": world.token,
        "HOTLINE_OPERATOR_CHAT_ID": str(group.id),
        "HOTLINE_API_URL": telegram.url,
        "HOTLINE_DATABASE_URL": server.url,
        "HOTLINE_STANDBY": "yes",
    }
    texts = Texts.load(Path(__file__).parents[2] / "locales")
    story = Story(world=world, group=group, labels={key: texts.plain("en", key) for key in KEYS})
    first, second = (
        BotProcess(
            settings={**settings, **own},
            folder=folder,
            changed=world.touch,
            command=("-m", program, "run"),
            log=deque(),
        )
        for own in each
    )
    data = Path(each[0]["HOTLINE_DATA_DIR"])
    run = Run(plan=Plan(), world=world, group=group, story=story, data=data)
    yield made(world, run, server, cluster, (first, second))
    for bot in (first, second):
        if bot.pid is not None:
            os.kill(bot.pid, signal.SIGCONT)
        await bot.stop()
    await telegram.close()
