"""The whole line in the test's own process: every real part, and a Telegram that sends whatever it is given."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import orjson
from aiohttp import web

from bot import app
from bot.desk.codes.word_lists import WordLists
from bot.flows.load import SHIPPED
from bot.rehearsal.api import answer
from bot.rehearsal.world import World
from bot.settings import load
from storage.key_making import init_keys
from storage.migrate import migrate
from tests.acceptance.unpaced import UNPACED
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.flows.model import Book
    from bot.plant import Plant

MOST = 100


@dataclass
class Feed:
    """A Telegram whose updates are raw bytes; every other method is answered by the world."""

    world: World
    url: str = ""
    pieces: deque[tuple[int, bytes]] = field(default_factory=deque)
    served: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        raw: dict[str, Any] = orjson.loads(body) if body else {}
        method = request.match_info["method"]
        if method == "getUpdates":
            return web.Response(body=await self._updates(raw))
        status, said = await answer(self.world, request.match_info["token"], method, raw)
        return web.Response(status=status, text=said) if isinstance(said, str) else web.json_response(said)

    async def _updates(self, raw: dict[str, Any]) -> bytes:
        while self.pieces and self.pieces[0][0] < raw.get("offset", 0):
            self.pieces.popleft()
        if not self.pieces:
            self.world.touch()
            await asyncio.Event().wait()
        batch = [piece for _, piece in list(self.pieces)[:MOST]]
        self.served += 1
        return b'{"ok":true,"result":[' + b",".join(batch) + b"]}"


def new_data(folder: Path) -> Path:
    """A data folder with keys of today and an empty database."""
    init_keys(folder / "data", recipients=(), operator_key_out=folder / "operator.key", now=int(time.time()))
    migrate(folder / "data" / "parley.db")
    return folder / "data"


@asynccontextmanager
async def telegram(world: World) -> AsyncIterator[Feed]:
    """The feed, over HTTP on loopback."""
    feed = Feed(world)
    served = web.Application(client_max_size=2**26)
    served.router.add_route("*", "/bot{token}/{method}", feed.handle)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    feed.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield feed
    finally:
        await runner.cleanup()


@cache
def _book() -> tuple[Book, WordLists]:
    return shipped(), WordLists.load(SHIPPED)


@asynccontextmanager
async def running(feed: Feed, group: int, data: Path) -> AsyncIterator[Plant]:
    """The line at work, without Telegram's limits and without waits before another try."""
    settings = load(
        {
            "HOTLINE_BOT_TOKEN": feed.world.token,
            "HOTLINE_OPERATOR_CHAT_ID": str(group),
            "HOTLINE_API_URL": feed.url,
            "HOTLINE_DATA_DIR": str(data),
        },
        env_file=None,
    )
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        book, lists = _book()
        stack.enter_context(patch.object(app, "load_book", return_value=book))
        stack.enter_context(patch.object(WordLists, "load", return_value=lists))
        plant = await app.assemble(settings, app.Tuning(limits=UNPACED, code_memory_kib=64, warm=False), stack)
        plant.ears.lanes._waits = (0.0, 0.0, 0.0)
        work = asyncio.create_task(plant.run(stop))
        try:
            yield plant
        finally:
            stop.set()
            await work
