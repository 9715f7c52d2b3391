"""The real program meets a Telegram that fails: it asks again, and ends only where its token is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Phone, Stage


@pytest.fixture
def command() -> tuple[str, ...]:
    """The program as it is, with Telegram's limits."""
    return ("-m", "bot", "run")


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
    assert not faults.waiting
    waits = [json.loads(line)["wait"] for line in bot.log if '"poll_failed"' in line]
    assert len(waits) == 3
    assert waits == sorted(waits), "it waits longer each time"
    assert not any(rehearsal.world.token in line for line in bot.log)


async def test_a_revoked_token_ends_the_program(bot: BotProcess, rehearsal: Stage, phone: Callable[..., Phone]) -> None:
    bot.seen()
    rehearsal.world.revoke()
    await phone("Ivan").sends("/start")
    await rehearsal.world.until(lambda: bot.state is State.FAILED, 15)
    assert "token" in bot.detail.lower()
    assert rehearsal.world.token not in "".join(bot.log)
    rehearsal.forgiven.append("Unauthorized")
