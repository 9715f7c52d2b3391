"""The machine goes wrong beneath the serving line: its disk takes nothing more, or its clock stands a year off."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import BotProcess, State
from tests.acceptance.conftest import bot_settings
from tests.acceptance.driver import PATIENCE
from tests.acceptance.stories import asks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from tests.acceptance.driver import Phone, Stage

pytestmark = pytest.mark.slow

YEAR = 365 * 86_400
TOOLS = ("mkfs.ext4", "mount", "umount")
PLAIN = ("-m", "tests.acceptance.unpaced")


def do(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


class Disk:
    """A disk of its own, which the kernel stops writing to as it does after an error."""

    def __init__(self, folder: Path) -> None:
        self.image, self.mounted = folder / "disk.img", folder / "disk"

    def mount(self) -> None:
        do("mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.mounted))

    def refuse(self) -> None:
        do("mount", "-o", "remount,abort", str(self.mounted))

    def mend(self) -> None:
        do("umount", str(self.mounted))
        subprocess.run(("fsck.ext4", "-y", str(self.image)), check=False, capture_output=True)
        self.mount()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if os.geteuid() != 0 or any(shutil.which(tool) is None for tool in TOOLS):
        pytest.skip("NOT RUN: root and e2fsprogs are needed to mount a disk")
    made = Disk(tmp_path)
    made.mounted.mkdir()
    with made.image.open("wb") as file:
        file.truncate(64 * 2**20)
    do("mkfs.ext4", "-q", "-F", str(made.image))
    try:
        made.mount()
    except subprocess.CalledProcessError:
        pytest.skip("NOT RUN: no disk image can be mounted here")
    yield made
    do("umount", str(made.mounted))


@asynccontextmanager
async def served(stage: Stage, data: Path, *command: str) -> AsyncIterator[BotProcess]:
    """The bot, once it asks for updates or has said why it does not."""
    world, settings = stage.world, bot_settings(stage.world.token, stage.group.id, stage.server.url, data)
    asked = len(world.called("getUpdates"))
    bot = BotProcess(settings=settings, folder=data.parent, changed=world.touch, command=command)
    stage.bot = bot
    try:
        await bot.start()
        await world.until(lambda: len(world.called("getUpdates")) > asked or bot.detail, PATIENCE)
        yield bot
    finally:
        await bot.stop()


async def shown(stage: Stage, text: str) -> None:
    """It stands in the operators' group."""
    await stage.world.until(lambda: any(text in one.text for one in stage.group.messages.values()), PATIENCE)


async def test_what_comes_while_the_disk_takes_nothing_is_there_once_it_does(
    rehearsal: Stage, ready: Path, disk: Disk, phone: Callable[..., Phone]
) -> None:
    data, world, late = disk.mounted / "data", rehearsal.world, phone("Oleh")
    shutil.copytree(ready, data)
    async with served(rehearsal, data, *PLAIN) as bot:
        await asks(phone("Ivan"), "the first question")
        await shown(rehearsal, "Waiting for an operator")
        disk.refuse()
        await late.sends("the second question")
        await world.until(lambda: any("full, read-only or broken" in line for line in bot.log), PATIENCE)
        assert bot.state is not State.FAILED, bot.detail
    told = "\n".join(bot.log)
    assert "second question" not in told
    assert "Traceback" not in told
    disk.mend()
    async with served(rehearsal, data, *PLAIN):
        await late.sees("question")
    assert hot(data) == 1


def hot(data: Path) -> int:
    with closing(sqlite3.connect(data / "parley.db")) as raw:
        return int(raw.execute("SELECT count(*) FROM cases WHERE hot IS NOT NULL").fetchone()[0])


def epochs(data: Path) -> list[tuple[str, bytes]]:
    return sorted((one.name, one.read_bytes()) for one in (data / "keys/epochs").iterdir())


@pytest.mark.parametrize("years", [1, -1])
async def test_a_clock_that_is_a_year_off_ends_nothing(
    rehearsal: Stage, ready: Path, tmp_path: Path, phone: Callable[..., Phone], years: int
) -> None:
    data = tmp_path / "data"
    shutil.copytree(ready, data)
    async with served(rehearsal, data, *PLAIN):
        await asks(phone("Ivan"), "the first question")
        await shown(rehearsal, "Waiting for an operator")
    before = epochs(data)
    wrong = str(int(time.time()) + years * YEAR)
    async with served(rehearsal, data, "-m", "tests.acceptance.dated", wrong) as bot:
        if years < 0:
            assert bot.state is State.FAILED
            assert "made after this machine's clock; set the clock right" in bot.detail
        else:
            await asks(phone("Oleh"), "the second question")
            await shown(rehearsal, "The server's clock says")
            await rehearsal.world.until(lambda: hot(data) == 2, PATIENCE)
    assert (epochs(data), hot(data)) == (before, 1 + (years > 0))
    async with served(rehearsal, data, *PLAIN) as bot:
        await asks(phone("Petro"), "the third question")
        await rehearsal.world.until(lambda: hot(data) == 2 + (years > 0), PATIENCE)
        assert bot.state is not State.FAILED, bot.detail
