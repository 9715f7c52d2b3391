"""Frozen dataclasses as JSON, ready to be sealed. Bytes travel as {"~": base64}; unknown fields are left aside."""

from __future__ import annotations

import json
from binascii import a2b_base64, b2a_base64
from typing import Any, Final, Generic, TypeVar

import orjson
from pydantic import TypeAdapter

T = TypeVar("T")

_OPTIONS: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_SLOWLY: Final = b" "
"""What begins with a blank holds what orjson knows nothing of: half a surrogate pair, a number beyond 64 bits."""


class Packing(Generic[T]):
    """Packs and unpacks one dataclass. A field added later, with a default, opens from older bytes."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter = TypeAdapter(kind)

    def pack(self, value: T, /, **beside: Any) -> bytes:
        """The bytes of a value. Raises pydantic's ValidationError on one that could not be unpacked again.

        `beside`: what else stands in these bytes, which `unpack` leaves aside.
        """
        fields: dict[str, Any] = self._adapter.dump_python(value, warnings=False)
        self._adapter.validate_python(fields)
        return to_json(fields | beside)

    def unpack(self, data: bytes) -> T:
        """What `pack` made. Raises pydantic's ValidationError on anything else."""
        return self._adapter.validate_python(from_json(data))


def to_json(value: Any) -> bytes:
    """Compact JSON in UTF-8; lone surrogates, which a phone can send, stay escaped."""
    try:
        return orjson.dumps(value, default=_escape, option=_OPTIONS)
    except orjson.JSONEncodeError:
        return _SLOWLY + json.dumps(value, separators=(",", ":"), default=_escape).encode("ascii")


def from_json(data: bytes) -> Any:
    """What `to_json` made, of this program or an earlier one. ValueError: no JSON."""
    if data.startswith(_SLOWLY):
        return json.loads(data, object_hook=_restore)
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data, object_hook=_restore)
    return _restored(value) if b'{"~":' in data else value


def _escape(value: object) -> dict[str, str]:
    if not isinstance(value, bytes):
        message = f"{type(value).__name__} can not be packed"
        raise TypeError(message)
    return {"~": b2a_base64(value, newline=False).decode("ascii")}


def _restore(value: dict[str, Any]) -> Any:
    return a2b_base64(value["~"]) if value.keys() == {"~"} else value


def _restored(value: Any) -> Any:
    """The same throughout what was read; only dicts and lists are looked into."""
    if type(value) is dict:
        if len(value) == 1 and "~" in value:
            return a2b_base64(value["~"])
        for key, inner in value.items():
            if type(inner) in _NESTED:
                value[key] = _restored(inner)
    elif type(value) is list:
        return [_restored(inner) if type(inner) in _NESTED else inner for inner in value]
    return value


_NESTED: Final = frozenset({dict, list})
