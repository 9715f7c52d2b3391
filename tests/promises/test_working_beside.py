"""The promise: processes that share a line on PostgreSQL lose nothing, keep each chat's order, double nothing unmarked.

Real processes over one data folder and one real server, behind a proxy that gives each post of Telegram's webhook to
the next of them; only Telegram is ours, its limits are lifted.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pytest

from storage.key_making import init_keys
from tests.promises.balanced import Balancer
from tests.promises.pair import AT_ONCE, BETWEEN, KILLED_AT, LIMIT, WORDS, Line, said, staged, stream, words
from tests.promises.reckoning import judged
from tests.promises.story import Hand

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.places import Server
    from bot.rehearsal.process import BotProcess
    from tests.postgres import Cluster

pytestmark = pytest.mark.slow
SECRET = "a-secret-of-more-than-24-letters"


@dataclass
class Shared(Line):
    """A line of two processes that both work."""

    proxy: Balancer = field(default_factory=lambda: Balancer(()))

    async def begin(self) -> None:
        """The first leads, the second works beside it, and has lanes."""
        first, second = self.bots
        await first.start()
        await self.until(lambda: said(first, "started"), "a start")
        await second.start()
        await self.works_beside(second, 1)

    async def works_beside(self, bot: BotProcess, times: int) -> None:
        await self.until(lambda: said(bot, "working_beside") >= times, "somebody to work beside")
        await self.shared()

    async def shared(self) -> None:
        """Wait until all lanes but the desk's are with those who do not lead."""
        owned = (
            "SELECT COUNT(*) FROM parley_crew.shares JOIN parley_crew.members ON number = owner WHERE NOT leads "
            "AND heir IS NULL"
        )
        async with asyncio.timeout(LIMIT):
            while self.execute(owned) != [["255"]]:  # noqa: ASYNC110 - the database says it
                await asyncio.sleep(0.1)

    async def kill_worker(self, bot: BotProcess) -> None:
        """End the one that works beside by kill -9, and start it again."""
        times = said(bot, "working_beside")
        await bot.kill()
        await bot.start()
        await self.works_beside(bot, times + 1)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def program() -> str:
    return "tests.promises.unlimited"


@pytest.fixture
async def line(program: str, server: Server, cluster: Cluster, tmp_path: Path) -> AsyncIterator[Shared]:
    """Not begun yet."""
    init_keys(tmp_path / "data", recipients=(), operator_key_out=tmp_path / "key", now=int(time.time()))
    ports = [free_port() for _ in range(2)]
    proxy = Balancer([f"http://127.0.0.1:{port}" for port in ports])
    await proxy.start()
    both = {
        "HOTLINE_DATA_DIR": str(tmp_path / "data"),
        "HOTLINE_SHARE": "yes",
        "HOTLINE_WEBHOOK_URL": f"{proxy.url}/hook/x1",
        "HOTLINE_WEBHOOK_SECRET": SECRET,
    }
    each = [both | {"HOTLINE_WEB_LISTEN": f"127.0.0.1:{port}"} for port in ports]
    async with staged(partial(Shared, proxy=proxy), (server, cluster, tmp_path), program, *each) as line:
        yield line
    await proxy.close()


async def test_a_worker_and_the_leader_are_killed_under_load_and_nothing_is_lost(line: Shared) -> None:
    await line.begin()
    first, second = line.bots
    plays = [asyncio.create_task(line.run.story.play())]
    await line.until(lambda: line.sent >= BETWEEN, "the first messages")
    await line.kill_worker(second)
    await line.until(plays[0].done, "the story's end")
    plays += [asyncio.create_task(stream(line, name)) for name in "PQ"]
    sent = line.sent
    await line.until(lambda: line.sent >= sent + BETWEEN, "more messages")
    await line.kill_worker(second)
    sent = line.sent
    await line.until(lambda: line.sent >= sent + BETWEEN, "more messages")
    await first.kill()
    line.run.claimed += AT_ONCE
    await line.until(lambda: said(second, "started"), "the other to lead")
    await first.start()
    await line.works_beside(first, 1)
    sent = line.sent
    await line.until(lambda: line.sent >= sent + BETWEEN, "more messages")
    line.enough = True
    await line.until(lambda: all(play.done() for play in plays), "everybody's end")
    await asyncio.gather(*plays)
    await line.empty()
    assert all(line.proxy.answered), "both took posts in"
    verdict = judged(line.run, line)
    assert verdict.good, verdict


async def test_the_order_of_a_chat_is_kept(line: Shared) -> None:
    await line.begin()
    story = line.run.story
    await line.until(asyncio.create_task(story.play()).done, "the story's end")
    anna, olga = (Hand(story, user) for user in line.world.users.values() if user.name in {"Anna", "Olga"})
    olga.chat = story.group
    for number in range(WORDS):
        anna.says(f"word {number:02}")
    await line.until(lambda: len(words(olga)) >= KILLED_AT, "the first words")
    await line.bots[1].kill()
    await line.until(lambda: len(words(olga)) >= WORDS, "the last word")
    assert list(words(olga)) == [f"word {number:02}" for number in range(WORDS)]


async def test_who_stood_still_is_given_up_and_begins_anew(line: Shared) -> None:
    """A machine that stood still for longer than the others wait: what it had is the leader's, until it comes back."""
    await line.begin()
    first, second = line.bots
    assert second.pid is not None
    os.killpg(second.pid, signal.SIGSTOP)
    await line.until(lambda: said(first, "worker_lost"), "the leader to give it up")
    await line.until(asyncio.create_task(line.run.story.play()).done, "the story's end")
    os.killpg(second.pid, signal.SIGCONT)
    await line.until(lambda: said(second, "working_failed"), "it to find that out")
    await line.works_beside(second, 2)
    await line.empty()
    verdict = judged(line.run, line)
    assert verdict.good, verdict
