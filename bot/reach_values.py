"""What an address may be at which the line is reached. A ValueError's sentence never says the value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.setting_values import is_loopback, is_token, split_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import SecretStr

OWN_PAGES = frozenset({"/healthz", "/readyz", "/metrics"})
_SECRET = re.compile(r"[A-Za-z0-9_-]{24,256}")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_PORTS = frozenset({None, 80, 88, 443, 8443})
"""Telegram posts to no other."""
_HOST = re.compile(r"\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+")
_MOST_PORT = 65_535


def hidden(check: Callable[[str], str]) -> Callable[[SecretStr], SecretStr]:
    """The same check for a value that no repr shows."""

    def checked(value: SecretStr) -> SecretStr:
        check(value.get_secret_value())
        return value

    return checked


def webhook_url(url: str) -> str:
    """Where Telegram posts: https with a path of its own; http on loopback, for a Bot API server on this machine."""
    parts = split_url(url)
    local = is_loopback(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ValueError("is no https address")
    if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("is not an address without user, query and fragment")
    if parts.port not in _PORTS and not local:
        raise ValueError("has a port that Telegram does not post to: 443, 80, 88 or 8443")
    if not _PATH.fullmatch(parts.path) or parts.path in OWN_PAGES:
        raise ValueError("needs a path of its own after the host: letters, digits, dots and dashes")
    return url


def webhook_secret(text: str) -> str:
    """What Telegram repeats in a header of each update."""
    if not _SECRET.fullmatch(text):
        raise ValueError("is no secret: 24 to 256 letters, digits, _ and -")
    return text


def spare_tokens(value: object) -> tuple[str, ...]:
    """Tokens of other bots, with commas or blanks between them."""
    names = value if isinstance(value, tuple) else tuple(re.split(r"[\s,]+", str(value).strip()))
    for place, name in enumerate(names, start=1):
        if not is_token(str(name)):
            raise ValueError(f"entry {place} is not a token: digits, a colon, letters and digits")
    if len({str(name).partition(":")[0] for name in names}) < len(names):
        raise ValueError("names a bot twice")
    return tuple(map(str, names))


def listen(text: str) -> str:
    """host:port, or the path of a unix socket."""
    if text.startswith("/"):
        return text
    host, _, port = text.rpartition(":")
    if not _HOST.fullmatch(host) or not port.isdecimal() or not 0 < int(port) <= _MOST_PORT:
        raise ValueError("is neither host:port nor the path of a socket that begins with /")
    return text


def heartbeat_url(url: str) -> str:
    """An https address; http on loopback."""
    parts = split_url(url)
    fits = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
    if not fits or not parts.hostname or parts.username is not None or parts.fragment:
        raise ValueError("is no https address without user and fragment")
    return url
