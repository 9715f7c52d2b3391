"""A proxy in front of several processes, as nginx is: each post goes to the next of them that listens."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE = aiohttp.ClientTimeout(total=3)
"""Who takes longer may have taken it in all the same: taken in twice it is worked once."""


class Balancer:
    """`url`: where it listens. `answered`: how many posts each of them answered with 200."""

    def __init__(self, upstreams: Sequence[str]) -> None:
        self.upstreams = list(upstreams)
        self.answered = [0] * len(self.upstreams)
        self._turns = cycle(range(len(self.upstreams)))
        self._runner = web.AppRunner(self._app())
        self.url = ""

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{path:.*}", self._pass)
        return app

    async def start(self) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _pass(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.startswith("X-")}
        first = next(self._turns)
        async with aiohttp.ClientSession(timeout=PATIENCE) as http:
            for step in range(len(self.upstreams)):
                number = (first + step) % len(self.upstreams)
                try:
                    async with http.post(self.upstreams[number] + request.path, data=body, headers=headers) as answer:
                        self.answered[number] += answer.status == 200
                        return web.Response(status=answer.status)
                except (aiohttp.ClientError, TimeoutError):
                    continue
        return web.Response(status=502)
