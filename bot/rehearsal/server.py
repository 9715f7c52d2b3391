"""The rehearsal over HTTP on loopback: the Bot API for the bot, the page and its control for a browser.

`/bot<token>/<method>` and `/file/bot<token>/<path>` are Telegram's. `/`, `/page/...`, `/world/...` and routes handed to
`serve` are the page's, and answer only a browser that asked for this loopback address (no other site, no rebound name).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import BodyPartReader, web

from bot.rehearsal.acts import ActError
from bot.rehearsal.api import Dropped, answer
from bot.rehearsal.calls import hooks
from bot.rehearsal.calls.sending import Upload
from bot.rehearsal.control import do
from bot.rehearsal.feeding import DEBOUNCE, feed_until_closed
from bot.rehearsal.methods import MAX_UPLOAD
from bot.rehearsal.refusals import NOT_FOUND, Refusal
from bot.rehearsal.world import World

PAGE = Path(__file__).with_name("page")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WORLD: web.AppKey[World] = web.AppKey("world", World)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Server:
    """A running server. `url` has no slash at its end."""

    world: World
    port: int
    runner: web.AppRunner

    @property
    def url(self) -> str:
        """Root for HOTLINE_API_URL and for the browser."""
        return f"http://127.0.0.1:{self.port}"

    async def close(self) -> None:
        """Stop answering; open polls and live lines end."""
        for bot in self.world.bots:
            hooks.stop(bot)
        await self.runner.cleanup()


async def serve(world: World, *, port: int = 0, routes: Iterable[web.RouteDef] = ()) -> Server:
    """Listen on 127.0.0.1 (`port` 0: any free one). `routes` are guarded like the page's own. Raises OSError."""
    app = web.Application(middlewares=[_guard], client_max_size=MAX_UPLOAD * 2)
    app[WORLD] = world
    app.add_routes(
        [
            web.route("*", "/bot{token}/{method}", _bot_api),
            web.get("/file/bot{token}/{path:.+}", _file),
            web.get("/", _index),
            web.get("/page/{name:.+}", _page),
            web.get("/world/live", _live),
            web.get("/world/file/{unique}", _world_file),
            web.post("/world/do", _do),
            *routes,
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    return Server(world=world, port=runner.addresses[0][1], runner=runner)


# The Bot API


async def _bot_api(request: web.Request) -> web.StreamResponse:
    match = request.match_info
    if ":" not in match["token"]:
        return _written(NOT_FOUND[0], Refusal(*NOT_FOUND).body())
    try:
        raw = await _arguments(request)
        status, body = await answer(request.app[WORLD], match["token"], match["method"], raw)
    except Dropped:
        return _reset(request)
    except (ValueError, UnicodeDecodeError):
        status, body = 400, Refusal(400, "Bad Request: can't parse request body").body()
    return _written(status, body)


def _written(status: int, body: dict[str, Any] | str) -> web.Response:
    if isinstance(body, str):
        return web.Response(status=status, text=body, content_type="text/html")
    return web.json_response(body, status=status)


def _reset(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)


async def _arguments(request: web.Request) -> dict[str, Any]:
    """Arguments from the address, a form, a multipart body or a JSON object."""
    raw: dict[str, Any] = dict(request.query)
    if not request.can_read_body:
        return raw
    if request.content_type == "application/json":
        body = json.loads(await request.read())
        if not isinstance(body, dict):
            raise ValueError("object expected")
        return raw | body
    if request.content_type == "multipart/form-data":
        return raw | await _multipart(request)
    return raw | dict(await request.post())


async def _multipart(request: web.Request) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            raw[part.name] = content.decode()
            continue
        upload = Upload(content, part.headers.get("Content-Type", "application/octet-stream"), part.filename)
        raw[part.name] = raw[f"attach://{part.name}"] = upload
    return raw


async def _file(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    with suppress(Refusal):
        world.find_bot(request.match_info["token"])
        for file in world.files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.content, content_type="application/octet-stream")
    return _written(NOT_FOUND[0], Refusal(*NOT_FOUND).body())


# The page


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Everything but the Bot API is for a browser on this machine that came here by a loopback name."""
    if request.path.startswith(("/bot", "/file/bot")):
        return await handler(request)
    origin = request.headers.get("Origin")
    if not _is_loopback(f"//{request.host}") or (origin is not None and urlsplit(origin).netloc != request.host):
        return web.json_response({"error": "Only a page of this rehearsal may ask"}, status=403)
    response = await handler(request)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


def _is_loopback(address: str) -> bool:
    try:
        return urlsplit(address).hostname in LOOPBACK
    except ValueError:
        return False


async def _index(_request: web.Request) -> web.StreamResponse:
    return _static("index.html")


async def _page(request: web.Request) -> web.StreamResponse:
    return _static(request.match_info["name"])


def _static(name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path)


async def _world_file(request: web.Request) -> web.StreamResponse:
    file = request.app[WORLD].files.get(request.match_info["unique"])
    if file is None:
        raise web.HTTPNotFound
    return web.Response(body=file.content, headers={"Content-Type": file.mime})


async def _do(request: web.Request) -> web.StreamResponse:
    try:
        result = do(request.app[WORLD], await _act(request))
    except (ActError, Refusal) as error:
        return web.json_response({"ok": False, "error": str(error)}, status=400)
    return web.json_response({"ok": True, "result": result})


async def _act(request: web.Request) -> dict[str, Any]:
    with suppress(ValueError):
        act = json.loads(await request.read())
        if request.content_type == "application/json" and isinstance(act, dict):
            return act
    raise ActError("An act is one JSON object")


async def _live(request: web.Request) -> web.StreamResponse:
    """The whole snapshot now and after each change, changes close together as one."""
    return await feed_until_closed(request, partial(_feed, request.app[WORLD]))


async def _feed(world: World, socket: web.WebSocketResponse) -> None:
    while True:
        since = world.changes
        await socket.send_json(world.snapshot())
        await world.changed(since)
        await asyncio.sleep(DEBOUNCE)
