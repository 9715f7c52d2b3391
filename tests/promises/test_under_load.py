"""Promise: where cases come faster than a group takes messages nobody is lost, doubled, or left behind; the urgent go
first and alone. Minutes of a busy hour on a fast clock, over the real rows, sender, pacer and desk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.desk_hour import share
from benchmarks.hour import Figures, Hour, Plan
from benchmarks.hour_telegram import LAWS, Message
from bot.delivery import outbox as sending
from bot.delivery.pacing import Pacer
from bot.delivery.tickets import Line
from bot.messages import Priority
from tests.promises.officer import DESK
from tests.switched import shipped

if TYPE_CHECKING:
    from bot.flows.model import Book
    from tests.storage.conftest import Store

pytestmark = [pytest.mark.slow]

MINUTES = Plan(cases=100, seconds=180.0, urgent=0.05, takes=5.0, relays=10.0, seed=3)


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


@pytest.fixture
def hour(store: Store, book: Book) -> Hour:
    return Hour(store, book, MINUTES)


def whole(figures: Figures) -> bool:
    """Whether every case stood in the group once, every relayed message arrived, and no refusal was ignored."""
    counted = len(figures.visible) + len(figures.urgent)
    return (counted, figures.lost + figures.kept, figures.twice, figures.ignored) == (MINUTES.cases, 0, 0, 0)


async def test_nothing_is_lost_and_nobody_waits_long(hour: Hour) -> None:
    figures = await hour.goes()
    assert whole(figures)
    assert figures.refused == 0, "our figures are Telegram's"
    assert max(figures.visible) <= 60
    assert max(figures.urgent) <= 2


@pytest.mark.parametrize("law", [law for law in LAWS if law != "burst"])
async def test_under_laws_the_pacer_does_not_know_nothing_is_lost_either(store: Store, book: Book, law: str) -> None:
    figures = await Hour(store, book, Plan(**(_as_dict(MINUTES) | {"law": law}))).goes()
    assert whole(figures)
    assert figures.refused > 0, "this law would prove nothing"


def _as_dict(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in plan.__slots__}


async def test_the_urgent_stand_alone(hour: Hour) -> None:
    told: list[str] = []
    heard = hour.telegram.hears

    def hears(chat: int, message: Message) -> None:
        if chat == DESK:
            told.append(message.text)
        heard(chat, message)

    hour.telegram.hears = hears
    await hour.goes()
    urgent = {alias for alias, (_, _, is_urgent) in hour.cases.items() if is_urgent}
    sheets = [text for text in told if text.startswith("🗂")]
    assert urgent
    assert sheets
    assert not [alias for text in sheets for alias in urgent if re.search(rf"\b{alias}\b", text)]


# The planted faults


async def test_a_pacer_that_pauses_for_nobody_would_be_found(
    store: Store, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pacer, "pause", lambda _self, _chat, _seconds: None)
    monkeypatch.setattr(Pacer, "slow", lambda _self, _chat: None)
    figures = await Hour(store, book, Plan(**(_as_dict(MINUTES) | {"law": "flood"}))).goes()
    assert figures.ignored > 0


async def test_without_sheets_people_would_wait(hour: Hour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MERGED_AT_MOST", 1)
    monkeypatch.setattr(Line, "mates", lambda _self, _ticket, _now: [])
    figures = await hour.goes()
    assert max(figures.visible) > 60


async def test_urgent_cards_that_wait_like_others_would_be_found(hour: Hour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.desk.showing.cards.priority_of", lambda _case: Priority.CARD)
    figures = await hour.goes()
    assert max(figures.urgent) > 2, share(figures.urgent, 0.99)
