"""The same line on a webhook: Telegram posts to the program over HTTP, and nothing is lost in a switch."""

from __future__ import annotations

import shutil
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.acceptance.conftest import bot_settings
from tests.acceptance.forked import ForkedBot
from tests.acceptance.stories import applies

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.acceptance.driver import Operator, Phone, Stage
    from tests.acceptance.forked import Cradle

SECRET = "a-secret-of-more-than-24-letters"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Line:
    """One installation, started in either way."""

    def __init__(self, stage: Stage, folder: Path, command: tuple[str, ...], cradle: Cradle) -> None:
        self.stage, self.folder, self.command, self.cradle = stage, folder, command, cradle
        self.bot: ForkedBot | None = None

    async def starts(self, *, hooked: bool) -> None:
        world = self.stage.world
        settings = bot_settings(world.token, self.stage.group.id, self.stage.server.url, self.folder / "data")
        if hooked:
            where = f"127.0.0.1:{free_port()}"
            settings |= {
                "HOTLINE_WEBHOOK_URL": f"http://{where}/hook/x1",
                "HOTLINE_WEBHOOK_SECRET": SECRET,
                "HOTLINE_WEB_LISTEN": where,
            }
        method = "setWebhook" if hooked else "getUpdates"
        before = len(world.called(method))
        self.bot = self.stage.bot = ForkedBot(
            settings=settings, folder=self.folder, changed=world.touch, command=self.command, cradle=self.cradle
        )
        await self.bot.start()
        bot = self.bot
        await world.until(lambda: len(world.called(method)) > before or bot.detail, 90)
        assert len(world.called(method)) > before, bot.detail

    async def stops(self) -> None:
        if self.bot is not None:
            await self.bot.stop()


@pytest.fixture
async def line(
    rehearsal: Stage, ready: Path, tmp_path: Path, command: tuple[str, ...], cradle: Cradle
) -> AsyncIterator[Line]:
    shutil.copytree(ready, tmp_path / "data")
    opened = Line(rehearsal, tmp_path, command, cradle)
    rehearsal.forgiven.append("webhook is active")
    yield opened
    await opened.stops()
    assert not rehearsal.faults()
    assert not any(call.arguments.get("drop_pending_updates") for call in rehearsal.world.calls)


async def test_a_case_on_a_webhook_and_both_ways_of_switching(line: Line, person: Phone, desk: Operator) -> None:
    world = line.stage.world
    await line.starts(hooked=True)
    hook = world.bot.hook
    assert hook is not None
    assert hook.most == 100
    assert len(hook.secret) == 64, "a word of this bot's own"
    assert world.token not in hook.url
    assert urlsplit(hook.url).path == "/hook/x1"
    await person.sends("/privacy")
    await person.sees("passes what you write on")
    await applies(person)
    await desk.taps("Take")
    assert not world.called("getUpdates")
    await line.stops()

    await person.sends("written while nobody was there")
    assert world.bot.updates, "Telegram keeps it"
    await line.starts(hooked=False)
    await desk.sees("written while nobody was there")
    assert world.called("deleteWebhook")
    await person.sends("/privacy")
    await person.sees("Our server fetches what you write")
    await line.stops()

    await person.sends("and once more in between")
    await line.starts(hooked=True)
    await desk.sees("and once more in between")


class TestOrder:
    @pytest.fixture
    def command(self) -> tuple[str, ...]:
        """What overtook waits for as long as this test may take on a slow machine."""
        return ("-m", "tests.acceptance.patient")

    async def test_a_press_that_overtakes_a_message_waits_for_it(self, line: Line, person: Phone) -> None:
        world = line.stage.world
        await line.starts(hooked=True)
        await person.sends("/start")
        await person.taps("I am serving")
        await person.taps("Apply")
        for label in ("Yes, nobody can see", "No", "Only about me", "Mine, only I use it"):
            await person.taps(label)
        await person.sees("Question 5 of 6")
        hook = world.bot.hook
        assert hook is not None
        number = world.bot.next_update
        hook.held.add(number)
        await person.sends("these words came first")
        await person.taps("Skip", patient=False)
        await world.until(lambda: number + 1 not in [one["update_id"] for _, one in world.bot.updates], 60)
        hook.held.clear()
        world.touch()
        await person.sees("Question 6 of 6")
        await person.taps("Here, as soon as possible")
        assert "these words came first" in (await person.sees("Your answers")).text
