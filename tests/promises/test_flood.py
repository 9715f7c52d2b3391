"""Promise: who sends thousands of messages neither shuts others out nor fills the memory, and loses nothing himself."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import time
from collections import deque
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import BotProcess
from tests.acceptance.conftest import bot_settings, phone, ready, rehearsal, with_topics  # noqa: F401
from tests.acceptance.odd_things import types
from tests.acceptance.places import FAULTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.acceptance.driver import Phone, Stage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

HONEST = 200
HOSTILE = 2_000
PATIENCE = 55.0
SMALL_BOUND = 200
SMALL_FLOOD = 600
BATCH = 100
"""Updates of one poll: so many may come on top of a bound."""
GROWTH_MIB = 100


@dataclass
class Line:
    """The running bot: what it held, how its memory grew, and what stands in its database."""

    process: BotProcess
    stage: Stage
    seconds: list[float] = field(default_factory=list)
    first_mib: float = 0.0

    @property
    def memory(self) -> float:
        """The most it ever had in memory, in MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as told:  # noqa: PTH123 - no file of ours
            line = next(line for line in told if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    @property
    def held(self) -> int:
        """The most updates it held at once; known once it has stopped."""
        return int((self.process.folder / "counted").read_text(encoding="utf-8"))

    def rows(self, what: str) -> int:
        with closing(sqlite3.connect(self.process.folder / "data" / "parley.db")) as rows:
            (count,) = rows.execute(f"SELECT COUNT(*) FROM {what}").fetchone()
        return int(count)

    def faults(self) -> list[str]:
        return [line for line in self.process.log if json.loads(line)["event"] in FAULTS]


@pytest.fixture
def bent() -> dict[str, str]:
    """How this line is not the usual one."""
    return {}


@pytest.fixture
async def line(rehearsal: Stage, ready: Path, tmp_path: Path, bent: dict[str, str]) -> AsyncIterator[Line]:  # noqa: F811
    world, folder = rehearsal.world, tmp_path / "bot"
    shutil.copytree(ready, folder / "data")
    settings = bot_settings(world.token, rehearsal.group.id, rehearsal.server.url, folder / "data")
    process = BotProcess(
        settings=settings | {"COUNTED": str(folder / "counted")} | bent,
        folder=folder,
        changed=world.touch,
        command=("-m", "tests.promises.counted"),
        log=deque(),
    )
    rehearsal.bot = process
    try:
        await process.start()
        await world.until(lambda: world.called("getUpdates") or process.detail, 90)
        running = Line(process, rehearsal)
        running.first_mib = running.memory
        yield running
    finally:
        await process.stop()


async def asks(person: Phone, line: Line) -> None:
    """From the first word to the receipt, as everybody does."""
    began = time.monotonic()
    await person.sends("/start")
    await person.taps("I only have a question")
    await person.taps("Ask an operator")
    await person.sends(f"question of {person.user.name}")
    await person.sees("Check word")
    line.seconds.append(time.monotonic() - began)


def floods(person: Phone, count: int) -> None:
    """So many messages at once; one in ten is as long as Telegram takes."""
    for number in range(count):
        types(person, f"поток {number} " + "щ" * (4_000 if number % 10 == 0 else 0))


async def all_worked(person: Phone) -> None:
    """His last message has its screen, and with it all before."""
    await person.sends("/privacy")
    await person.sees("Telegram")


async def test_one_flood_takes_no_screen_from_two_hundred_people(
    phone: Callable[..., Phone],  # noqa: F811
    line: Line,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tests.acceptance.driver.PATIENCE", PATIENCE)
    group = line.stage.group.messages
    hostile, people = phone("Hostile"), [phone(f"P{number}x") for number in range(HONEST)]
    told = line.stage.world.bot.next_update
    floods(hostile, HOSTILE)
    await asyncio.gather(*(asks(person, line) for person in people))
    await all_worked(hostile)
    grown = line.memory - line.first_mib
    for person in people:
        assert any(f"question of {person.user.name}" in one.text for one in group.values())
    await line.process.stop()
    slowest = sorted(line.seconds)
    with capsys.disabled():
        figures = f"median {slowest[HONEST // 2]:.1f} s, slowest {slowest[-1]:.1f} s"
        print(f"\n{HONEST} people beside {HOSTILE} messages: {figures}, {line.held} held, {grown:.0f} MiB more")  # noqa: T201
    assert grown < GROWTH_MIB
    assert line.rows(f"inbox WHERE update_id >= {told}") == line.stage.world.bot.next_update - told
    assert (line.rows("dead_letters"), line.rows("quarantine"), line.faults()) == (0, 0, [])


async def test_who_is_in_danger_is_heard_beside_a_flood_of_many_accounts(
    phone: Callable[..., Phone],  # noqa: F811
    line: Line,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tests.acceptance.driver.PATIENCE", PATIENCE)
    group = line.stage.group.messages
    person, hostile = phone("Ivan"), [phone(f"H{number}x") for number in range(HONEST)]
    await person.sends("/start")
    await person.sees_button("I am in danger now")
    for one in hostile:
        floods(one, HOSTILE // HONEST)
    began = time.monotonic()
    pressed = asyncio.create_task(person.taps("I am in danger now"))
    card = lambda: any("in danger now · en" in one.text for one in group.values())  # noqa: E731
    await line.stage.wait(card, "the card", person.user)
    seconds = time.monotonic() - began
    await pressed
    await person.sees("A person is being called")
    seen = time.monotonic() - began
    await asyncio.gather(*map(all_worked, hostile))
    whole = time.monotonic() - began
    with capsys.disabled():
        figures = f"called after {seconds:.1f} s, told so after {seen:.1f} s"
        print(f"\n{figures}, beside {HOSTILE} messages that took {whole:.1f} s")  # noqa: T201
    assert max(seconds, seen) < max(whole / 2, 2.0)


SMALL = {"BOUND": str(SMALL_BOUND)}


@pytest.mark.parametrize("bent", [SMALL], ids=["bound"])
async def test_what_does_not_fit_waits_at_telegram_and_comes_later(
    phone: Callable[..., Phone],  # noqa: F811
    line: Line,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = line.stage.world.bot.next_update
    monkeypatch.setattr("tests.acceptance.driver.PATIENCE", PATIENCE)
    hostile = phone("Hostile")
    floods(hostile, SMALL_FLOOD)
    await all_worked(hostile)
    await line.process.stop()
    came = line.stage.world.bot.next_update - told
    assert line.rows(f"inbox WHERE update_id >= {told}") == came > SMALL_FLOOD
    assert line.held <= SMALL_BOUND + BATCH


@pytest.mark.parametrize("bent", [SMALL | {"PLANTED": "unbounded"}], ids=["unbounded"])
async def test_a_line_that_takes_whatever_comes_would_be_found(
    phone: Callable[..., Phone],  # noqa: F811
    line: Line,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.acceptance.driver.PATIENCE", PATIENCE)
    hostile = phone("Hostile")
    floods(hostile, SMALL_FLOOD)
    await all_worked(hostile)
    await line.process.stop()
    assert line.held > SMALL_BOUND + BATCH
