"""/stats and `python -m bot stats`: what is counted, what is told of it, and the picture."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.desk.casework import rooms
from bot.desk.house import Turn
from bot.desk.knowing import chart, counting
from bot.desk.knowing.chart import ChartDesk, NoChart, paint
from bot.desk.knowing.counting import APPLICATION
from bot.desk.knowing.stats import DAY, Ledger, months
from bot.desk.knowing.stats_told import Teller
from bot.desk.showing.cards import REASON_LETTERS, TAKE
from tests.promises.officer import DESK
from tests.unit.desk.order import orders_of
from tests.unit.desk.wire import Talk

if TYPE_CHECKING:
    from bot.desk.knowing.stats import Figures
    from storage.database import Tx
    from tests.unit.desk.wire import Wire

PNG = b"\x89PNG\r\n\x1a\n"
CLOSE = next(iter(REASON_LETTERS))


def ledger(wire: Wire) -> Ledger:
    house = wire.house
    return Ledger(house.tallies, house.cases, house.book)


async def add(wire: Wire, name: str, bucket: str, count: int, now: int) -> None:
    for _ in range(count):
        await wire.house.database.transact(lambda tx: wire.house.tallies.add(tx, name, bucket, now=now))


async def figures(wire: Wire, period: str = "week") -> Figures:
    return await wire.house.database.transact(lambda tx: ledger(wire).figures(tx, period=period, now=wire.now))


async def six_cases(wire: Wire) -> None:
    """Six people ask, an operator takes and answers all, and closes five."""
    for number in range(6):
        talk = Talk(wire, wire.phone(5_000 + number, "en"))
        await talk.begins()
        await talk.answers("Here is your answer.")
        if number:
            await talk.presses(CLOSE)


async def test_the_work_of_the_desk_is_counted(wire: Wire) -> None:
    await six_cases(wire)
    told = await figures(wire, "day")
    assert (told.opened.total, told.taken.total, told.closed.total) == (6, 6, 5)
    assert told.languages.total == 6
    assert told.median == 5
    assert (told.ninety, told.undelivered, told.untaken, told.open) == (None, None, None, None)


async def test_a_second_answer_counts_no_wait(wire: Wire) -> None:
    talk = Talk(wire, wire.phone(5_000, "en"))
    await talk.begins()
    for text in ("One.", "Two."):
        await talk.answers(text)
    day = wire.now // DAY
    read = await wire.house.database.transact(
        lambda tx: wire.house.tallies.between(tx, counting.ANSWERS, first=day, last=day)
    )
    assert read == {day: {"5": 1}}


async def test_a_case_that_is_given_back_and_taken_again_counts_once(talk: Talk) -> None:
    house, day = talk.wire.house, talk.wire.now // DAY

    async def again(tx: Tx) -> None:
        turn = Turn(house, tx, talk.wire.work())
        case = await turn.case(talk.case_id)
        assert case is not None
        await rooms.release(turn, case)

    await house.database.transact(again)
    await talk.presses(TAKE)
    for name in (counting.OPENED, counting.TAKEN):
        read = await house.database.transact(
            lambda tx, name=name: house.tallies.between(tx, name, first=day, last=day)  # type: ignore[misc]
        )
        assert sum(read[day].values()) == 1, name


async def test_an_answer_that_can_not_reach_its_person_is_counted(talk: Talk) -> None:
    talk.wire.refuse("sendMessage", answer=(403, "Forbidden: bot was blocked by the user"))
    await talk.answers("Nobody reads this.")
    day = talk.wire.now // DAY
    read = await talk.wire.house.database.transact(
        lambda tx: talk.wire.house.tallies.between(tx, counting.UNDELIVERED, first=day, last=day)
    )
    assert read == {day: {counting.ALL: 1}}


async def test_few_cases_tell_nothing(talk: Talk) -> None:
    (words,) = await orders_of(talk.wire, "/stats week")
    assert words.casefold().count("fewer than five") == 1
    assert "new, taken, closed, first answers, now waiting or in work, not delivered" in words
    assert await talk.wire.house.database.transact(talk.wire.house.charts.all) == []
    assert not [number for number in ("New: 1", ": 1", " 1 ") if number in words]


@pytest.mark.parametrize("words", ["", "day", "Week", "month", "неделя", "день", "тиждень", "місяць"])
async def test_periods_are_understood(wire: Wire, words: str) -> None:
    (told,) = await orders_of(wire, f"/stats {words}")
    assert told.startswith("<b>The line")


async def test_another_period_is_told_so(wire: Wire) -> None:
    assert await orders_of(wire, "/stats decade") == [wire.house.say("desk-stats-which")]


async def test_the_picture_follows_the_words(wire: Wire) -> None:
    await six_cases(wire)
    await orders_of(wire, "/stats")
    drawn: list[str] = []

    async def painted(drawing: str) -> bytes:
        drawn.append(drawing)
        return PNG

    (one,) = await wire.house.database.transact(wire.house.charts.all)
    await ChartDesk(now=lambda: wire.now, paint=painted).draw(wire.house, one)
    await wire.deliver()
    assert [call["data"] for _, call in wire.uploaded] == [PNG]
    assert wire.told[-1] == one.caption
    assert await wire.house.database.transact(wire.house.charts.all) == []
    assert json.loads(drawn[0])["title"] == one.caption


async def test_without_a_picture_a_line_says_so(wire: Wire) -> None:
    await six_cases(wire)
    await orders_of(wire, "/stats")

    async def painted(_drawing: str) -> bytes:
        raise NoChart

    (one,) = await wire.house.database.transact(wire.house.charts.all)
    await ChartDesk(now=lambda: wire.now, paint=painted).draw(wire.house, one)
    await wire.deliver()
    assert wire.told[-1] == wire.house.plain("desk-stats-no-picture")
    assert wire.uploaded == []


async def test_a_month_is_drawn_and_told_alike(wire: Wire) -> None:
    for back in range(30):
        await add(wire, counting.OPENED, "soldier", 4 + back % 3, wire.now - back * DAY)
    told = await figures(wire, "month")
    drawing = json.loads(Teller(wire.house.texts, "uk").drawing(told) or "")
    words = Teller(wire.house.texts, "uk").words(told)
    bars = drawing["panels"][0]["bars"]
    assert [bar[3] for bar in bars] == [str(span.count) for span in told.opened.days]
    assert all(f": {bar[3]}" in words for bar in bars)
    assert len(words) < 4_000
    assert sum(bar[1] for bar in bars) == 30
    assert len(drawing["panels"][0]["ticks"]) <= 5


@pytest.mark.parametrize("days", [1, 30])
async def test_a_picture_is_drawn_of_one_day_and_of_many(wire: Wire, days: int) -> None:
    for back in range(days):
        await add(wire, counting.OPENED, "soldier", 5, wire.now - back * DAY)
    told = await figures(wire, "month")
    assert (await paint(Teller(wire.house.texts, "ru").drawing(told) or "")).startswith(PNG)


async def test_what_can_not_be_drawn_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoChart):
        await paint("no JSON")
    with pytest.raises(NoChart):
        await paint("{}", seconds=0.0)
    assert chart.SCRIPT.exists()


def test_the_serving_process_never_loads_matplotlib() -> None:
    modules = "bot.cli, bot.app, bot.desk.knowing.stats_order"
    code = f"import sys, {modules}; print([n for n in sys.modules if 'matplotlib' in n])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


async def test_the_public_hears_months_that_are_over_in_tens(wire: Wire) -> None:
    may = int(datetime(2026, 5, 9, tzinfo=UTC).timestamp())
    july = int(datetime(2026, 7, 30, tzinfo=UTC).timestamp())
    await add(wire, counting.OPENED, "soldier", 14, may)
    await add(wire, counting.KINDS, APPLICATION, 9, may)
    await add(wire, counting.ANSWERS, "30", 12, may)
    await add(wire, counting.OPENED, "soldier", 40, july)
    told = await wire.house.database.transact(lambda tx: months(tx, wire.house.tallies, now=july + DAY))
    assert [(one.month, one.cases, one.applications, one.taken, one.median) for one in told] == [
        (5, 10, None, None, 30),
        (6, None, None, None, None),
    ]


async def test_what_is_asked_privately_is_told_privately(wire: Wire) -> None:
    await six_cases(wire)
    before = len(wire.told)
    await orders_of(wire, "/stats", private=True)
    assert len(wire.told) == before
    (one,) = await wire.house.database.transact(wire.house.charts.all)
    assert one.chat != DESK
