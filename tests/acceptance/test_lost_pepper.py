"""A lost pepper: the bot does not start, and the one line it says makes it start again, by Debian's age alone."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import PATIENCE
from tests.acceptance.forked import ForkedBot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.driver import Stage
    from tests.acceptance.forked import Cradle

pytestmark = pytest.mark.skipif(
    shutil.which("age") is None, reason="NOT RUN: Debian's age is missing; apt-get install age"
)


@pytest.mark.parametrize("left", [None, b"", b"parley-pepper-1:00\n"], ids=["gone", "empty", "cut off"])
async def test_the_line_that_names_a_lost_pepper_brings_it_back(
    rehearsal: Stage, ready: Path, tmp_path: Path, command: tuple[str, ...], *, cradle: Cradle, left: bytes | None
) -> None:
    world, data = rehearsal.world, tmp_path / "data of the line"
    shutil.copytree(ready, data)
    pepper = data / "keys" / "pepper"
    before = pepper.read_bytes()
    pepper.unlink() if left is None else pepper.write_bytes(left)
    settings = bot_settings(world.token, rehearsal.group.id, rehearsal.server.url, data)
    program = ("-m", "bot", "run")
    bot = ForkedBot(settings=settings, folder=tmp_path, changed=world.touch, command=program, cradle=cradle)
    try:
        await bot.start()
        await world.until(lambda: bot.detail, PATIENCE)
        said, _, remedy = bot.detail.partition("; run: ")
        assert said == f"parley: {pepper}: is lost"
        recipe = remedy.replace("OPERATOR.key", str(ready.parent / "operator.key"))
        await asyncio.to_thread(subprocess.run, ["sh", "-c", f"umask 022; {recipe}"], check=True, timeout=240)
        assert pepper.read_bytes() == before
        bot.command = command
        await bot.start()
        await world.until(lambda: world.called("getUpdates"), PATIENCE)
    finally:
        await bot.stop()
