"""The pages over a socket, and an alarm that reaches a supervisor's phone in his language, over HTTP."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.rehearsal.calls import hooks
from tests.acceptance.driver import PRIVATELY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Stage


@pytest.fixture
def command() -> tuple[str, ...]:
    return ("-m", "tests.acceptance.watched")


@pytest.fixture
def ear() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "ear"


@pytest.fixture
def more_settings(ear: Path) -> dict[str, str]:
    return {"HOTLINE_WEB_LISTEN": str(ear)}


async def shown(ear: Path, path: str) -> tuple[int, str]:
    connector = aiohttp.UnixConnector(str(ear))
    async with aiohttp.ClientSession(connector=connector) as http, http.get(f"http://line{path}") as answer:
        return answer.status, await answer.text()


async def test_pages_and_an_alarm(
    rehearsal: Stage, bot: BotProcess, ear: Path, operator: Callable[..., Operator]
) -> None:
    assert bot.pid
    world, chief = rehearsal.world, operator("Ihor", "uk", admin=True)
    rehearsal.forgiven += ["webhook is active", "terminated by other"]
    await chief.starts()
    await chief.sees("Для старших", in_=PRIVATELY)
    assert await shown(ear, "/healthz") == (200, "ok\n")
    status, parts = await shown(ear, "/readyz")
    assert (status, set(json.loads(parts).values())) == (200, {"ok"}), parts
    assert 'parley_alarm{alarm="hooked"} 0\n' in (await shown(ear, "/metrics"))[1]
    assert (await shown(ear, "/"))[0] == 404

    hooks.set_webhook(world, world.bot, {"url": "http://127.0.0.1:9/thief"})
    world.touch()
    await chief.sees("Хтось наказав Telegram", in_=PRIVATELY)
    assert world.called("deleteWebhook")
    assert 'parley_alarm{alarm="hooked"} 1\n' in (await shown(ear, "/metrics"))[1]
