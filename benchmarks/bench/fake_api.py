"""A Bot API quick enough to measure bots against, with the people who use them, in one process.

HTTP/1.1 as far as bots speak it: kept-alive connections, a Content-Length, one request at a time on each. A call takes
effect half a round trip after it came and is answered a whole one after; a long poll is answered half a round trip
after something came. What is told on stdout is one JSON object a line.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import deque
from contextlib import suppress
from email.utils import formatdate
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import uvloop

from benchmarks.bench.hook import Hook
from benchmarks.bench.load import Load
from benchmarks.bench.people import Crowd, Told

if TYPE_CHECKING:
    from collections.abc import Callable

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHAT: Final = re.compile(rb'chat_id"?(?:=|: ?"?|\r\n\r\n)(-?\d+)')
_NUMBER: Final = re.compile(rb'offset"?(?:=|: ?|\r\n\r\n)(-?\d+)')
_USER: Final = re.compile(rb'user_id"?(?:=|: ?|\r\n\r\n)(\d+)')
BOT: Final = 7_000_000_001
GROUP: Final = -1_001_234_567_890
_LIMIT: Final = 100
_QUIET_SECONDS: Final = 8.0
_ME: Final = b'{"id":%d,"is_bot":true,"first_name":"Bench","username":"bench_bot","can_join_groups":true}' % BOT
_GROUP: Final = (
    b'{"id":%d,"type":"supergroup","title":"Desk","is_forum":true,"accent_color_id":1,"max_reaction_count":1,'
    b'"permissions":{"can_send_messages":true}}' % GROUP
)
_MESSAGE: Final = b'{"message_id":%d,"from":%b,"chat":{"id":%d,"type":"%b"},"date":1790000000,"text":"as sent"}'
_ADMIN: Final = (
    b'{"status":"administrator","user":%b,"can_manage_chat":true,"can_delete_messages":true,"can_manage_topics":true,'
    b'"can_pin_messages":true,"can_be_edited":false,"is_anonymous":false}' % _ME
)
_LEFT: Final = b'{"status":"left","user":{"id":%d,"is_bot":false,"first_name":"Ivan"}}'
_MAKING: Final = frozenset({"sendMessage", "editMessageText"})


class Telegram:
    """What waits for the bot, and what its calls do."""

    def __init__(self, loop: asyncio.AbstractEventLoop, load: Load) -> None:
        self.loop = loop
        self.trip = load.trip
        self.hook = Hook(loop, load.hook, load.trip / 2) if load.hook else None
        deliver = self.hook.post if self.hook else self.came
        self.crowd = Crowd(load.chats, first=load.first, clock=loop.time, deliver=deliver)
        self.pending: deque[tuple[int, bytes]] = deque()
        self.poller: Connection | None = None
        self.soon = False
        self.stands = asyncio.Event()

    def came(self, raw: bytes) -> None:
        """Somebody did something: it waits to be fetched."""
        self.pending.append((int(raw[13 : raw.index(b",")]), raw))
        if self.poller is not None and not self.soon:
            self.soon = True
            self.loop.call_soon(self._hand_over)

    def call(self, connection: Connection, method: str, body: bytes) -> None:
        """A bot's request came."""
        if method == "getUpdates":
            self._poll(connection, body)
            return
        if method == "setWebhook" and self.hook is not None:
            self.hook.set(body)
            self.stands.set()
        chat = int(found.group(1)) if (found := _CHAT.search(body)) else 0
        message = self.crowd.number() if method == "sendMessage" else 0
        answer = self._answer(method, body, chat, message)
        if not self.trip:
            connection.answer(answer)
            self.crowd.hears(method, chat, body, message)
            return
        self.loop.call_later(self.trip / 2, self.crowd.hears, method, chat, body, message)
        self.loop.call_later(self.trip, connection.answer, answer)

    def _poll(self, connection: Connection, body: bytes) -> None:
        offset = int(found.group(1)) if (found := _NUMBER.search(body)) else 0
        while self.pending and self.pending[0][0] < offset:
            self.pending.popleft()
        self.stands.set()
        if not self.trip:
            self._wait(connection)
            return
        self.loop.call_later(self.trip / 2, self._wait, connection)

    def _wait(self, connection: Connection) -> None:
        self.poller = connection
        if self.pending:
            self._hand_over()

    def _hand_over(self) -> None:
        self.soon = False
        if self.poller is None or not self.pending:
            return
        poller, self.poller = self.poller, None
        pieces = [self.pending[number][1] for number in range(min(_LIMIT, len(self.pending)))]
        answer = b"[" + b",".join(pieces) + b"]"
        if self.trip:
            self.loop.call_later(self.trip / 2, poller.answer, answer)
        else:
            poller.answer(answer)

    def _answer(self, method: str, body: bytes, chat: int, message: int) -> bytes:
        if method in _MAKING:
            return _MESSAGE % (message or 1, _ME, chat, b"private" if chat > 0 else b"supergroup")
        if method == "getMe":
            return _ME
        if method == "getChat":
            return _GROUP
        if method == "getChatMember":
            user = int(found.group(1)) if (found := _USER.search(body)) else 0
            return _ADMIN if user == BOT else _LEFT % user
        if method == "getChatAdministrators":
            return b"[]"
        return b"true"


