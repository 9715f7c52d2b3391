"""The one session with the Bot API: JSON over kept-alive connections. The token is in the address and nowhere else."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

import aiohttp
import orjson

from bot.delivery.faults import ApiFault, ApiUnreachable, Unsendable, pause
from bot.delivery.sessions import FAULTS, PROXY_FAULTS, open_session
from bot.delivery.splitting import split
from bot.errors import FileRefused, TokenRefused
from bot.setting_values import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONNECT_SECONDS: Final = 10.0
_LONGEST_ANSWER: Final = 64 * 2**20
_LONGEST_FILE: Final = 20 * 2**20
_POLL_GRACE: Final = 15.0
_UPLOAD_SECONDS: Final = 60.0
_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404
_TOO_MANY: Final = 429
_OK: Final = 200
_BAD_REQUEST: Final = 400

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")

_DATED_SECONDS: Final = 3_600.0
_NEVER_TAKEN: Final = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    *PROXY_FAULTS,
)


class Api:
    """Calls of one bot. Raises ApiFault (refused), ApiUnreachable (no usable answer), TokenRefused (401)."""

    def __init__(self, token: str, *, root: str, proxy: str | None = None, files_here: bool = False) -> None:
        """`root`: the address of a Bot API server without a path; the session opens at the first call.

        A proxy is never told what is for this machine: to a loopback root it would go in clear.
        `files_here`: that server is our own, on this machine, and may name files of this machine's disk.
        """
        self._token = token
        self._root = root.rstrip("/")
        self._proxy = None if is_loopback(root) else proxy
        self._files_here = files_here
        self._tells = not (files_here and is_loopback(root))
        self._session: aiohttp.ClientSession | None = None
        self._dated: tuple[int, float] | None = None

    def __repr__(self) -> str:
        """Return the same for every bot: the token begins with the bot's id."""
        return "<Api>"

    @property
    def bot(self) -> int:
        """The bot's own id, the left half of its token."""
        return int(self._token.partition(":")[0])

    @property
    def host(self) -> str:
        """The host of the Bot API server: what a message may name."""
        return urlsplit(self._root).hostname or ""

    @property
    def base_url(self) -> str:
        """The address before the token, for methods (as python-telegram-bot wants it)."""
        return f"{self._root}/bot"

    @property
    def file_url(self) -> str:
        """The address before the token, for files."""
        return f"{self._root}/file/bot"

    async def call(self, method: str, *, timeout: float = 20.0, **params: object) -> Any:  # noqa: ASYNC109 - given to aiohttp
        """Call a method; return its `result`. Parameters that are None are left out; `timeout` in seconds."""
        body = self._body(method, {name: value for name, value in params.items() if value is not None})
        status, answer = await self.exchange(f"{self.base_url}{self._token}/{method}", body, timeout, method)
        return _result(method, status, answer)

    async def upload(self, method: str, name: str, data: bytes, **params: object) -> Any:
        """The same with a file beside its parameters, which call it `attach://<name>`."""
        body = aiohttp.FormData()
        for key, value in params.items():
            if value is not None:
                body.add_field(key, value if isinstance(value, str) else self._body(method, value).decode())
        shown = "export.age" if method == "sendDocument" else "picture"
        body.add_field(name, data, filename=shown, content_type="application/octet-stream")
        status, answer = await self.exchange(f"{self.base_url}{self._token}/{method}", body, _UPLOAD_SECONDS, method)
        return _result(method, status, answer)

    async def updates(self, offset: int | None, *, timeout: int = 50, limit: int = 100) -> list[bytes]:  # noqa: ASYNC109 - as call
        """Ask for updates, waiting up to `timeout` seconds for the first; return each as raw JSON, unchecked."""
        params = {"timeout": timeout, "limit": limit, "allowed_updates": ALLOWED_UPDATES}
        body = self._body("getUpdates", params if offset is None else params | {"offset": offset})
        url = f"{self.base_url}{self._token}/getUpdates"
        status, answer = await self.exchange(url, body, timeout + _POLL_GRACE, "getUpdates")
        if status == _OK and (pieces := split(answer)) is not None:
            return pieces
        _result("getUpdates", status, answer)
        raise ApiUnreachable("getUpdates", status=status)

    async def download(self, file_id: str) -> bytes:
        """Return the bytes of a file of at most 20 MB, kept nowhere.

        Raises FileRefused: no bot gets it; ApiUnreachable: not now.
        """
        try:
            path = str((await self.call("getFile", file_id=file_id)).get("file_path", ""))
        except ApiFault as fault:
            if fault.status == _BAD_REQUEST:
                raise FileRefused from fault
            raise
        if path.startswith("/"):
            return await asyncio.to_thread(self._of_the_disk, path)
        url = f"{self.file_url}{self._token}/{quote(path)}"
        status, data = await self.exchange(url, None, 60.0, "file", most=_LONGEST_FILE)
        if status != _OK:
            raise ApiUnreachable("file", status=status)
        return data

    def _of_the_disk(self, path: str) -> bytes:
        """A file that our own server fetched: it lies in a folder named by the token, so no other file gets out."""
        where = Path(os.path.realpath(path))
        if not self._files_here or self._token not in where.parent.parts:
            raise FileRefused
        data = None
        with suppress(OSError):
            if where.is_file():
                with where.open("rb") as file:
                    data = file.read(_LONGEST_FILE + 1)
        if data is None:
            raise ApiUnreachable("file")
        if len(data) > _LONGEST_FILE:
            raise FileRefused
        return data

    async def exchange(
        self,
        url: str,
        body: bytes | aiohttp.FormData | None,
        seconds: float,
        method: str,
        *,
        most: int = _LONGEST_ANSWER,
    ) -> tuple[int, bytes]:
        """POST `body` (GET without one); return status and answer. Raises ApiUnreachable, which knows no address."""
        limits = aiohttp.ClientTimeout(total=seconds, connect=_CONNECT_SECONDS)
        headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else None
        verb = "GET" if body is None else "POST"
        taken = True
        try:
            async with self._open().request(
                verb, url, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as response:
                self._note_date(response.headers.get("Date"))
                return response.status, await _read(response, most)
        except FAULTS as fault:
            taken = not isinstance(fault, _NEVER_TAKEN)
        # Raised out here so that aiohttp's exception, which holds the address, is no part of ours.
        raise ApiUnreachable(method, maybe_taken=taken)

    def told(self) -> int | None:
        """Telegram's time at this moment, in unix seconds, by its last answer; None: none came in the last hour.

        A server of our own on this machine tells this machine's time: it proves nothing, and None is told.
        """
        if self._dated is None or not self._tells:
            return None
        date, at = self._dated
        passed = monotonic() - at
        return date + int(passed) if passed < _DATED_SECONDS else None

    def _note_date(self, date: str | None) -> None:
        with suppress(TypeError, ValueError):
            self._dated = _seconds(date or ""), monotonic()

    async def close(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = open_session(self._proxy)
        return self._session

    @staticmethod
    def _body(method: str, params: object) -> bytes:
        try:
            return orjson.dumps(params)
        except TypeError:
            message = f"{method}: parameters that are no JSON"
        raise Unsendable(message)


@lru_cache(maxsize=8)
def _seconds(date: str) -> int:
    """A header's date in unix seconds; a second's answers have the same one. TypeError, ValueError: it is none."""
    return int(parsedate_to_datetime(date).timestamp())


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    chunks, size = [], 0
    async for chunk in response.content.iter_chunked(2**16):
        size += len(chunk)
        if size > most:
            message = "longer than any answer of the Bot API"
            raise ValueError(message)
        chunks.append(chunk)
    return b"".join(chunks)


def _result(method: str, status: int, body: bytes) -> Any:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        answer = None
    match answer:
        case {"ok": True, "result": result}:
            return result
        case {"ok": False}:
            raise _fault(method, status, answer)
    raise ApiFault(method, status) if status == _TOO_MANY else ApiUnreachable(method, status=status)


def _fault(method: str, status: int, answer: Mapping[str, Any]) -> ApiFault | TokenRefused:
    code = answer.get("error_code")
    status = code if isinstance(code, int) else status
    description = str(answer.get("description") or "")
    # A malformed token is answered by 404 "Not Found", a revoked one by 401.
    if status == _UNAUTHORIZED or (status == _NOT_FOUND and description == "Not Found"):
        message = f"{method}: the Bot API refuses the token; check HOTLINE_BOT_TOKEN (@BotFather shows the right one)"
        return TokenRefused(message)
    hints = answer.get("parameters")
    hints = hints if isinstance(hints, dict) else {}
    migrate_to = hints.get("migrate_to_chat_id")
    return ApiFault(
        method,
        status,
        description,
        retry_after=pause(hints.get("retry_after")),
        migrate_to=migrate_to if isinstance(migrate_to, int) else None,
    )
