"""What people do with a message while its sending is not written down waits for that, and for nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.delivery import underway
from bot.delivery.underway import UnderWay

CHAT, OTHER = -9, 5


def pressed(chat: object = CHAT) -> dict[str, Any]:
    return {"callback_query": {"id": "1", "message": {"message_id": 7, "chat": {"id": chat}}}}


def replied(chat: object = CHAT) -> dict[str, Any]:
    return {"message": {"message_id": 8, "chat": {"id": chat}, "reply_to_message": {"message_id": 7}}}


def said(chat: object = CHAT) -> dict[str, Any]:
    return {"message": {"message_id": 8, "chat": {"id": chat}}}


class Calls:
    """Calls that last until they are told to end."""

    def __init__(self) -> None:
        self.under_way = UnderWay()

    def begin(self, chat: int = CHAT) -> asyncio.Event:
        end = asyncio.Event()

        async def call() -> None:
            await end.wait()

        self.under_way.begin(chat, asyncio.create_task(call()))
        return end

    async def waits(self, raw: dict[str, Any]) -> asyncio.Task[None]:
        task = asyncio.create_task(self.under_way.over(raw))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return task


@pytest.fixture
async def calls() -> Calls:
    return Calls()


@pytest.mark.parametrize("raw", [pressed(), replied()])
async def test_a_press_and_a_reply_wait_for_the_call_of_their_chat(calls: Calls, raw: dict[str, Any]) -> None:
    end = calls.begin()
    waiting = await calls.waits(raw)
    assert not waiting.done()
    end.set()
    await waiting
    assert (await calls.waits(raw)).done()


async def test_a_later_call_is_not_waited_for(calls: Calls) -> None:
    end = calls.begin()
    waiting = await calls.waits(pressed())
    later = calls.begin()
    end.set()
    await waiting
    assert not (await calls.waits(pressed())).done(), "the first one's end does not end the second"
    later.set()


@pytest.mark.parametrize(
    "raw",
    [
        said(),
        pressed(OTHER),
        replied(OTHER),
        pressed("nine"),
        replied(None),
        {},
        {"callback_query": {"id": "1"}},
        {"callback_query": "x"},
        {"callback_query": {"message": [1]}},
        {"message": {"chat": 3, "reply_to_message": {}}},
        {"message": 5},
    ],
)
async def test_nothing_else_waits(calls: Calls, raw: dict[str, Any]) -> None:
    end = calls.begin()
    assert (await calls.waits(raw)).done()
    end.set()


async def test_nobody_waits_for_ever(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(underway, "LONGEST", 0.01)
    end = calls.begin()
    await calls.under_way.over(pressed())
    assert not end.is_set()
    end.set()


async def test_a_call_that_does_not_end_costs_its_lane_one_wait(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """All operators of a group share a lane: while Telegram hangs, each of their presses would wait anew."""
    monkeypatch.setattr(underway, "LONGEST", 0.01)
    end = calls.begin()
    await calls.under_way.over(pressed())
    monkeypatch.setattr(underway, "LONGEST", 60.0)
    assert (await calls.waits(pressed())).done()
    again = calls.begin()
    assert not (await calls.waits(replied())).done(), "the next call is waited for"
    end.set()
    again.set()


async def test_a_call_that_failed_holds_nobody_up(calls: Calls) -> None:
    async def call() -> None:
        await asyncio.sleep(0)
        raise RuntimeError

    task = asyncio.create_task(call())
    calls.under_way.begin(CHAT, task)
    await calls.under_way.over(pressed())
    assert isinstance(task.exception(), RuntimeError)
