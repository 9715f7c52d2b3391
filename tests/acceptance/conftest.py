"""The stage of the acceptance tests: a Telegram of our own over real HTTP, people, and the real program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.process import BotProcess, prepare
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.acceptance.driver import Operator, Phone, Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path


@pytest.fixture
def forum() -> bool:
    """Whether the operators' group has topics; a test module may say otherwise."""
    return True


@pytest.fixture
async def rehearsal(forum: bool) -> AsyncIterator[Stage]:
    world = World()
    server = await serve(world)
    yield Stage(world=world, server=server, group=world.add_group("Operators", forum=forum))
    await server.close()


@pytest.fixture
def phone(rehearsal: Stage) -> Callable[..., Phone]:
    def new(name: str, language: str | None = "en") -> Phone:
        return Phone(stage=rehearsal, user=rehearsal.world.add_user(name, language))

    return new


@pytest.fixture
def operator(rehearsal: Stage) -> Callable[..., Operator]:
    def new(name: str, language: str | None = "en", *, admin: bool = False) -> Operator:
        user = rehearsal.world.add_user(name, language)
        rehearsal.world.join(rehearsal.group, user, admin=admin)
        return Operator(stage=rehearsal, user=user)

    return new


@pytest.fixture
async def bot(rehearsal: Stage, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """`python -m bot run`, once it asks for updates. At the end: stopped by SIGTERM, and no call was a fault."""
    settings = {
        "HOTLINE_BOT_TOKEN": rehearsal.world.token,
        "HOTLINE_OPERATOR_CHAT_ID": str(rehearsal.group.id),
        "HOTLINE_API_URL": rehearsal.server.url,
        "HOTLINE_DATA_DIR": str(tmp_path / "data"),
        "HOTLINE_LOG_LEVEL": "INFO",
    }
    await prepare(["keys", "init"], settings, tmp_path)
    process = BotProcess(settings=settings, folder=tmp_path, changed=rehearsal.world.touch)
    rehearsal.bot = process
    try:
        await process.start()
        await rehearsal.world.until(lambda: rehearsal.world.called("getUpdates") or process.detail, 25)
        assert rehearsal.world.called("getUpdates"), process.detail
        yield process
    finally:
        await process.stop()
    assert not rehearsal.faults()
