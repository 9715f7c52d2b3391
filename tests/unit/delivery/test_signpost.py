"""A spare bot that stands by: it can always be asked, and nothing that comes stops it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.signpost import Signpost

HOOKED = ApiFault("getUpdates", 409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
ODD = [
    {"update_id": 1, "odd": {"chat": {"id": 5}}, "message": {"chat": {"type": "private"}, "from": {}}},
    {"update_id": 2, "odd": {"chat": {"id": 5}}, "message": {"chat": {"type": "private", "id": []}, "from": {}}},
    {"update_id": 3, "callback_query": {"from": {"id": 5}, "message": [1]}},
]
PLAIN = {"update_id": 4, "message": {"chat": {"type": "private", "id": 5}, "from": {"id": 5}, "text": "hi"}}


class EnoughError(Exception):
    """Ends a loop."""


class Telegram:
    """Answers `updates` from a script; what else was called."""

    def __init__(self, *steps: list[Any] | Exception) -> None:
        self.steps = list(steps)
        self.called: list[tuple[str, Any]] = []
        self.offsets: list[int | None] = []

    async def updates(self, offset: int | None) -> list[bytes]:
        self.offsets.append(offset)
        if not self.steps:
            raise EnoughError
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return [json.dumps(piece).encode() for piece in step]

    async def call(self, method: str, **params: Any) -> Any:
        self.called.append((method, params.get("chat_id")))


async def stood(telegram: Telegram) -> list[float]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    with pytest.raises(EnoughError):
        await Signpost(telegram, lambda _code: "there", sleep=sleep).run()  # type: ignore[arg-type]
    return waits


async def test_a_webhook_of_the_time_when_it_served_is_taken_away() -> None:
    telegram = Telegram(HOOKED, [PLAIN])
    await stood(telegram)
    assert telegram.called == [("deleteWebhook", None), ("sendMessage", 5)]


async def test_nothing_that_comes_stops_it() -> None:
    telegram = Telegram([*ODD, PLAIN], ApiUnreachable("getUpdates"))
    assert await stood(telegram) == [30.0]
    assert telegram.called == [("sendMessage", 5)]
    assert telegram.offsets == [None, 5, 5]


async def test_it_does_not_ask_at_once_for_what_can_not_be_confirmed() -> None:
    assert await stood(Telegram([{}])) == [30.0]
