"""Telegram's side of a webhook: up to a hundred kept-alive connections, one update a request, again until it is 200."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from typing import Final
from urllib.parse import urlsplit

MOST: Final = 100
_URL: Final = re.compile(rb'"url":"([^"]+)"')
_SECRET: Final = re.compile(rb'"secret_token":"([^"]+)"')


class Hook:
    """Posts what people did to a port of this machine. `half`: seconds until the bot has it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, port: int, half: float) -> None:
        self._loop = loop
        self._port = port
        self._half = half
        self._head = b""
        self._idle: list[_Posting] = []
        self._open = 0
        self._waiting: deque[bytes] = deque()

    def set(self, body: bytes) -> None:
        """What the bot said in setWebhook."""
        url, secret = _URL.search(body), _SECRET.search(body)
        if url is None or secret is None:
            raise ValueError("a webhook without address or secret")
        path = urlsplit(url[1].decode()).path.encode()
        self._head = b"POST %b HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n" % path
        self._head += b"X-Telegram-Bot-Api-Secret-Token: %b\r\nContent-Length: " % secret[1]

    def post(self, raw: bytes) -> None:
        """Somebody did something."""
        if self._half:
            self._loop.call_later(self._half, self._deliver, raw)
        else:
            self._deliver(raw)

    def _deliver(self, raw: bytes) -> None:
        self._waiting.append(raw)
        if self._idle:
            self._idle.pop().next()
        elif self._open < MOST:
            self._open += 1
            self._loop.create_task(self._connect())

    async def _connect(self) -> None:
        _, made = await self._loop.create_connection(lambda: _Posting(self), "127.0.0.1", self._port)
        made.next()

    def request(self) -> bytes | None:
        """The next to be posted."""
        if not self._waiting:
            return None
        raw = self._waiting.popleft()
        return self._head + b"%d\r\n\r\n%b" % (len(raw), raw)

    def rests(self, posting: _Posting, *, again: bytes | None = None) -> None:
        """A connection has nothing to do, or must post once more."""
        if again is not None:
            self._loop.call_later(1.0, posting.send, again)
        else:
            self._idle.append(posting)


class _Posting(asyncio.Protocol):
    """One connection."""

    def __init__(self, hook: Hook) -> None:
        self._hook = hook
        self._transport: asyncio.Transport | None = None
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def next(self) -> None:
        """Post what waits longest."""
        asked = self._hook.request()
        if asked is None:
            self._hook.rests(self)
        else:
            self.send(asked)

    def send(self, asked: bytes) -> None:
        """Post this."""
        self._asked = asked
        if self._transport is not None:
            self._transport.write(asked)

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"HTTP/1.1 200"):
            self.next()
        elif data.startswith(b"HTTP/1.1"):
            self._hook.rests(self, again=self._asked)
