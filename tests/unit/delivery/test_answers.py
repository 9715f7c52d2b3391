"""Answers to buttons: quick, bounded, and harmless when they are lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.delivery.answers import Answers
from bot.errors import TokenRefused
from tests.unit.delivery.conftest import refused

if TYPE_CHECKING:
    from bot.delivery.api import Api
    from tests.unit.delivery.conftest import Telegram


async def sent(answers: Answers) -> None:
    task = asyncio.create_task(answers.run())
    await answers.flush(5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_answer_carries_only_what_it_says(api: Api, telegram: Telegram) -> None:
    answers = Answers(api=api, parallel=1)
    answers.answer("1")
    answers.answer("2", "x" * 300, alert=True)
    answers.answer("3", url="https://t.me/line_bot?start=1")
    await sent(answers)
    assert telegram.calls == [
        ("answerCallbackQuery", {"callback_query_id": "1"}),
        ("answerCallbackQuery", {"callback_query_id": "2", "text": telegram.calls[1][1]["text"], "show_alert": True}),
        ("answerCallbackQuery", {"callback_query_id": "3", "url": "https://t.me/line_bot?start=1"}),
    ]
    assert len(telegram.calls[1][1]["text"]) <= 200


@pytest.mark.parametrize(
    "answer", [refused(400, "Bad Request: query is too old"), (502, b"<html>"), refused(429, "Too Many Requests")]
)
async def test_a_lost_answer_is_forgotten(api: Api, telegram: Telegram, answer: tuple[int, object]) -> None:
    telegram.script.append(answer)
    answers = Answers(api=api, parallel=1)
    answers.answer("1")
    answers.answer("2")
    await sent(answers)
    assert [params["callback_query_id"] for _, params in telegram.calls] == ["1", "2"]


async def test_the_queue_is_bounded(api: Api, telegram: Telegram) -> None:
    answers = Answers(api=api, bound=3)
    for number in range(10):
        answers.answer(str(number))
    await sent(answers)
    assert len(telegram.calls) == 3


async def test_a_refused_token_ends_the_loop(api: Api, telegram: Telegram) -> None:
    telegram.script.append(refused(401, "Unauthorized"))
    answers = Answers(api=api)
    answers.answer("1")
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(answers.run(), 240)


async def test_flush_does_not_wait_longer_than_told(api: Api) -> None:
    answers = Answers(api=api)
    answers.answer("1")
    await asyncio.wait_for(answers.flush(0.01), 240)
