"""A sign of life to a watcher outside: an empty request, and nothing about the line in it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import aiohttp

from bot.delivery.sessions import FAULTS, open_session
from bot.logs import Event, note

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

EVERY_SECONDS: Final = 60.0
_SECONDS: Final = 20.0
_BARE: Final = ("User-Agent", "Accept", "Accept-Encoding")


class Heartbeat:
    """Asks an address once a minute while all is well; that it stays away is the alarm."""

    def __init__(self, url: str, *, proxy: str | None, well: Callable[[], Awaitable[bool]]) -> None:
        """`url` may hold a secret of the watcher's: it is never said."""
        self._url = url
        self._proxy = proxy
        self._well = well
        self._failed = False

    def __repr__(self) -> str:
        """Return the same for every address."""
        return "<Heartbeat>"

    async def run(self, beat: Callable[[], None], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """Beat until cancelled."""
        while True:
            beat()
            if await self._well():
                await self.once()
            await sleep(EVERY_SECONDS)

    async def once(self) -> None:
        """One request: no body, no name of ours, no redirect followed, nothing of the answer read."""
        status = 0
        limits = aiohttp.ClientTimeout(total=_SECONDS)
        try:
            async with (
                open_session(self._proxy) as session,
                session.get(self._url, timeout=limits, allow_redirects=False, skip_auto_headers=_BARE) as answer,
            ):
                status = answer.status
        except FAULTS:
            pass
        failed = not 200 <= status < 300  # noqa: PLR2004 - HTTP's own numbers
        if failed and not self._failed:
            note(Event.HEARTBEAT_FAILED, status=status)
        self._failed = failed
