"""python-telegram-bot's requests on our session: one pool of connections, and no address or body in an exception."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import orjson
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.delivery.faults import ApiUnreachable, shortened

if TYPE_CHECKING:
    from bot.delivery.api import Api

_SECONDS: Final = 20.0
_UPLOAD_SECONDS: Final = 60.0


class QuietBot(ExtBot[None]):
    """The library's bot, which would show its token to whoever prints it."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the same for every bot."""
        return "<Bot>"


class ApiRequest(BaseRequest):
    """What `telegram.Bot` sends its requests with. The session belongs to the Api, which closes it."""

    __slots__ = ("_api",)

    def __init__(self, api: Api) -> None:
        """Take the session to use."""
        self._api = api

    @property
    def read_timeout(self) -> float:
        """Seconds a request may take in all."""
        return _SECONDS

    async def initialize(self) -> None:
        """Do nothing: the session opens at its first call."""

    async def shutdown(self) -> None:
        """Do nothing: the session outlives python-telegram-bot."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: object, **_named: object
    ) -> tuple[int, bytes]:
        """Make one request; python-telegram-bot's own timeouts are not used. Raises NetworkError or TimedOut."""
        body = _body(request_data) if method == "POST" else None
        seconds = _UPLOAD_SECONDS if isinstance(body, aiohttp.FormData) else _SECONDS
        status = None
        try:
            status, payload = await self._api.exchange(url, body, seconds, "request")
        except ApiUnreachable as fault:
            taken = fault.maybe_taken
        if status is None:
            raise TimedOut if taken else NetworkError("the Bot API can not be reached")
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return status, _quoting_nothing(self.parse_json_payload(payload))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; an unreadable one is neither logged nor quoted, for it may hold texts."""
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict):
            message = "the Bot API's answer is no JSON object"
            raise TelegramError(message)
        return answer


def _quoting_nothing(answer: dict[str, Any]) -> bytes:
    """A refusal without what python-telegram-bot would put into its exception: texts of people, ids of chats."""
    told = answer.get("parameters")
    wait = told.get("retry_after") if isinstance(told, dict) else None
    bare = {"ok": False, "description": shortened(str(answer.get("description") or ""))}
    return orjson.dumps(bare | ({"parameters": {"retry_after": wait}} if isinstance(wait, int) else {}))


def _body(data: RequestData | None) -> bytes | aiohttp.FormData:
    if data is None:
        return b"{}"
    if not data.contains_files:
        return orjson.dumps(data.parameters)
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
