"""The real program meets a Telegram that fails: it asks again, and ends only where its token is refused."""

from __future__ import annotations

import asyncio
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import BotProcess, State
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.acceptance.driver import Phone, Stage


@pytest.fixture
def command() -> tuple[str, ...]:
    """The program as it is, with Telegram's limits."""
    return ("-m", "bot", "run")


def waits(bot: BotProcess) -> list[float]:
    """Seconds that it waited after each failed poll, in order."""
    return [json.loads(line)["wait"] for line in bot.log if '"poll_failed"' in line]


@pytest.mark.slow
async def test_a_failing_telegram_is_asked_again(
    bot: BotProcess, rehearsal: Stage, phone: Callable[..., Phone]
) -> None:
    person, faults = phone("Ivan"), rehearsal.world.faults
    faults.next_html("getUpdates")
    faults.next_drop("getUpdates")
    faults.next_error("getUpdates", 200, "no JSON")
    faults.next_flood("sendMessage", 1)
    faults.next_drop("sendMessage", "before")
    await person.sends("/start")
    await person.sees("Who is this about?")
    async with asyncio.timeout(PATIENCE):
        while faults.waiting or len(waits(bot)) < 3:  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)
    assert waits(bot) == sorted(waits(bot)), "it waits longer each time"
    assert not any(rehearsal.world.token in line for line in bot.log)


@pytest.mark.slow
async def test_a_revoked_token_ends_the_program(bot: BotProcess, rehearsal: Stage, phone: Callable[..., Phone]) -> None:
    bot.seen()
    rehearsal.world.revoke()
    await phone("Ivan").sends("/start")
    await rehearsal.world.until(lambda: bot.state is State.FAILED, PATIENCE)
    assert "token" in bot.detail.lower()
    assert rehearsal.world.token not in "".join(bot.log)
    rehearsal.forgiven.append("Unauthorized")


@pytest.mark.slow
async def test_a_bot_that_starts_before_its_network_names_the_host_and_serves_once_it_is_there(
    ready: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    world = World()
    group = world.add_group("Operators", forum=True)
    early = await serve(world)
    port = int(early.url.rpartition(":")[2])
    await early.close()
    shutil.copytree(ready, tmp_path / "data")
    settings = bot_settings(world.token, group.id, early.url, tmp_path / "data")
    bot = BotProcess(settings=settings, folder=tmp_path, changed=world.touch, command=command)
    await bot.start()
    try:
        await world.until(lambda: any('"start_blocked"' in line for line in bot.log), PATIENCE)
        server = await serve(world, port=port)
        await world.until(lambda: any('"started"' in line for line in bot.log), PATIENCE)
    finally:
        await bot.stop()
    await server.close()
    (line,) = [json.loads(line) for line in bot.log if '"start_blocked"' in line]
    assert line["host"] == "127.0.0.1"
    assert "HOTLINE_API_URL" in line["remedy"]
    assert not any(world.token in line for line in bot.log)
