"""Bytes in words, and when there are too few of them on a disk."""

from __future__ import annotations

from typing import Final

from bot.readiness import Finding, Light

MB: Final = 1_000_000
_LITTLE: Final = 1_000 * MB
_NOTHING: Final = 100 * MB


def room(name: str, free: int, where: object) -> Finding:
    """How much is free. When it is full nothing can be taken in: Telegram keeps what waits for 24 hours only."""
    told = f"{size(free)} free where {where} lies"
    if free >= _LITTLE:
        return Finding(Light.GREEN, name, told)
    light = Light.RED if free < _NOTHING else Light.YELLOW
    return Finding(light, name, f"{told}; make room: when it is full no message is taken in")


def size(count: int) -> str:
    """As people say it."""
    return f"{count / MB:,.1f} MB" if count < 1_000 * MB else f"{count / MB / 1_000:,.1f} GB"
