"""Promise: who is in danger waits behind nobody: his button overtakes a flood, and an unanswered call is repeated.

The flood is worked one update at a time, by the real intake and lanes on real rows.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery import lanes
from bot.delivery.inbox import Intake
from bot.delivery.lanes import Lanes
from bot.desk.buttons import Pressed
from bot.desk.duty import danger_call, waiting
from bot.desk.duty.urgency import urgent
from bot.flows.danger import danger
from tests.promises.officer import BOT, START, Bench, build
from tests.promises.searched import take
from tests.switched import shipped

if TYPE_CHECKING:
    from bot.delivery.calls import Call
    from bot.delivery.lane import Lane
    from bot.desk.house import House
    from storage.cases import Case
    from storage.queues import Waiting
    from tests.storage.conftest import Store

FLOOD = 300
SECOND_ALARM = 120
"""Seconds after which an unanswered call is repeated, as it is shipped."""
HIS = FLOOD + 1
SOON = 5
"""Of the flood at most so many updates are worked before his."""
SLOTS, BESIDE = 64, 4
"""Updates worked at once, and beside one of somebody in danger."""
TURNS = 400
"""Of the event loop: more than any of these tests needs."""
Urgent = Callable[[dict[str, Any]], bool]


@pytest.fixture(scope="module")
def book() -> Any:
    return shipped()


@pytest.fixture
def bench(store: Store, book: Any) -> Bench:
    return build(store, book)


def private(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private"}


def said(number: int, text: str) -> dict[str, Any]:
    message = {"message_id": number, "date": START, "chat": private(number), "from": {"id": number}, "text": text}
    return {"update_id": number, "message": message}


def pressed(house: House, action: str, *, chat: int = HIS, user: int = HIS) -> dict[str, Any]:
    data = house.buttons.seal(action=Pressed(action, 1), user=HIS, chat=HIS, expires=START + 999)
    query = {"id": "1", "from": {"id": user}, "data": data, "message": {"message_id": 1, "chat": private(chat)}}
    return {"update_id": HIS, "callback_query": query}


async def place_in_line(bench: Bench, his: dict[str, Any], hurries: Urgent) -> int:
    """How many of a flood, each from another chat and all there before, are worked before his."""
    house, order = bench.house, []

    async def worker(raw: dict[str, Any], _work: Any) -> bool:
        order.append(raw["update_id"])
        return False

    async def on_dead(_raw: Any, _work: Any) -> None:
        raise AssertionError("nothing fails here")

    lanes = Lanes(
        bot=BOT,
        database=house.database,
        inbox=house.inbox,
        worker=worker,
        on_dead=on_dead,
        now=lambda: START,
        slots=1,
    )
    waits: list[Waiting] = []
    intake = Intake(
        bot=BOT,
        database=house.database,
        inbox=house.inbox,
        lane=lambda chat: chat.to_bytes(2),
        urgent=hurries,
        take=waits.append,
        now=lambda: START,
    )
    flood = [said(number, "what is for dinner") for number in range(1, FLOOD + 1)]
    await intake.accept([json.dumps(update).encode() for update in (*flood, his)])
    for row in waits:
        lanes.take(row)
    await lanes.drain(60)
    assert sorted(order) == sorted([*range(1, FLOOD + 1), his["update_id"]]), "nothing is lost"
    return order.index(his["update_id"])


class Desks:
    """Lanes whose updates are in hand until they are let go; `begun`: their numbers."""

    def __init__(self, bench: Bench, lanes: type[Lanes] = Lanes) -> None:
        house = bench.house
        self.begun, self.let_go = list[int](), asyncio.Event()
        self.waits = {HIS: asyncio.Event()}
        self.lanes = lanes(
            bot=BOT,
            database=house.database,
            inbox=house.inbox,
            worker=self.work,
            on_dead=self.bury,
            now=lambda: START,
        )
        self.intake = Intake(
            bot=BOT,
            database=house.database,
            inbox=house.inbox,
            lane=lambda chat: chat.to_bytes(2),
            urgent=lambda raw: raw["update_id"] == HIS,
            take=self.lanes.take,
            now=lambda: START,
        )

    async def work(self, raw: dict[str, Any], _work: Any) -> bool:
        self.begun.append(raw["update_id"])
        await self.waits.get(raw["update_id"], self.let_go).wait()
        return False

    async def bury(self, _raw: dict[str, Any], _work: Any) -> None:
        raise AssertionError("nothing fails here")

    async def hears(self, numbers: Iterable[int]) -> None:
        """One answer of Telegram's, and so many turns of the loop that whatever can begin has begun."""
        await self.intake.accept([json.dumps(said(number, "what is for dinner")).encode() for number in numbers])
        await self.rests()

    async def rests(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)
        await self.lanes._database.ping()
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def end(self) -> None:
        """All is worked, and once."""
        self.let_go.set()
        for event in self.waits.values():
            event.set()
        await self.lanes.drain(60)
        assert len(self.begun) == len(set(self.begun))
        assert self.lanes.held == 0


