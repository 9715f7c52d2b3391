"""The program meets a key folder that lacks a file: it says which, and everything is there once the file is back."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import State
from storage.epochs import epoch_file, new_epoch, write_epoch
from storage.keys import load_keyring

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone, Stage


@pytest.fixture(scope="module")
def ready(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ready folder with a second epoch, newer than the first."""
    data = shutil.copytree(ready, tmp_path_factory.mktemp("two") / "data")
    keyring = load_keyring(data, now=int(time.time()))
    later = new_epoch(now=keyring.newest.made + 1, random_bytes=os.urandom)
    write_epoch(data / "keys/epochs", later, keyring.root, random_bytes=os.urandom)
    return data


async def starts(bot: BotProcess, rehearsal: Stage) -> bool:
    """Start the program; whether it came to its work or ended."""
    asked = len(rehearsal.world.called("getUpdates"))
    await bot.start()
    await rehearsal.world.until(
        lambda: len(rehearsal.world.called("getUpdates")) > asked or bot.state is State.FAILED, 25
    )
    return bot.state is not State.FAILED


async def test_without_one_epoch_file_the_line_goes_on_and_what_it_sealed_is_back_with_the_file(
    bot: BotProcess, rehearsal: Stage, phone: Callable[..., Phone], operator: Callable[..., Operator], tmp_path: Path
) -> None:
    person, desk, data = phone("Ivan"), operator("Olena"), tmp_path / "data"
    await asks(person, "What about food?")
    await desk.sees("What about food?")
    await bot.kill()
    newest = load_keyring(data, now=int(time.time())).newest
    path = data / "keys/epochs" / epoch_file(newest.key_id, newest.day)
    path.rename(tmp_path / "away")
    assert await starts(bot, rehearsal)
    await asks(phone("Petro"), "Is anybody there?")
    await desk.sees("Is anybody there?")
    assert [line for line in bot.log if "loop_failed" in line] == []
    await bot.kill()
    (tmp_path / "away").rename(path)
    assert await starts(bot, rehearsal)
    await person.sends("And about water?")
    await desk.sees("And about water?")


async def asks(person: Phone, words: str) -> None:
    """Ask an operator, as somebody who was never here."""
    await person.sends("/start")
    await person.taps("I only have a question")
    await person.taps("Ask an operator")
    await person.sends(words)
