"""Promise: what is due T hours after its sending still goes after an outage of 48 hours less T; every miss is counted.

Telegram deletes nothing older than 48 hours. It may say so, or pass over such a message in silence: both are played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.messages import Erase, Send
from tests.unit.delivery.conftest import api, data, database, keyring, outbox, posts, refused, telegram, template, vault  # noqa: F401
from tests.unit.delivery.test_outbox import SOLDIER, Office, office, post  # noqa: F401

if TYPE_CHECKING:
    from tests.unit.delivery.conftest import Answer, Telegram

HOUR = 3_600
REACH = 48
HIS = (11, 12)
OUTAGES = (0, 1, 23, 24, 25, 35, 36, 37, 46, 47, 48, 72)


class Chat:
    """The private chat: what was sent when, and what is still there. `silent`: old messages are skipped wordlessly."""

    def __init__(self, office: Office, *, silent: bool) -> None:  # noqa: F811
        self.office = office
        self.silent = silent
        self.there = dict.fromkeys(HIS, office.now())

    def rule(self, method: str, params: dict[str, Any]) -> Answer | None:
        if method != "deleteMessages":
            return None
        known = [number for number in params["message_ids"] if number in self.there]
        old = [number for number in known if self.office.now() - self.there[number] >= REACH * HOUR]
        if old and not self.silent:
            return refused(400, "Bad Request: message can't be deleted for everyone")
        for number in set(known) - set(old):
            del self.there[number]
        return None


async def left_after(office: Office, telegram: Telegram, hours: int, outage: int, *, silent: bool) -> int:  # noqa: F811
    """How many of an answer and two messages of his stand there when the bot comes back; the rest were due in time."""
    chat = Chat(office, silent=silent)
    telegram.rule = chat.rule
    erase = Erase(chat=SOLDIER, messages=HIS, due=office.now() + hours * HOUR, since=office.now())
    await office.put(Send(post=post(1), chat=SOLDIER, text="…", silent=True, lives=hours * HOUR), erase)
    await office.go()
    chat.there[telegram.message] = office.now()
    office.clock += (hours + outage) * HOUR
    office.fresh()
    await office.go()
    await office.go(700)
    assert await office.left() == 0
    return len(chat.there)


@pytest.mark.parametrize("silent", [False, True], ids=["refused", "skipped"])
@pytest.mark.parametrize("hours", [1, 12, 24])
@pytest.mark.parametrize("outage", OUTAGES)
async def test_a_deletion_outlives_an_outage_as_long_as_telegram_lets_it(
    office: Office,  # noqa: F811
    telegram: Telegram,  # noqa: F811
    hours: int,
    outage: int,
    *,
    silent: bool,
) -> None:
    left = await left_after(office, telegram, hours, outage, silent=silent)
    assert left == (0 if outage < REACH - hours else 3)
    assert sum(office.missed) == left
    assert office.dead == []


async def test_a_miss_that_nobody_counts_would_be_found(
    office: Office,  # noqa: F811
    telegram: Telegram,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.delivery.outcomes.too_late", lambda *_: 0)
    left = await left_after(office, telegram, 12, 48, silent=True)
    assert (left, office.missed) == (3, [])


async def test_who_blocked_the_bot_keeps_what_stands_there(office: Office, telegram: Telegram) -> None:  # noqa: F811
    await office.put(Send(post=post(1), chat=SOLDIER, text="…", lives=HOUR))
    await office.go()
    telegram.rule = lambda *_: refused(403, "Forbidden: bot was blocked by the user")
    await office.go(2 * HOUR)
    await office.go()
    assert (office.missed, office.dead, await office.left()) == ([1], [], 0)
