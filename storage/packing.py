"""Frozen dataclasses as JSON, ready to be sealed. Bytes travel as {"~": base64}; unknown fields are left aside."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


class Packing(Generic[T]):
    """Packs and unpacks one dataclass. A field added later, with a default, opens from older bytes."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter = TypeAdapter(kind)

    def pack(self, value: T) -> bytes:
        """The bytes of a value. Raises pydantic's ValidationError on one that could not be unpacked again."""
        fields = asdict(value)  # type: ignore[call-overload]
        self._adapter.validate_python(fields)
        return to_json(fields)

    def unpack(self, data: bytes) -> T:
        """What `pack` made. Raises pydantic's ValidationError on anything else."""
        return self._adapter.validate_python(from_json(data))


def to_json(value: Any) -> bytes:
    """Compact JSON in UTF-8; lone surrogates, which a phone can send, stay escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_escape)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), default=_escape).encode("ascii")


def from_json(data: bytes) -> Any:
    """What `to_json` made."""
    return json.loads(data, object_hook=_restore)


def _escape(value: object) -> dict[str, str]:
    if not isinstance(value, bytes):
        message = f"{type(value).__name__} can not be packed"
        raise TypeError(message)
    return {"~": base64.b64encode(value).decode("ascii")}


def _restore(value: dict[str, Any]) -> Any:
    return base64.b64decode(value["~"]) if value.keys() == {"~"} else value
