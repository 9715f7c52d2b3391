"""The first look at an update: is it one, whose is it. Everything deeper is left to the handlers. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import orjson

SIZE_LIMIT: Final = 2**20
DEPTH_LIMIT: Final = 64
_MOST_ID: Final = 2**63 - 1
_ESCAPE: Final = re.compile(rb"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(u[dD][89a-fA-F]\w\w)|.)", re.DOTALL)
_ID: Final = re.compile(rb'"update_id"\s*:\s*(\d{1,18})(?!\d)')


@dataclass(frozen=True, slots=True)
class Sifted:
    """An update fit to be worked: its number, its chat, and what it says."""

    update_id: int
    chat: int
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Malformed:
    """A piece of JSON that is no update. `update_id` is what could still be read of it, or None."""

    update_id: int | None


def whole(piece: bytes) -> bytes:
    """Return the piece without halves of surrogate pairs, which no JSON parser takes: all the rest of it is words."""
    if len(piece) > SIZE_LIMIT or rb"\u" not in piece:
        return piece
    return _ESCAPE.sub(lambda found: b"" if found[1] else found[0], piece)


def sift(piece: bytes) -> Sifted | Malformed:
    """Look at one update as it came. Too long (1 MiB), too deep (64) or without a number or a chat: malformed."""
    if len(piece) > SIZE_LIMIT or _too_deep(piece):
        return _malformed(piece)
    try:
        raw = orjson.loads(piece)
    except orjson.JSONDecodeError:
        return _malformed(piece)
    match raw:
        case {"update_id": int(update_id)} if 0 <= update_id <= _MOST_ID and not isinstance(update_id, bool):
            chat = _chat(raw)
            return Malformed(update_id) if chat is None else Sifted(update_id, chat, raw)
    return _malformed(piece)


def _malformed(piece: bytes) -> Malformed:
    found = _ID.search(piece[:SIZE_LIMIT])
    return Malformed(int(found[1]) if found else None)


def _too_deep(piece: bytes) -> bool:
    """Count the brackets first: hardly an update has more of them in all than may stand in one another."""
    if piece.count(b"{") + piece.count(b"[") <= DEPTH_LIMIT:
        return False
    depth = deepest = 0
    for mark in re.finditer(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', piece, re.DOTALL):
        match mark.group():
            case b"{" | b"[":
                depth += 1
                deepest = max(deepest, depth)
            case b"}" | b"]":
                depth -= 1
    return deepest > DEPTH_LIMIT


def _chat(raw: dict[str, Any]) -> int | None:
    """Find the chat an update came from; a button under a message too old to be shown is its presser's."""
    for body in raw.values():
        match body:
            case {"chat": {"id": int(chat)}} | {"message": {"chat": {"id": int(chat)}}} | {"from": {"id": int(chat)}}:
                return chat if abs(chat) <= _MOST_ID and not isinstance(chat, bool) else None
    return None
