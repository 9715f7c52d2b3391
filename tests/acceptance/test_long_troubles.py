"""Troubles that last: a second poller, a day without Telegram, two processes on one database. The clock is moved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.rehearsal.process import BotProcess, State
from bot.rehearsal.server import serve
from tests.acceptance.driver import PATIENCE, PRIVATELY
from tests.acceptance.stories import applies, asks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.slow

MINUTE, HOUR = 60, 3_600
MARK = "↻"


@pytest.fixture
def command() -> tuple[str, ...]:
    return ("-m", "tests.acceptance.later")


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The file that moves the bot's clock."""
    return tmp_path / "later"


@pytest.fixture
def more_settings(later: Path) -> dict[str, str]:
    return {"LATER": str(later)}


def move(later: Path, seconds: int) -> None:
    """Let the bot's clock be so far ahead."""
    later.write_text(str(seconds), "ascii")


def waits(bot: BotProcess) -> list[float]:
    """How long the bot waited after each failed poll that it told of."""
    return [json.loads(line)["wait"] for line in bot.log if '"poll_failed"' in line]


def cards(group: Mapping[int, Message]) -> list[Message]:
    return [one for one in group.values() if "· application" in one.text and one.buttons]


async def fetched_elsewhere(stage: Stage, times: int) -> None:
    """Somebody else with the token asks for updates so often, each time while the bot asks too."""
    world = stage.world
    async with aiohttp.ClientSession() as http:
        for _ in range(times):
            await world.until(lambda: world.bot.poll and not world.bot.poll.done(), PATIENCE)
            async with http.post(f"{stage.server.url}/bot{world.token}/getUpdates", json={"timeout": 0}) as answer:
                assert (await answer.json())["ok"]


async def chief_of(operator: Callable[..., Operator]) -> Operator:
    chief = operator("Ihor", admin=True)
    await chief.starts()
    await chief.sees("For supervisors", in_=PRIVATELY)
    return chief


async def test_a_second_poller_is_an_alarm_after_a_minute_though_both_get_a_share(
    rehearsal: Stage, bot: BotProcess, later: Path, person: Phone, operator: Callable[..., Operator]
) -> None:
    chief = await chief_of(operator)
    rehearsal.forgiven.append("terminated by other")
    await fetched_elsewhere(rehearsal, 4)
    await rehearsal.world.until(lambda: len(waits(bot)) >= 3, PATIENCE)
    assert waits(bot) == sorted(waits(bot)), "it waits longer each time"
    await person.sends("/start")
    await person.sees("Who is this about?")
    assert not any('"alarm_begun"' in line for line in bot.log), "one that ends at once, as at a restart, is none"

    move(later, MINUTE + 1)
    await fetched_elsewhere(rehearsal, 1)
    await chief.sees("Another program fetches this bot", in_=PRIVATELY)
    move(later, 10 * MINUTE)
    await chief.sees("Nobody else fetches", in_=PRIVATELY)


async def test_a_day_without_telegram_is_an_alarm_after_an_hour_and_loses_nothing(
    rehearsal: Stage, bot: BotProcess, later: Path, person: Phone, operator: Callable[..., Operator]
) -> None:
    world, chief = rehearsal.world, await chief_of(operator)
    await asks(person, "words before")
    await rehearsal.server.close()
    await world.until(lambda: waits(bot), PATIENCE)
    move(later, HOUR - MINUTE)
    world.say(person.user, None, "words of the day")
    assert not any('"alarm_begun"' in line for line in bot.log)
    move(later, HOUR + MINUTE)
    await world.until(lambda: any('"alarm_begun"' in line for line in bot.log), PATIENCE)
    move(later, 24 * HOUR)
    rehearsal.server = await serve(world, port=int(rehearsal.server.url.rpartition(":")[2]))
    await chief.sees("Telegram has not answered for an hour")
    await chief.sees("Telegram answers again", in_=PRIVATELY)
    group = rehearsal.group.messages
    await world.until(lambda: any("words of the day" in one.text for one in group.values()), PATIENCE)
    assert bot.state is not State.FAILED


async def test_of_two_processes_on_one_database_the_younger_ends_and_says_why(
    rehearsal: Stage, bot: BotProcess, person: Phone
) -> None:
    world = rehearsal.world
    twin = BotProcess(settings=bot.settings, folder=bot.folder, changed=world.touch, command=("-m", "bot", "run"))
    await twin.start()
    await world.until(lambda: twin.state is State.FAILED, PATIENCE)
    assert "held by another process; stop that one first" in twin.detail
    assert not any(world.token in line for line in twin.log)
    await asks(person, "and the older serves on")
    await person.sees("Check word")


async def test_a_connection_reset_before_or_after_its_call_took_effect_loses_nothing(
    rehearsal: Stage, bot: BotProcess, person: Phone
) -> None:
    faults = rehearsal.world.faults
    for place in ("before", "after"):
        for method in ("getUpdates", "sendMessage", "editMessageText"):
            faults.next_drop(method, place)
    words = await applies(person)
    assert len(words.split()) == 5
    group = rehearsal.group.messages
    await rehearsal.world.until(lambda: cards(group), PATIENCE)
    await rehearsal.world.until(lambda: not faults.waiting, PATIENCE)
    assert sum(MARK not in one.text for one in cards(group)) <= 1, "a card that came twice says so"
    assert len({one.text.split(" ")[0] for one in cards(group)}) == 1, "one case"
    assert bot.state is not State.FAILED