async def test_who_stands_at_the_end_of_an_answer_is_begun_before_it(bench: Bench) -> None:
    desks = Desks(bench)
    await desks.hears(range(HIS - 99, HIS + 1))
    assert desks.begun[0] == HIS
    assert len(desks.begun) == 1 + BESIDE, "the processor is his"
    desks.waits[HIS].set()
    await desks.rests()
    assert len(desks.begun) > 1 + BESIDE, "and the others' when he was heard"
    await desks.end()


async def test_a_line_with_all_hands_full_has_one_for_him(bench: Bench) -> None:
    desks = Desks(bench)
    await desks.hears(range(1, 101))
    in_hand = len(desks.begun)
    assert in_hand == SLOTS
    await desks.hears([101, HIS, 102])
    assert desks.begun[in_hand:] == [HIS]
    await desks.end()


class Hasty(Lanes):
    """The planted fault: whatever comes is begun as it comes, and nobody's turn is another's business."""

    def _line_up(self, lane: Lane) -> None:
        super()._line_up(lane)
        self._fill_slots()


async def test_a_line_that_begins_what_comes_first_would_be_found(bench: Bench) -> None:
    desks = Desks(bench, Hasty)
    await desks.hears(range(HIS - 99, HIS + 1))
    assert desks.begun.index(HIS) > SOON
    await desks.end()


@pytest.mark.parametrize(("planted", "begun"), [("_BESIDE", SLOTS), ("_KEPT_SLOTS", 0)])
async def test_a_line_that_keeps_nothing_for_him_would_be_found(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, planted: str, begun: int
) -> None:
    """The planted fault: as many as ever begin beside him, or all hands may be full of others."""
    monkeypatch.setattr(lanes, planted, begun)
    desks = Desks(bench)
    if planted == "_BESIDE":
        await desks.hears(range(HIS - 99, HIS + 1))
        assert len(desks.begun) > 1 + BESIDE
    else:
        await desks.hears(range(1, 101))
        await desks.hears([HIS])
        assert HIS not in desks.begun
    await desks.end()


@pytest.mark.parametrize("action", ["now", "crisis"])
async def test_a_call_overtakes_a_flood(bench: Bench, action: str) -> None:
    hurries = partial(urgent, bench.house, now=START)
    assert await place_in_line(bench, pressed(bench.house, action), hurries) <= SOON


@pytest.mark.parametrize("words", ["i don't want to live", "a drone is above me", "меня ранило"])
async def test_so_do_danger_words(bench: Bench, words: str) -> None:
    assert await place_in_line(bench, said(HIS, words), partial(urgent, bench.house, now=START)) <= SOON


async def test_so_does_the_button_typed(bench: Bench) -> None:
    hurries = partial(urgent, bench.house, now=START)
    labels = {bench.house.texts.plain(language, "button-now") for language in ("ru", "uk", "en")}
    assert all(hurries(said(HIS, f"{label.upper()}!")) for label in labels)


async def test_an_intake_that_knows_words_only_would_be_found(bench: Bench) -> None:
    """The planted fault: a button is an update like others."""

    def words_only(raw: dict[str, Any]) -> bool:
        return danger(bench.house.book, raw.get("message", {}).get("text", "")) is not None

    assert await place_in_line(bench, pressed(bench.house, "now"), words_only) > SOON


