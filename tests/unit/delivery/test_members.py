"""Membership of the operator chat: asked of Telegram, remembered for a minute, and never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.delivery import members as room
from bot.delivery.members import Members
from bot.errors import ApiError
from bot.logs import Event
from tests.unit.delivery.conftest import refused

if TYPE_CHECKING:
    from bot.delivery.api import Api
    from tests.unit.delivery.conftest import Answer, Telegram


def member(status: str, **more: object) -> Answer:
    return 200, {"ok": True, "result": {"status": status, "user": {"id": 5}, **more}}


@pytest.mark.parametrize(
    ("answer", "inside"),
    [
        (member("creator"), True),
        (member("administrator"), True),
        (member("member"), True),
        (member("restricted", is_member=True), True),
        (member("restricted", is_member=False), False),
        (member("left"), False),
        (member("kicked"), False),
        (refused(400, "Bad Request: user not found"), False),
        (refused(400, "Bad Request: PARTICIPANT_ID_INVALID"), False),
    ],
)
async def test_who_is_in(api: Api, telegram: Telegram, answer: Answer, inside: bool) -> None:
    telegram.script.append(answer)
    assert await Members(api=api).is_member(-9, 5) is inside
    assert telegram.calls == [("getChatMember", {"chat_id": -9, "user_id": 5})]


@pytest.mark.parametrize(
    "answer",
    [
        (502, b"<html>"),
        refused(429, "Too Many Requests"),
        refused(403, "Forbidden: bot was kicked"),
        refused(400, "Bad Request: chat not found"),
        refused(400, "Bad Request: member list is inaccessible"),
        refused(400, "Bad Request: CHAT_ADMIN_REQUIRED"),
        refused(400, "Bad Request: invalid user_id specified"),
    ],
)
async def test_nobody_is_let_in_while_telegram_can_not_be_asked(api: Api, telegram: Telegram, answer: Answer) -> None:
    telegram.script.append(answer)
    with pytest.raises(ApiError):
        await Members(api=api).is_member(-9, 5)


async def test_an_answer_is_good_for_a_minute_or_until_telegram_reports_a_change(api: Api, telegram: Telegram) -> None:
    at = [0.0]
    telegram.rule = lambda _method, _params: member("member")
    members = Members(api=api, clock=lambda: at[0])
    for at[0] in (0.0, 59.0, 60.0, 61.0):
        assert await members.is_member(-9, 5)
    assert len(telegram.calls) == 2
    telegram.rule = lambda _method, _params: member("left")
    members.forget(-9, 5)
    members.forget(-9, 77)
    assert not await members.is_member(-9, 5)


async def test_no_more_is_remembered_than_the_bound(api: Api, telegram: Telegram) -> None:
    telegram.rule = lambda _method, _params: member("member")
    members = Members(api=api, bound=3)
    for user in range(1, 8):
        await members.is_member(-9, user)
    assert len(members._known) <= 3


@pytest.mark.parametrize(
    "answer",
    [
        member("left"),
        member("kicked"),
        refused(403, "Forbidden: bot was kicked from the supergroup chat"),
        refused(400, "Bad Request: chat not found"),
    ],
)
async def test_a_bot_outside_its_operator_chat_serves_none_and_says_so_once(
    api: Api, telegram: Telegram, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Event] = []
    monkeypatch.setattr(room, "note", lambda event, **_: said.append(event))
    members = Members(api=api, lives=0.0)
    telegram.rule = lambda _method, _params: answer
    assert [await members.serves(-9), await members.serves(-9)] == [False, False]
    assert telegram.calls[0] == ("getChatMember", {"chat_id": -9, "user_id": api.bot})
    assert said == [Event.LEAVE_REFUSED]
    telegram.rule = lambda _method, _params: member("administrator")
    assert await members.serves(-9)
    telegram.rule = lambda _method, _params: answer
    assert not await members.serves(-9)
    assert said == [Event.LEAVE_REFUSED] * 2


@pytest.mark.parametrize("answer", [(502, b"<html>"), refused(502, "Bad Gateway"), refused(429, "Too Many Requests")])
async def test_a_bot_that_can_not_ask_where_it_is_says_nothing_and_asks_again(
    api: Api, telegram: Telegram, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Event] = []
    monkeypatch.setattr(room, "note", lambda event, **_: said.append(event))
    members = Members(api=api)
    telegram.rule = lambda _method, _params: answer
    with pytest.raises(ApiError):
        await members.serves(-9)
    telegram.rule = lambda _method, _params: member("administrator")
    assert await members.serves(-9)
    assert said == []
