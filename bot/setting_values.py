"""What a setting's value may be. A ValueError's sentence goes after the variable's name and never says the value."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

import pyrage

from bot.errors import SettingError

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,200}")
_GROUP = re.compile(r"-\d{1,19}")
_ROOT_KEY = re.compile(r"[0-9a-f]{64}")
_CREDENTIAL = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,100}")
_WEB = frozenset({"http", "https"})
_POSTGRES = frozenset({"postgresql", "postgres"})
_PROVEN = frozenset({"verify-full", "verify-ca"})
_PROXIES = _WEB | {"socks5", "socks5h"}
CREDENTIALS: Final = "CREDENTIALS_DIRECTORY"
"""Set by systemd, for one service: where its credentials lie."""


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine by definition: localhost, 127.0.0.0/8 or ::1."""
    host = split_url(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_token(text: str) -> bool:
    """Whether a text has the shape of a bot's token."""
    return _TOKEN.fullmatch(text) is not None


def token(text: str) -> str:
    """A bot's token."""
    if not is_token(text):
        raise ValueError("is not a token: digits, a colon, letters and digits")
    return text


def bot_of(token: str) -> int:
    """The id of a token's bot, which Telegram gives it for good: a new token of the same bot begins alike."""
    return int(token.partition(":")[0])


def root_key(text: str) -> str:
    """A root key in hex."""
    if not _ROOT_KEY.fullmatch(text):
        raise ValueError("is no root key: 64 digits of 0-9 and a-f")
    return text


def credential(text: str) -> str:
    """The name of a systemd credential."""
    if not _CREDENTIAL.fullmatch(text):
        raise ValueError("is no name of a credential: letters, digits, dots and dashes, no path")
    return text


def group_id(value: object) -> int:
    """The id of a group or supergroup."""
    text = str(value).strip()
    if text.isdecimal():
        raise ValueError("is the number of a private chat; give the id of a group, a whole number below zero (-100...)")
    if not _GROUP.fullmatch(text) or int(text) == 0:
        raise ValueError("is not a group's id: a whole number below zero")
    return int(text)


def api_root(url: str) -> str:
    """The address of a Bot API server, without the slash at its end."""
    parts = split_url(url)
    if parts.scheme not in _WEB or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("is not an http(s) address without user, query and fragment")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError("would send the token in clear: use https for any address but loopback")
    return url.rstrip("/")


def proxy(url: str) -> str:
    """The address of a proxy, with user and password if it needs them."""
    parts = split_url(url)
    if parts.scheme not in _PROXIES or not parts.hostname:
        raise ValueError("is not the address of a proxy: http, https or socks5")
    return url


def database(url: str) -> str:
    """The address of a PostgreSQL database. Over a network only where the server must show who it is."""
    parts = split_url(url)
    asked = parse_qs(parts.query)
    host = parts.hostname or asked.get("host", [""])[0]
    if parts.scheme not in _POSTGRES or not parts.path.strip("/") or "@" in parts.path:
        raise ValueError("is not the address of a PostgreSQL database (in a password, write / as %2F and @ as %40)")
    if not (host.startswith("/") or is_loopback(url)) and asked.get("sslmode", [""])[0] not in _PROVEN:
        raise ValueError("would trust any server on the way: add ?sslmode=verify-full for any address but loopback")
    return url


_SECRET: Final = "AGE-SECRET-KEY-"  # noqa: S105 - the public prefix of the format


def recipients(value: object) -> tuple[str, ...]:
    """Age public keys in small letters, each once, from a list or from a text with commas or blanks between them."""
    names = value if isinstance(value, tuple) else tuple(re.split(r"[\s,]+", str(value).strip()))
    for place, name in enumerate(names, start=1):
        if name.upper().startswith(_SECRET):
            raise ValueError(f"entry {place} is a private key: give its public half, and treat it as known to others")
        if not _is_recipient(name):
            raise ValueError(
                f"entry {place} is not an age public key: it begins with age1, and `age-keygen -y FILE` shows it"
            )
    return tuple(dict.fromkeys(name.lower() for name in names))


def host(value: str) -> str:
    """The name of a host: 1 to 32 small letters, digits and -."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", value):
        raise ValueError("is no name of a host: up to 32 small letters, digits and -")
    return value


def _is_recipient(text: str) -> bool:
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def split_url(url: str) -> SplitResult:
    """The parts of an address; of one that is none, empty parts."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def read_token(path: Path, name: str) -> str:
    """The token in a file. SettingError: others can read it, nobody can, or it holds none. `name`: the setting."""
    try:
        if path.stat().st_mode & _others(path):
            raise SettingError(f"{name} can be read by others: {path}; chmod 600 it")
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        reason = type(fault).__name__
        raise SettingError(f"{name} can not be read ({reason}): {path}; put the token alone into it") from None
    if not is_token(text):
        raise SettingError(f"{name} holds no token: {path}; digits, a colon, letters and digits on one line")
    return text


def _others(path: Path) -> int:
    """The bits of a mode that let others read. Of systemd's credentials the group's is the right of their service."""
    return 0o037 if os.environ.get(CREDENTIALS) == str(path.parent) else 0o077