def test_nobody_else_gets_to_the_front(bench: Bench) -> None:
    house = bench.house
    hurries = partial(urgent, house, now=START)
    assert not hurries(pressed(house, "home"))
    assert not hurries(pressed(house, "now", user=HIS + 1))
    assert not hurries(pressed(house, "now", chat=HIS + 1))
    assert not urgent(house, pressed(house, "now"), START + 1_000), "its time is over"
    forged = pressed(house, "now")
    forged["callback_query"]["data"] = "AAAA"
    assert not hurries(forged)
    assert not hurries(said(HIS, "what is for dinner"))
    assert not hurries({"message": {"chat": {"id": -1, "type": "supergroup"}, "text": "I am in danger now"}})


# The second alarm


class Desk:
    """What the operators' group is sent."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.texts, self._send = bench, list[str](), bench._sent
        bench._sent = self.hears  # type: ignore[method-assign]

    def hears(self, call: Call) -> int | None:
        if call.chat not in self.bench.phones and "text" in call.params:
            self.texts.append(str(call.params["text"]))
        return self._send(call)

    def alarms(self) -> int:
        return sum("two minutes have passed" in text for text in self.texts)

    async def after(self, seconds: int) -> int:
        """How often the operators were called again so far."""
        self.bench.now += seconds
        await waiting.look(self.bench.house, self.bench.now)
        await self.bench.deliver()
        return self.alarms()


async def called(bench: Bench, action: str = "now") -> Desk:
    desk, phone = Desk(bench), bench.phone(100, "en")
    await phone.writes("/start")
    await phone.does(action)
    return desk


@pytest.mark.parametrize("action", ["now", "crisis"])
async def test_a_call_that_nobody_answers_is_repeated_after_two_minutes_once(bench: Bench, action: str) -> None:
    desk = await called(bench, action)
    assert await desk.after(SECOND_ALARM - 1) == 0
    assert await desk.after(1) == 1
    assert await desk.after(3_600) == 1


@pytest.mark.parametrize("words", ["i don't want to live", "a drone is above me", "I will kill my commander"])
async def test_so_is_a_call_made_in_words(bench: Bench, words: str) -> None:
    desk = Desk(bench)
    await bench.phone(100, "en").writes(words)
    assert await desk.after(SECOND_ALARM - 1) == 0
    assert await desk.after(1) == 1


@pytest.mark.parametrize("action", ["now", "crisis"])
async def test_for_whom_no_answer_can_reach_nobody_is_called(bench: Bench, action: str) -> None:
    desk = await called(bench, action)
    await bench.phones[100].does("exit")
    assert await desk.after(SECOND_ALARM) == 0
    assert await desk.after(3_600) == 0


async def test_a_call_for_somebody_out_of_reach_would_be_found(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the watch of a lost case goes on."""
    monkeypatch.setattr(danger_call, "lost", _forgets)
    monkeypatch.setattr(danger_call, "ring", _rings_blindly(danger_call.ring))
    desk = await called(bench)
    await bench.phones[100].does("exit")
    assert await desk.after(SECOND_ALARM) == 1


def _rings_blindly(ring: Any) -> Any:
    async def blindly(turn: Any, case: Case) -> None:
        await ring(turn, replace(case, reach="open"))

    return blindly


async def test_an_answered_call_is_not_repeated(bench: Bench) -> None:
    desk = await called(bench)
    await take(bench.phones[100])
    assert await desk.after(SECOND_ALARM + 1) == 0


async def test_a_second_alarm_outlives_the_program(bench: Bench, store: Store, book: Any) -> None:
    desk = await called(bench)
    bench.house = build(store, book).house
    assert await desk.after(SECOND_ALARM) == 1


async def _forgets(_turn: Any, case: Case) -> Case:
    return case


async def test_a_call_that_is_forgotten_would_be_found(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: nobody waits for an answer to the call."""
    monkeypatch.setattr(danger_call, "watch", _forgets)
    desk = await called(bench)
    assert await desk.after(SECOND_ALARM) == 0, "the alarm above would be missing"


async def test_an_alarm_that_rings_nowhere_would_be_found(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the watch ends in silence."""
    monkeypatch.setattr(danger_call, "ring", _forgets)
    desk = await called(bench)
    assert await desk.after(SECOND_ALARM) == 0
