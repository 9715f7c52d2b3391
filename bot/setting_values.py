"""What a setting's value may be. A ValueError's sentence goes after the variable's name and never says the value."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import pyrage

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,200}")
_GROUP = re.compile(r"-\d{1,19}")
_WEB = frozenset({"http", "https"})


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine by definition: localhost, 127.0.0.0/8 or ::1."""
    host = _split(url).hostname or ""
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


def group_id(value: object) -> int:
    """The id of a group or supergroup."""
    text = str(value).strip()
    if not _GROUP.fullmatch(text) or int(text) == 0:
        raise ValueError("is not a group's id: a whole number below zero")
    return int(text)


def api_root(url: str) -> str:
    """The address of a Bot API server, without the slash at its end."""
    parts = _split(url)
    if parts.scheme not in _WEB or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("is not an http(s) address without user, query and fragment")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError("would send the token in clear: use https for any address but loopback")
    return url.rstrip("/")


def proxy(url: str) -> str:
    """The address of a proxy, with user and password if it needs them."""
    parts = _split(url)
    if parts.scheme not in _WEB or not parts.hostname:
        raise ValueError("is not the http(s) address of a proxy")
    return url


def recipients(value: object) -> tuple[str, ...]:
    """Age public keys without repeats, from a list or from a text with commas or blanks between them."""
    names = value if isinstance(value, tuple) else tuple(re.split(r"[\s,]+", str(value).strip()))
    for place, name in enumerate(names, start=1):
        if not _is_recipient(name):
            raise ValueError(f"entry {place} is not an age public key")
    return tuple(dict.fromkeys(names))


def _is_recipient(text: str) -> bool:
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts
