"""The stage of the acceptance tests: a Telegram of our own over real HTTP, people, and the real program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.rehearsal.process import BotProcess, clean_environment
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.acceptance.client import Client
from tests.acceptance.driver import PATIENCE, Operator, Phone, Stage
from tests.acceptance.forked import Cradle, ForkedBot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from bot.places import Server
    from bot.rehearsal.things import Chat, User


@pytest.fixture
def with_topics() -> bool:
    """Whether the operators' group has topics; a test module may say otherwise."""
    return True


@pytest.fixture
async def rehearsal(with_topics: bool) -> AsyncIterator[Stage]:
    world = World()
    world.query_life = PATIENCE
    stage = Stage(world=world, server=await serve(world), group=world.add_group("Operators", forum=with_topics))
    yield stage
    await stage.server.close()


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
def person(phone: Callable[..., Phone]) -> Phone:
    """The one who writes, where there is no other."""
    return phone("Ivan")


@pytest.fixture
def desk(operator: Callable[..., Operator]) -> Operator:
    """The one who answers."""
    return operator("Olena")


@pytest.fixture
def command() -> tuple[str, ...]:
    """How the bot is started: without Telegram's limits, so that tests need not wait; a module may say otherwise."""
    return ("-m", "tests.acceptance.unpaced")


@pytest.fixture
def more_settings() -> dict[str, str]:
    """Settings beside the usual ones; a test module may name some."""
    return {}


@pytest.fixture
def rows(kind: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """Where the bot has its rows, as settings."""
    if kind == "sqlite":
        return {}
    server: Server = request.getfixturevalue("server")
    return {"HOTLINE_DATABASE_URL": server.url}


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with keys and an empty database, made once by the program itself; each bot gets a copy."""
    folder = tmp_path_factory.mktemp("ready")
    world = World()
    settings = bot_settings(world.token, -1001, "http://127.0.0.1:9", folder / "data")
    for name in (["keys", "init"], ["migrate"]):
        arguments = [sys.executable, "-m", "bot", *name]
        subprocess.run(arguments, cwd=folder, env=clean_environment(settings), check=True)
    return folder / "data"


def bot_settings(token: str, group: int, url: str, data: Path) -> dict[str, str]:
    return {
        "HOTLINE_BOT_TOKEN": token,
        "HOTLINE_OPERATOR_CHAT_ID": str(group),
        "HOTLINE_API_URL": url,
        "HOTLINE_DATA_DIR": str(data),
        "HOTLINE_LOG_LEVEL": "INFO",
    }


@pytest.fixture(scope="session")
def cradle() -> Iterator[Cradle]:
    """What bots are forked from."""
    opened = Cradle.open()
    yield opened
    opened.close()


@pytest.fixture
async def bot(  # noqa: PLR0917 - fixtures
    rehearsal: Stage,
    command: tuple[str, ...],
    more_settings: dict[str, str],
    rows: dict[str, str],
    ready: Path,
    tmp_path: Path,
    cradle: Cradle,
) -> AsyncIterator[BotProcess]:
    """`python -m bot run`, once it asks for updates. At the end: stopped by SIGTERM, and no call was a fault."""
    world = rehearsal.world
    shutil.copytree(ready, tmp_path / "data")
    settings = bot_settings(world.token, rehearsal.group.id, rehearsal.server.url, tmp_path / "data")
    process = ForkedBot(
        settings=settings | more_settings | rows, folder=tmp_path, changed=world.touch, command=command, cradle=cradle
    )
    rehearsal.bot = process
    try:
        await process.start()
        await world.until(lambda: world.called("getUpdates") or process.detail, PATIENCE)
        assert world.called("getUpdates"), process.detail
        yield process
    finally:
        await process.stop()
    assert not rehearsal.faults()


@pytest.fixture
async def api() -> AsyncIterator[Client]:
    clock = [1_800_000_000.0]
    world = World(clock=lambda: clock[0])
    server = await serve(world)
    async with aiohttp.ClientSession() as http:
        yield Client(http, world, server.url, clock)
    await server.close()


@pytest.fixture
def ivan(api: Client) -> User:
    user = api.world.add_user("Ivan", "ru")
    api.world.start(user)
    return user


@pytest.fixture
def forum(api: Client) -> Chat:
    return api.world.add_group("Operators", forum=True)


@pytest.fixture
def olga(api: Client, forum: Chat) -> User:
    user = api.world.add_user("Olga", "uk")
    api.world.join(forum, user)
    api.world.bot.updates.clear()
    return user