class Connection(asyncio.Protocol):
    """One kept-alive connection of a bot."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to write."""
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        """A poller that is gone is no poller."""
        del exc
        self._transport = None
        if self._telegram.poller is self:
            self._telegram.poller = None

    def data_received(self, data: bytes) -> None:
        """Take whole requests out of what came."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            size = int(found.group(1)) if (found := _LENGTH.search(head)) else 0
            if len(self._buffer) < end + 4 + size:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + size], self._buffer[end + 4 + size :]
            path = head[: head.index(b" HTTP/")]
            self._telegram.call(self, path[path.rindex(b"/") + 1 :].partition(b"?")[0].decode(), body)

    def answer(self, result: bytes) -> None:
        """Write a result as Telegram would."""
        if self._transport is not None:
            size = len(result) + 21
            self._transport.write(_HEAD % (dated(), size) + b'{"ok":true,"result":' + result + b"}")


_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: %b\r\nContent-Length: %d\r\n\r\n"
_date: list[Any] = [0, b""]


def dated() -> bytes:
    """The Date header, made once a second."""
    now = int(time.time())
    if _date[0] != now:
        _date[:] = now, formatdate(now, usegmt=True).encode()
    return bytes(_date[1])


def part(ordered: list[float], share: float) -> float:
    """A percentile of sorted seconds."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


async def measure(telegram: Telegram, load: Load) -> dict[str, Any]:
    """Let people write, and tell what came."""
    crowd, loop = telegram.crowd, telegram.loop
    crowd.paced, crowd.enough = load.pace > 0, load.forms
    ticking = asyncio.create_task(_tick(crowd, load.pace)) if load.pace else None
    if not load.pace:
        crowd.all_begin()
    await asyncio.sleep(load.warm)
    crowd.told = Told()
    tell({"event": "begin"})
    began, used = loop.time(), time.process_time()
    with suppress(TimeoutError):
        async with asyncio.timeout(None if load.forms else load.seconds):
            await crowd.full.wait()
    told, passed, spent = crowd.told, loop.time() - began, time.process_time() - used
    took = sorted(told.took)
    if ticking is not None:
        ticking.cancel()
    return {
        "event": "end",
        "rate": len(took) / passed,
        "answers": len(took),
        "seconds": passed,
        "forms": told.forms,
        "p50": part(took, 0.50),
        "p99": part(took, 0.99),
        "most": took[-1] if took else 0.0,
        "waiting": crowd.waiting(),
        "api_cpu": spent / passed,
        "calls": told.calls,
    }


async def _tick(crowd: Crowd, pace: float) -> None:
    """So many updates a second, evenly, whatever the bot does; who still waits for an answer does nothing."""
    loop = asyncio.get_running_loop()
    following = loop.time()
    while True:
        while following <= loop.time():
            crowd.one_more()
            following += 1 / pace
        await asyncio.sleep(max(following - loop.time(), 0))


def tell(what: dict[str, Any]) -> None:
    """One line to whoever runs us."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def serve(load: Load) -> None:
    """Serve until the measurement is over."""
    loop = asyncio.get_running_loop()
    telegram = Telegram(loop, load)
    make: Callable[[], Connection] = lambda: Connection(telegram)  # noqa: E731 - a protocol's maker
    server = await loop.create_server(make, "127.0.0.1", 0)
    tell({"event": "listening", "port": server.sockets[0].getsockname()[1]})
    if load.listens:
        await _listen(telegram, load.chats)
        return
    await telegram.stands.wait()
    tell({"event": "stands"})
    tell(await measure(telegram, load))
    await asyncio.to_thread(sys.stdin.readline)


async def _listen(telegram: Telegram, people: int) -> None:
    """Tell when the bot first polled or answered, when it first answered anybody, and whom; nobody writes."""
    chats: dict[int, float] = {}
    telegram.crowd.hears = partial(_noted, chats)  # type: ignore[method-assign]
    while not (telegram.stands.is_set() or chats):  # noqa: ASYNC110 - one small program
        await asyncio.sleep(0.01)
    tell({"event": "polled", "at": time.time()})
    quiet = time.time()
    while len(chats) < people and time.time() - max([quiet, *chats.values()]) < _QUIET_SECONDS:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await asyncio.sleep(_QUIET_SECONDS)
    tell({"event": "answered", "first": next(iter(chats.values()), None), "chats": list(chats)[:people]})
    await asyncio.to_thread(sys.stdin.readline)


def _noted(chats: dict[int, float], method: str, chat: int, _body: bytes, _message: int) -> None:
    if chat > 0 and method in _MAKING:
        chats.setdefault(chat, time.time())


if __name__ == "__main__":
    uvloop.run(serve(Load(**json.loads(sys.argv[1]))))
