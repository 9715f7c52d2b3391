"""A call that is taken back: its card turns calm where nothing else was urgent, and no other call goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.desk.duty import waiting, watching
from bot.desk.showing import cards
from tests.promises.officer import DESK, Bench, Phone, build
from tests.promises.searched import press, said
from tests.storage.conftest import data, database, folder, keyring, path, store, template
from tests.switched import shipped

if TYPE_CHECKING:
    from bot.delivery.calls import Call
    from storage.cases import Case
    from tests.storage.conftest import Store

__all__ = ["data", "database", "folder", "keyring", "path", "store", "template"]

DRONE = "a drone is above me"
SUICIDE = "I want to kill myself"


@pytest.fixture
def bench(store: Store) -> Bench:
    return build(store, shipped())


@pytest.fixture
def told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the operators' chat is told, in its order."""
    heard: list[str] = []
    sent = bench._sent

    def noted(call: Call) -> int | None:
        if call.chat == DESK:
            heard.append(str(call.params.get("text")))
        return sent(call)

    monkeypatch.setattr(bench, "_sent", noted)
    return heard


async def asks(phone: Phone) -> None:
    """A case that holds words of his and no danger."""
    await phone.writes("/start")
    await phone.writes("when will this end and what happens to my papers")
    await press(phone, "button-ask-send")


async def case_of(phone: Phone) -> Case:
    (case,) = await phone.cases()
    return case


def card(phone: Phone, case: Case) -> str:
    return cards.card_text(phone.bench.house, case, ())


async def watched(bench: Bench, case: Case) -> set[str]:
    found = await bench.house.database.transact(lambda tx: bench.house.watches.of_case(tx, case.id))
    return {one.kind for one in found}


async def rings(bench: Bench, told: list[str], later: int = 200) -> bool:
    bench.now += later
    before = len(told)
    await waiting.look(bench.house, bench.now)
    await bench.deliver()
    return any("nobody" in one for one in told[before:])


async def test_pressed_by_mistake_in_a_case_that_holds_words_the_card_is_calm_again(
    bench: Bench, told: list[str]
) -> None:
    phone = bench.phone(100, "en")
    await asks(phone)
    await phone.writes("/start")
    await press(phone, "button-now")
    assert "in danger at this moment" in card(phone, await case_of(phone))
    await press(phone, "button-mistake")
    case = await case_of(phone)
    assert (case.urgent, case.dangers) == (False, ())
    assert "🔴" not in next(one for one in reversed(told) if "· question" in one)
    assert not await rings(bench, told)


async def test_two_presses_in_a_row_are_one_call(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    await asks(phone)
    await phone.writes("/start")
    twice = [(at, data) for label, at, data in phone.shown if label == said(phone, "button-now")][-1]
    await phone.taps(*twice)
    await phone.taps(*twice)
    await press(phone, "button-mistake")
    assert (await case_of(phone)).dangers == ()


async def test_a_question_taken_for_a_call_is_urgent_no_more_and_its_promise_stands(
    bench: Bench, told: list[str]
) -> None:
    phone = bench.phone(100, "en")
    await phone.writes("/start")
    await phone.writes(DRONE)
    case, house = await case_of(phone), bench.house
    promised = bench.now + 3_600
    await house.database.transact(lambda tx: house.watches.add(tx, case.id, waiting.PROMISE, due=promised))
    await press(phone, "button-only-asked")
    case = await case_of(phone)
    assert (case.urgent, case.dangers) == (False, ())
    assert await watched(bench, case) == {waiting.PROMISE, watching.REMIND}
    assert not await rings(bench, told)


async def test_a_crisis_still_rings_after_a_press_by_mistake(bench: Bench, told: list[str]) -> None:
    phone = bench.phone(100, "en")
    await phone.writes("/start")
    await phone.writes(SUICIDE)
    assert (await case_of(phone)).dangers == ("crisis",)
    await phone.writes("/start")
    await press(phone, "button-now")
    assert (await case_of(phone)).dangers == ("crisis", "now")
    await press(phone, "button-mistake")
    case = await case_of(phone)
    assert (case.urgent, case.dangers) == (True, ("crisis",))
    assert "in danger at this moment" not in card(phone, case)
    assert await rings(bench, told)


@pytest.mark.parametrize(("wrote", "button", "danger"), [(DRONE, "now", "now"), (SUICIDE, "crisis", "crisis")])
async def test_what_was_written_before_a_press_is_not_taken_back_with_it(
    bench: Bench, told: list[str], wrote: str, button: str, danger: str
) -> None:
    phone = bench.phone(100, "en")
    await phone.writes("/start")
    await phone.writes(wrote)
    await phone.writes("/start")
    await press(phone, f"button-{button}", "button-mistake")
    case = await case_of(phone)
    assert (case.urgent, case.dangers) == (True, (danger,))
    assert await rings(bench, told)


async def test_in_an_application_only_the_present_danger_goes(bench: Bench, told: list[str]) -> None:
    phone = bench.phone(100, "en")
    await phone.writes("/start")
    await press(phone, "door-soldier", "button-apply", "button-finish", "button-send-now", "button-home", "button-now")
    await press(phone, "button-mistake")
    case = await case_of(phone)
    assert (case.urgent, case.dangers) == (True, ())
    assert await rings(bench, told)


async def test_a_call_by_an_edit_is_taken_back_like_any_other(bench: Bench) -> None:
    phone = bench.phone(100, "en")
    await asks(phone)
    await phone.writes("all is quiet here for the moment")
    await phone.changes(phone.came, DRONE)
    assert (await case_of(phone)).dangers == ("now",)
    await press(phone, "button-only-asked")
    case = await case_of(phone)
    assert (case.urgent, case.dangers) == (False, ())
