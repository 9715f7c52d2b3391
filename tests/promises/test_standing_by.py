"""The promise: of two processes on one PostgreSQL one serves; kill it, and the other goes on with nothing lost.

Two real processes over one data folder and one real server; only Telegram is ours, its limits are lifted.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from collections import deque
from dataclasses import dataclass
from itertools import count, cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import BotProcess, State
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from bot.texts import Texts
from storage.key_making import init_keys
from tests.promises.plans import Plan
from tests.promises.reckoning import Run, judged
from tests.promises.story import KEYS, Hand, Story, submits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from bot.places import Server
    from bot.rehearsal.things import Message
    from tests.postgres import Cluster

pytestmark = pytest.mark.slow
LIMIT = 400.0
AT_ONCE = 16
"""Calls that a sender makes side by side: each death may repeat so many."""
DEATHS = 3
BETWEEN = 4
"""So often the one that serves is killed, each time after so many messages more."""
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
        assert said(self.bots[1], "standing_by")
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


@pytest.fixture
def program() -> str:
    return "tests.promises.unlimited"


@pytest.fixture
async def line(program: str, server: Server, cluster: Cluster, tmp_path: Path) -> AsyncIterator[Line]:
    """Not begun yet."""
    world = World()
    telegram = await serve(world)
    group = world.add_group("Operators", forum=True)
    init_keys(tmp_path / "data", recipients=(), operator_key_out=tmp_path / "key", now=int(time.time()))
    settings = {
        "HOTLINE_BOT_TOKEN": world.token,
        "HOTLINE_OPERATOR_CHAT_ID": str(group.id),
        "HOTLINE_API_URL": telegram.url,
        "HOTLINE_DATA_DIR": str(tmp_path / "data"),
        "HOTLINE_DATABASE_URL": server.url,
        "HOTLINE_STANDBY": "yes",
    }
    texts = Texts.load(Path(__file__).parents[2] / "locales")
    story = Story(world=world, group=group, labels={key: texts.plain("en", key) for key in KEYS})
    first, second = (
        BotProcess(settings=settings, folder=tmp_path, changed=world.touch, command=("-m", program, "run"), log=deque())
        for _ in range(2)
    )
    run = Run(plan=Plan(), world=world, group=group, story=story, data=tmp_path / "data")
    yield Line(world, run, server, cluster, (first, second))
    for bot in (first, second):
        if bot.pid is not None:
            os.kill(bot.pid, signal.SIGCONT)
        await bot.stop()
    await telegram.close()


async def test_whoever_serves_is_killed_under_load_and_nothing_is_lost(line: Line) -> None:
    await line.begin()
    plays = [asyncio.create_task(line.run.story.play())]
    for death, serving in enumerate(islice(cycle(line.bots), DEATHS)):
        if death == 1:  # what the operator does is done: the rest only apply
            await line.until(plays[0].done, "the story's end")
            plays += [asyncio.create_task(stream(line, name)) for name in "PQ"]
        sent = line.sent
        await line.until(lambda sent=sent: line.sent >= sent + BETWEEN, "more messages")  # type: ignore[misc]
        await line.kill(serving)
    line.enough = True
    await line.until(lambda: all(play.done() for play in plays), "everybody's end")
    await asyncio.gather(*plays)
    await line.empty()
    line.one_serves()
    verdict = judged(line.run, line)
    assert verdict.good, verdict


async def stream(line: Line, name: str) -> None:
    """One after another somebody new sends an application, until all deaths are died."""
    for number in count():
        if line.enough:
            return
        line.run.story.more += 1
        await submits(Hand(line.run.story, line.world.add_user(f"{name}{number}", "en")))


async def test_the_order_of_a_chat_is_kept(line: Line) -> None:
    await line.begin()
    story = line.run.story
    await line.until(asyncio.create_task(story.play()).done, "the story's end")
    anna, olga = (Hand(story, user) for user in line.world.users.values() if user.name in {"Anna", "Olga"})
    olga.chat = story.group
    for number in range(WORDS):
        anna.says(f"word {number:02}")
    await line.until(lambda: len(words(olga)) >= KILLED_AT, "the first words")
    await line.kill(line.bots[0])
    await line.until(lambda: len(words(olga)) >= WORDS, "the last word")
    assert list(words(olga)) == [f"word {number:02}" for number in range(WORDS)]


def words(olga: Hand) -> dict[str, Message]:
    """The numbered words in the order in which they stand in the operators' group."""
    found = sorted(olga.messages, key=lambda message: message.id)
    return {text[0]: message for message in found if (text := re.search(r"word \d\d", message.text))}


async def test_who_was_cut_off_and_comes_back_gives_way(line: Line) -> None:
    """A machine that stood still: the server gave it up, another serves. It ends what it began, and stands by."""
    await line.begin()
    first, second = line.bots
    assert first.pid is not None
    stood = said(first, "standing_by")
    os.killpg(first.pid, signal.SIGSTOP)
    line.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
    line.deaths += 1
    await line.until(lambda: said(second, "started"), "the second to serve")
    os.killpg(first.pid, signal.SIGCONT)
    await line.until(lambda: said(first, "turn_lost") and said(first, "standing_by") > stood, "the first to stand by")
    line.one_serves()
    await line.kill(second)
    assert said(first, "started") == 2
    for bot in line.bots:
        await bot.stop()
        assert said(bot, "stopped") == 1


@pytest.mark.parametrize("program", ["tests.promises.unlocked"])
async def test_planted_without_the_locks_two_serve_at_once(line: Line) -> None:
    with pytest.raises(AssertionError, match="standing_by"):
        await line.begin()
    assert line.begins == 2
