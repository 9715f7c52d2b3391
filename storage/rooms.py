"""What a case knows of its room: where else it was, and who is in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """An operator who did something in a case: `act` is opened or answered, `at` the second."""

    user: int
    name: str
    act: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a case has its room: its topic, the chat it is in, the message its thread hangs on. See Case."""

    room: bytes | None = None
    seat: int = 0
    head: bytes | None = None
