"""All that leaves goes through the proxy that is set, which looks names up; its password is said nowhere."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot import setting_values
from bot.delivery.api import Api
from bot.delivery.faults import ApiUnreachable
from bot.delivery.heartbeat import Heartbeat

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

TOKEN = "4242:AAbbccddeeffgghhiijjkkllmmnnooppqq"
USER, PASSWORD = b"user", b"PLANTED@word"
NAME = "telegram.invalid"
"""A name that only the proxy can look up."""
WITH_USER = "user:PLANTED%40word@"


class Proxy:
    """A small real proxy: SOCKS5 with a password, or HTTP with CONNECT and plain requests. Leads all to one port."""

    def __init__(self, port: int) -> None:
        self.to = port
        self.asked: list[str] = []
        self.passwords: list[bytes] = []
        self.servers: list[asyncio.Server] = []
        self.tasks: set[asyncio.Task[None]] = set()

    async def opens(self, serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> int:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await serve(reader, writer)
            writer.close()

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        self.servers.append(server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 1928 with RFC 1929."""
        _, count = await reader.readexactly(2)
        await reader.readexactly(count)
        writer.write(b"\x05\x02")
        await reader.readexactly(1)
        user = await reader.readexactly((await reader.readexactly(1))[0])
        word = await reader.readexactly((await reader.readexactly(1))[0])
        self.passwords.append(word)
        good = (user, word) == (USER, PASSWORD)
        writer.write(b"\x01\x00" if good else b"\x01\x01")
        if not good:
            return
        _, _, _, kind = await reader.readexactly(4)
        assert kind == 3, "a name, not an address looked up here"
        host = await reader.readexactly((await reader.readexactly(1))[0])
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append(f"{host.decode()}:{port}")
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        await self.join(reader, writer, b"")

    async def http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 9110: CONNECT opens a tunnel, anything else is passed on."""
        head = await reader.readuntil(b"\r\n\r\n")
        verb, target, _ = head.split(b" ", 2)
        self.asked.append(f"{verb.decode()} {target.decode().partition('/bot')[0]}")
        self.passwords.append(head.lower().partition(b"proxy-authorization: ")[2].split(b"\r\n")[0])
        if verb == b"CONNECT":
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        await self.join(reader, writer, head)

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes) -> None:
        onward, back = await asyncio.open_connection("127.0.0.1", self.to)
        back.write(first)
        copying = [asyncio.create_task(copied(reader, back)), asyncio.create_task(copied(onward, writer))]
        self.tasks |= set(copying)
        await asyncio.wait(copying, return_when=asyncio.FIRST_COMPLETED)
        back.close()

    async def closes(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for server in self.servers:
            server.close()


async def copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=json.dumps({"ok": True, "result": request.path.rpartition("/")[2]}))

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    opened = Proxy(runner.addresses[0][1])
    yield opened
    await opened.closes()
    await runner.cleanup()


async def called(api: Api) -> object:
    try:
        return await api.call("getMe")
    finally:
        await api.close()


async def test_through_socks5_with_a_password_and_the_proxy_looks_the_name_up(proxy: Proxy) -> None:
    port = await proxy.opens(proxy.socks)
    for scheme in ("socks5", "socks5h"):
        api = Api(TOKEN, root=f"http://{NAME}", proxy=f"{scheme}://{WITH_USER}127.0.0.1:{port}")
        assert await called(api) == "getMe"
    assert proxy.asked == [f"{NAME}:80"] * 2
    assert proxy.passwords == [PASSWORD] * 2


async def test_through_an_http_proxy(proxy: Proxy) -> None:
    port = await proxy.opens(proxy.http)
    api = Api(TOKEN, root=f"http://{NAME}", proxy=f"http://{WITH_USER}127.0.0.1:{port}")
    assert await called(api) == "getMe"
    assert proxy.asked == [f"POST http://{NAME}"]
    assert proxy.passwords[0].startswith(b"basic ")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_server_on_this_machine_is_asked_without_the_proxy(proxy: Proxy, host: str) -> None:
    port = await proxy.opens(proxy.http)
    api = Api(TOKEN, root=f"http://{host}:{proxy.to}", proxy=f"http://{WITH_USER}127.0.0.1:{port}")
    assert await called(api) == "getMe"
    assert proxy.asked == []


async def test_what_the_proxy_refuses_never_reached_telegram_and_names_nothing(
    proxy: Proxy, capsys: pytest.CaptureFixture[str]
) -> None:
    http, socks = await proxy.opens(proxy.http), await proxy.opens(proxy.socks)
    refusing = [f"http://{WITH_USER}127.0.0.1:{http}", f"socks5://user:PLANTED@127.0.0.1:{socks}"]
    refusing.append("socks5://user:PLANTED@127.0.0.1:9")
    for where in refusing:
        api = Api(TOKEN, root=f"https://{NAME}", proxy=where)
        with pytest.raises(ApiUnreachable) as caught:
            await called(api)
        assert not caught.value.maybe_taken, where
        said = f"{caught.value} {caught.value!r} {caught.value.__cause__} {caught.value.__context__} {api!r}"
        assert "PLANTED" not in said
        assert TOKEN not in said
    assert proxy.asked == [f"CONNECT {NAME}:443"]
    captured = capsys.readouterr()
    assert "PLANTED" not in captured.out + captured.err


async def test_the_heartbeat_takes_the_same_way(proxy: Proxy) -> None:
    port = await proxy.opens(proxy.socks)

    async def well() -> bool:
        return True

    await Heartbeat(f"http://{NAME}/ping", proxy=f"socks5://{WITH_USER}127.0.0.1:{port}", well=well).once()
    assert proxy.asked == [f"{NAME}:80"]


@pytest.mark.parametrize("url", ["socks4://10.0.0.1:1080", "ftp://10.0.0.1", "10.0.0.1:1080", "socks5://"])
def test_what_is_no_proxy_is_refused_and_not_said(url: str) -> None:
    with pytest.raises(ValueError, match="is not the address of a proxy: http, https or socks5") as caught:
        setting_values.proxy(url)
    assert url not in str(caught.value)
