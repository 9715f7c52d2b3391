"""A Bot API that fails in every way and quotes what it was sent; and all that our side says about it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import traceback
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from benchmarks.proofs.dying import SECRET, TOKEN
from benchmarks.proofs.spelled import FIRST_PERSON
from bot import logs
from bot.delivery.api import Api
from bot.delivery.request import ApiRequest, QuietBot
from bot.errors import HotlineError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

SECONDS: Final = 0.05
STATUSES: Final = (400, 401, 403, 404, 409, 413, 429, 500, 502, 503)
HTML: Final = f"<html><head><title>502 {SECRET}</title></head><body>/bot{TOKEN}/sendMessage {SECRET}</body></html>"


def _refusal(status: int) -> web.Response:
    parameters = {"retry_after": 3, "migrate_to_chat_id": -FIRST_PERSON}
    phrase = f"Bad Request: can't parse entities: {SECRET} at /bot{TOKEN}/"
    body = {"ok": False, "error_code": status, "description": phrase, "parameters": parameters, "text": SECRET}
    return web.json_response(body, status=status)


def _odd(text: str, kind: str = "application/json", status: int = 200) -> Callable[[], web.Response]:
    return lambda: web.Response(text=text, content_type=kind, status=status)


ANSWERS: Final[dict[str, Callable[[], web.Response]]] = {
    **{f"{status} in JSON": lambda status=status: _refusal(status) for status in STATUSES},
    **{f"{status} in HTML": _odd(HTML, "text/html", status) for status in STATUSES},
    "JSON cut short": _odd(json.dumps({"ok": True, "result": SECRET})[:-9]),
    "JSON of another shape": _odd(json.dumps([SECRET])),
    "a result of another shape": _odd(json.dumps({"ok": True, "result": {SECRET: SECRET}})),
    "no JSON": _odd(SECRET),
    "nothing": _odd(""),
    "a redirect": lambda: web.Response(
        status=302, headers={"Location": f"http://127.0.0.1:9/bot{TOKEN}/{SECRET[:13]}"}
    ),
}
CUT: Final = ("a reset", "silence", "TLS", "no such host", "a refused connection", "a proxy that is away")


@asynccontextmanager
async def failing() -> AsyncIterator[tuple[str, dict[str, str]]]:
    """The address of the server, and what it does next by `how`."""
    told = {"how": ""}

    async def handle(request: web.Request) -> web.StreamResponse:
        await request.read()
        if told["how"] == "a reset" and request.transport is not None:
            request.transport.abort()
        if told["how"] == "silence":
            await asyncio.sleep(60)
        return ANSWERS.get(told["how"], _odd(""))()

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", told
    finally:
        await runner.cleanup()


def calls(api: Api) -> Iterator[Awaitable[Any]]:
    """Everything the bot asks, with a secret in each argument; through the library too."""
    yield api.call("sendMessage", timeout=SECONDS, chat_id=FIRST_PERSON, text=SECRET)
    yield api.call("getFile", timeout=SECONDS, file_id=SECRET)
    yield api.exchange(f"{api.file_url}{TOKEN}/{SECRET}", None, SECONDS, "file")
    yield api.exchange(f"{api.base_url}{TOKEN}/getUpdates", b"{}", SECONDS, "getUpdates")


async def told_of(how: str, root: str, stream: io.StringIO) -> int:
    """Fail once in this way at each call; write all that can be told of it. How many calls failed."""
    roots = {
        "TLS": root.replace("http:", "https:"), "no such host": "http://qzx.invalid", "a refused connection": "http://127.0.0.1:9",
    }  # fmt: skip
    proxy = f"http://user:{TOKEN[11:]}@127.0.0.1:9" if how == "a proxy that is away" else None
    api = Api(TOKEN, root=roots.get(how, root), proxy=proxy)
    request = ApiRequest(api)
    bot = QuietBot(
        TOKEN, base_url=api.base_url, base_file_url=api.file_url, request=request, get_updates_request=request
    )
    count = 0
    try:
        through = () if how == "silence" else (bot.send_message(FIRST_PERSON, SECRET),)
        for call in (*calls(api), *through):
            try:
                await call
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is looked at
                count += 1
                _tell(fault, stream)
    finally:
        await api.close()
    return count


def _tell(fault: Exception, stream: io.StringIO) -> None:
    """In every way in which a fault is told of."""
    shown = [str(fault), repr(fault), *map(repr, fault.args), *traceback.format_exception(fault)]
    if isinstance(fault, HotlineError):
        shown += [repr(value) for name, value in vars(fault).items() if name != "migrate_to"]
    stream.write("\n".join(shown))
    logs.note_fault(logs.Event.POLL_FAILED, fault)
    logging.getLogger("some.library").error("failed: %s", fault, exc_info=fault)
    asyncio.get_running_loop().call_exception_handler({"message": str(fault), "exception": fault})
