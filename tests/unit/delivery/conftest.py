"""A Bot API on loopback that answers as it is told, and the real storage in a folder of its own."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot.delivery.api import Api
from storage.key_making import init_keys
from storage.keys import Keyring, load_keyring
from storage.migrate import migrate
from storage.outbox import Outbox
from storage.posts import Posts
from storage.queues import Inbox
from storage.sealing import Vault
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from storage.database import Database

NOW = 1_800_000_000
TOKEN = "4242:AAsecretsecretsecretsecretsecret_-x"

Answer = tuple[int, Any]


@dataclass
class Telegram:
    """What came to the Bot API, and what it answers: `script` first, then `rule`."""

    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    script: deque[Answer] = field(default_factory=deque)
    rule: Callable[[str, dict[str, Any]], Answer | None] = lambda _method, _params: None
    came: asyncio.Event = field(default_factory=asyncio.Event)
    message: int = 100

    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    def texts(self) -> list[str]:
        return [params["text"] for _, params in self.calls if "text" in params]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await request.read()
        params = json.loads(body) if body.startswith(b"{") else {"form": body}
        self.calls.append((method, params))
        self.came.set()
        status, answer = self.script.popleft() if self.script else self.rule(method, params) or self.fine(method)
        if status == 0:
            request.transport.close()  # type: ignore[union-attr]
            return web.Response()
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return web.Response(status=status, body=raw)

    def fine(self, method: str) -> Answer:
        self.message += 1
        if method == "createForumTopic":
            return 200, {"ok": True, "result": {"message_thread_id": self.message, "name": "x"}}
        made = method.startswith("send")
        return 200, {"ok": True, "result": {"message_id": self.message} if made else True}


def refused(status: int, description: str, **parameters: int) -> Answer:
    return status, {"ok": False, "error_code": status, "description": description, "parameters": parameters}


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    stub = Telegram()
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/bot{token}/{method}", stub.handle)
    app.router.add_route("*", "/file/bot{token}/{method:.*}", stub.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    stub.url = f"http://{host}:{port}"
    yield stub
    await runner.cleanup()


@pytest.fixture
async def api(telegram: Telegram) -> AsyncIterator[Api]:
    session = Api(TOKEN, root=telegram.url)
    yield session
    await session.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template")
    data = root / "data"
    init_keys(data, recipients=(), operator_key_out=root / "operator.key", now=NOW)
    migrate(data / "parley.db")
    return data


@pytest.fixture
def data(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def keyring(data: Path) -> Keyring:
    return load_keyring(data, now=NOW)


@pytest.fixture
async def database(data: Path) -> AsyncIterator[Database]:
    opened = await open_sqlite(data / "parley.db")
    yield opened
    await opened.close()


@pytest.fixture
def vault(keyring: Keyring) -> Vault:
    return Vault(keyring)


@pytest.fixture
def inbox(vault: Vault) -> Inbox:
    return Inbox(vault)


@pytest.fixture
def posts(vault: Vault) -> Posts:
    return Posts(vault)


@pytest.fixture
def outbox(vault: Vault, posts: Posts) -> Outbox:
    return Outbox(vault, posts)
