"""What the page shows beside the world: the bot's process, the store, the log, the tour. Listeners get what changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.rehearsal.feeding import DEBOUNCE, feed_until_closed

if TYPE_CHECKING:
    from aiohttp import web


class Board:
    """Named parts, each with the number of its last change. Lives in one event loop's thread."""

    def __init__(self) -> None:
        """An empty board."""
        self._parts: dict[str, tuple[int, Any]] = {}
        self._number = 0
        self._turned = asyncio.Event()

    def put(self, name: str, value: Any) -> None:
        """Show a part; the same value again is no change."""
        if name in self._parts and self._parts[name][1] == value:
            return
        self._number += 1
        self._parts[name] = (self._number, value)
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()

    async def news(self, since: int) -> tuple[int, dict[str, Any]]:
        """Wait for changes after `since`: the number now, and the changed parts."""
        while self._number == since:
            await self._turned.wait()
        return self._number, {name: value for name, (number, value) in self._parts.items() if number > since}

    async def feed(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket of one page."""
        return await feed_until_closed(request, self._feed)

    async def _feed(self, socket: web.WebSocketResponse) -> None:
        number = 0
        while True:
            number, parts = await self.news(number)
            await socket.send_json(parts)
            await asyncio.sleep(DEBOUNCE)
