"""Promise: who sends thousands of messages neither shuts others out nor fills the memory, and loses nothing himself."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.flood import stood
from tests.acceptance.conftest import phone, ready, rehearsal, with_topics  # noqa: F401
from tests.promises.flooded import PATIENCE, Line, all_worked, asks, flooded, floods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.acceptance.driver import Phone, Stage

pytestmark = [pytest.mark.slow]

HONEST = 200
HOSTILE = 2_000
SMALL_BOUND = 200
SMALL_FLOOD = 600
BATCH = 100
"""Updates of one poll: so many may come on top of a bound."""
GROWTH_MIB = 100


@pytest.fixture
def bent() -> dict[str, str]:
    """How this line is not the usual one."""
    return {}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tests.acceptance.driver.PATIENCE", "bot.rehearsal.process.STOP_SECONDS"):
        monkeypatch.setattr(name, PATIENCE)


@pytest.fixture
async def line(rehearsal: Stage, ready: Path, tmp_path: Path, bent: dict[str, str]) -> AsyncIterator[Line]:  # noqa: F811
    async with flooded(rehearsal, ready, tmp_path / "bot", bent) as running:
        yield running


async def test_one_flood_takes_no_screen_from_two_hundred_people(
    phone: Callable[..., Phone],  # noqa: F811
    line: Line,
    capsys: pytest.CaptureFixture[str],
) -> None:
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
    assert (line.lost(), line.faults()) == ([], [])


async def test_who_is_in_danger_is_heard_beside_a_flood_of_many_accounts(
    phone: Callable[..., Phone],  # noqa: F811
    line: Line,
    capsys: pytest.CaptureFixture[str],
) -> None:
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
) -> None:
    told = line.stage.world.bot.next_update
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
) -> None:
    hostile = phone("Hostile")
    floods(hostile, SMALL_FLOOD)
    await all_worked(hostile)
    await line.process.stop()
    assert line.held > SMALL_BOUND + BATCH


async def test_the_command_counts_what_became_of_everything(tmp_path: Path) -> None:
    told = await stood(tmp_path, honest=2, hostile=30)
    assert told.lost == []
    assert told.lines[-1].startswith("nothing lost")


async def test_a_line_that_keeps_some_of_a_flood_in_no_row_would_be_found(tmp_path: Path) -> None:
    told = await stood(tmp_path, honest=2, hostile=30, bent={"PLANTED": "forgetful"})
    assert re.fullmatch(r"LOST: \d+ updates came and no row knows them", told.lines[-1])
    assert not told.good
