"""The sessions by which anything leaves this machine: directly, or all of it through the one proxy that is set."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote, urlsplit

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError, ProxyType

SOCKS: Final = frozenset({"socks5", "socks5h"})
_CONNECTIONS: Final = 128
_DNS_SECONDS: Final = 300

PROXY_FAULTS: Final = (ProxyError, ProxyConnectionError, ProxyTimeoutError)
"""The proxy did not let us through: nothing reached whoever was asked. Their sentences may name hosts: say none."""

FAULTS: Final = (aiohttp.ClientError, OSError, ValueError, *PROXY_FAULTS)
"""Whatever a request can fail with."""


def open_session(proxy: str | None) -> aiohttp.ClientSession:
    """A session without cookies. Names are looked up by a SOCKS proxy, not here: who listens learns no host."""
    cookies = aiohttp.DummyCookieJar()
    if proxy is not None and (parts := urlsplit(proxy)).scheme in SOCKS:
        connector = ProxyConnector(
            proxy_type=ProxyType.SOCKS5,
            host=parts.hostname or "",
            port=parts.port or 1080,
            username=_unquoted(parts.username),
            password=_unquoted(parts.password),
            rdns=True,
            limit=_CONNECTIONS,
        )
        return aiohttp.ClientSession(connector=connector, cookie_jar=cookies)
    direct = aiohttp.TCPConnector(limit=_CONNECTIONS, ttl_dns_cache=_DNS_SECONDS)
    return aiohttp.ClientSession(connector=direct, cookie_jar=cookies, proxy=proxy)


def _unquoted(part: str | None) -> str | None:
    return None if part is None else unquote(part)
