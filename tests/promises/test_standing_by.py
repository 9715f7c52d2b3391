"""The promise: of two processes on one PostgreSQL one serves; kill it, and the other goes on with nothing lost.

Two real processes over one data folder and one real server; only Telegram is ours, its limits are lifted.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from itertools import cycle, islice
from typing import TYPE_CHECKING

import pytest

from storage.key_making import init_keys
from tests.promises.pair import BETWEEN, KILLED_AT, WORDS, Line, said, staged, stream, words
from tests.promises.reckoning import judged
from tests.promises.story import Hand

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.places import Server
    from tests.postgres import Cluster

pytestmark = pytest.mark.slow
DEATHS = 3


@pytest.fixture
def program() -> str:
    return "tests.promises.unlimited"


@pytest.fixture
async def line(program: str, server: Server, cluster: Cluster, tmp_path: Path) -> AsyncIterator[Line]:
    """Not begun yet."""
    init_keys(tmp_path / "data", recipients=(), operator_key_out=tmp_path / "key", now=int(time.time()))
    own = {"HOTLINE_DATA_DIR": str(tmp_path / "data")}
    async with staged(Line, (server, cluster, tmp_path), program, own, own) as line:
        yield line


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
