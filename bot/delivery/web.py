"""Our own ear: the path Telegram posts to, and the pages for whoever watches the line, on one small server.

TLS is ended by a proxy in front. To anybody without the secret there is nothing here.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import os
import time
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.errors import SettingError, StorageError
from bot.logs import Event, note_fault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.delivery.contact import Contact
    from bot.delivery.inbox import Intake

    Page = Callable[[], Awaitable[tuple[int, str]]]

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
BODY_LIMIT: Final = 2**20
BODY_SECONDS: Final = 20.0
ROOM_SECONDS: Final = 10.0
AT_ONCE: Final = 200
"""Telegram opens 100 at most; whoever else knows the secret does not make it more than this."""
_NOTED_SECONDS: Final = 60.0
"""Telegram posts what was refused again and again."""
_SOCKET_MODE: Final = 0o660
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@dataclass(slots=True, eq=False, kw_only=True)
class Hook:
    """Takes one update a request: 200 once it is committed, anything else makes Telegram post it again.

    `room` returns as soon as there is room for more.
    """

    path: str
    secret: str = field(repr=False)
    intake: Intake
    room: Callable[[], Awaitable[None]]
    contact: Contact
    clock: Callable[[], float] = time.monotonic
    _busy: int = field(default=0, init=False)
    _noted_at: float = field(default=float("-inf"), init=False)

    def __repr__(self) -> str:
        """Return the same for every bot."""
        return "<Hook>"

    async def take(self, request: web.Request) -> web.Response:
        """Answer Telegram; of anybody else's request nothing is read."""
        given = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, self.secret.encode()):
            raise web.HTTPNotFound
        if self._busy >= AT_ONCE:
            raise web.HTTPServiceUnavailable
        self._busy += 1
        try:
            return web.Response(status=await self._take(request))
        finally:
            self._busy -= 1

    async def _take(self, request: web.Request) -> HTTPStatus:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
            async with asyncio.timeout(ROOM_SECONDS):
                await self.room()
        except TimeoutError:
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            number = await self.intake.accept([body])
        except StorageError as fault:
            self._note(fault)
            return HTTPStatus.SERVICE_UNAVAILABLE
        if number is None:
            return HTTPStatus.BAD_REQUEST
        self.contact.heard()
        return HTTPStatus.OK

    def _note(self, fault: StorageError) -> None:
        """Say that updates can not be kept, once a minute at most."""
        if self.clock() - self._noted_at >= _NOTED_SECONDS:
            self._noted_at = self.clock()
            note_fault(Event.INTAKE_FAILED, fault)


class Listener:
    """One aiohttp server. The pages answer nobody who came over a proxy, and never beyond this machine."""

    def __init__(self, where: str, *, hook: Hook | None = None, pages: Mapping[str, Page] | None = None) -> None:
        """`where`: host:port, or the path of a unix socket. Nothing is opened before `start`."""
        self._where = where
        self._hook = hook
        self._pages = dict(pages or {}) if _is_near(where) else {}
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port it listens on; 0: on a socket's path, or not at all."""
        addresses = self._runner.addresses if self._runner else []
        return int(addresses[0][1]) if addresses and isinstance(addresses[0], tuple) else 0

    async def start(self) -> None:
        """Listen. Raises SettingError where that can not be."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.on_response_prepare.append(_unsigned)
        if self._hook is not None:
            app.router.add_post(self._hook.path, self._hook.take)
        for path, page in self._pages.items():
            app.router.add_get(path, partial(_shown, page))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        try:
            await self._site(self._runner).start()
            if self._where.startswith("/"):
                os.chmod(self._where, _SOCKET_MODE)  # noqa: PTH101 - no Path here
        except OSError as fault:
            await self.stop()
            reason = os.strerror(fault.errno) if fault.errno else type(fault).__name__
            raise SettingError(f"HOTLINE_WEB_LISTEN: nothing can listen there ({reason})") from None

    async def stop(self) -> None:
        """Finish what is in hand and take nothing more."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def _site(self, runner: web.AppRunner) -> web.BaseSite:
        if self._where.startswith("/"):
            return web.UnixSite(runner, self._where)
        host, _, port = self._where.rpartition(":")
        return web.TCPSite(runner, host.strip("[]"), int(port))


def _is_near(where: str) -> bool:
    """Whether only this machine can come there."""
    host = where.rpartition(":")[0].strip("[]")
    try:
        return where.startswith("/") or host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _shown(page: Page, request: web.Request) -> web.Response:
    if any(name in request.headers for name in _FORWARDED):
        raise web.HTTPNotFound
    status, text = await page()
    return web.Response(status=status, text=text, headers={"Cache-Control": "no-store"})


async def _unsigned(_request: web.Request, response: web.StreamResponse) -> None:
    """Say neither what we are made with nor in which version."""
    response.headers.pop("Server", None)
