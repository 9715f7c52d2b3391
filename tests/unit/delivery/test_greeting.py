"""The start asks Telegram who we are and where the operators sit; it waits for a network, never for a wrong setting."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery import greeting
from bot.delivery.greeting import Greeting, greet
from bot.errors import SettingError
from bot.logs import Event
from tests.unit.delivery.conftest import TOKEN, refused

if TYPE_CHECKING:
    from bot.delivery.api import Api
    from tests.unit.delivery.conftest import Answer, Telegram

RIGHTS = ("can_delete_messages", "can_pin_messages", "can_manage_topics")
GOOD: dict[str, Any] = {
    "getMe": {"id": 4242, "username": "parley_bot"},
    "getChat": {"id": -9, "type": "supergroup", "is_forum": True},
    "getChatMember": {"status": "administrator"} | dict.fromkeys(RIGHTS, True),
}


def answers(telegram: Telegram, **changed: Answer) -> None:
    telegram.rule = lambda method, _: changed.get(method, (200, {"ok": True, "result": GOOD[method]}))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Event, dict[str, object]]]:
    """What the start says; its waits are over at once."""
    lines: list[tuple[Event, dict[str, object]]] = []

    async def no_wait(_seconds: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(greeting, "note", lambda event, **fields: lines.append((event, fields)))
    monkeypatch.setattr("bot.delivery.greeting.asyncio", type("Clock", (), {"sleep": staticmethod(no_wait)}))
    return lines


async def test_a_good_chat_is_greeted(telegram: Telegram, api: Api) -> None:
    answers(telegram)
    assert await greet(api, [-9]) == Greeting(username="parley_bot", forums=frozenset({-9}))


@pytest.mark.parametrize(
    ("member", "lacks"),
    [
        ({"status": "creator"}, 0),
        ({"status": "member"}, 3),
        (GOOD["getChatMember"], 0),
        *((GOOD["getChatMember"] | {right: False}, 1) for right in RIGHTS),
    ],
)
async def test_it_serves_without_a_right_and_says_so_once(
    telegram: Telegram, api: Api, said: list[tuple[Event, dict[str, object]]], member: dict[str, Any], lacks: int
) -> None:
    answers(telegram, getChatMember=(200, {"ok": True, "result": member}))
    await greet(api, [-9])
    assert [(event, fields["count"]) for event, fields in said] == [(Event.RIGHTS_MISSED, lacks)][: bool(lacks)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"getChat": refused(400, "Bad Request: chat not found")},
        {"getChat": (200, {"ok": True, "result": {"id": -9, "type": "group"}})},
        {"getChatMember": (200, {"ok": True, "result": {"status": "left"}})},
        {"getChatMember": refused(403, "Forbidden: bot is not a member of the supergroup chat")},
    ],
)
async def test_a_chat_the_bot_does_not_serve_ends_the_start(
    telegram: Telegram, api: Api, wrong: dict[str, Answer]
) -> None:
    """Nothing was asked for yet, so nothing was answered and no group was left."""
    answers(telegram, **wrong)
    with pytest.raises(SettingError, match="HOTLINE_OPERATOR_CHAT_ID"):
        await greet(api, [-9])


async def test_who_can_not_be_reached_is_named_once_and_asked_on(
    telegram: Telegram, api: Api, said: list[tuple[Event, dict[str, object]]]
) -> None:
    answers(telegram)
    telegram.script.extend([(0, b""), (0, b""), (502, b"<html>")])
    await greet(api, [-9])
    assert [event for event, _ in said] == [Event.START_BLOCKED, *[Event.POLL_FAILED] * 3]
    fields = said[0][1]
    assert fields["host"] == "127.0.0.1"
    assert "HOTLINE_API_URL" in str(fields["remedy"])
    assert TOKEN not in str(said)
