"""An answer of getUpdates taken apart into one piece of JSON per update, so that a bad one spoils no other."""

from __future__ import annotations

import re
from typing import Final

import orjson

_MARKS: Final = re.compile(rb'["{}\[\]]')
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_RESULT: Final = re.compile(rb'"result"\s*:\s*\[')


def split(body: bytes) -> list[bytes] | None:
    """Return the updates in `body`, each as its own JSON, or None if there is no list of updates in it.

    One update nested a thousand deep, or with half a surrogate pair, makes the whole body unreadable to a JSON parser:
    then it is cut apart by its brackets.
    """
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _cut(body)
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
        return None
    try:
        return [orjson.dumps(update) for update in answer["result"]]
    except TypeError:  # orjson reads 1,024 levels but writes 254 only
        return _cut(body)


def _cut(body: bytes) -> list[bytes] | None:
    if not body.lstrip().startswith(b"{") or not (opening := _RESULT.search(body)):
        return None
    pieces: list[bytes] = []
    at = opening.end()
    while (start := body.find(b"{", at)) >= 0 and (end := _closing(body, start)):
        pieces.append(body[start:end])
        at = end
    return pieces or None


def _closing(body: bytes, start: int) -> int:
    """Return the place behind the bracket that closes the one at `start`; 0 if none does."""
    depth, at = 0, start
    while mark := _MARKS.search(body, at):
        at = mark.end()
        match mark.group():
            case b'"':
                string = _STRING.match(body, mark.start())
                if not string:
                    return 0
                at = string.end()
            case b"{" | b"[":
                depth += 1
            case _:
                depth -= 1
                if depth == 0:
                    return at
    return 0
