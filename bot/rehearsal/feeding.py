"""A WebSocket that only tells: what a page is shown while it looks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

DEBOUNCE: Final = 0.03
"""Seconds in which changes close together become one."""
HEARTBEAT: Final = 20.0


async def feed_until_closed(
    request: web.Request, feed: Callable[[web.WebSocketResponse], Awaitable[None]]
) -> web.StreamResponse:
    """Run `feed` for one page until it goes; what the page sends is not read."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT)
    await socket.prepare(request)
    feeding = asyncio.ensure_future(feed(socket))
    try:
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
    return socket
