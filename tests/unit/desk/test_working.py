"""What operators do with a case behind More, and with the commands that do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.desk.casework import working
from bot.desk.duty import waiting
from bot.desk.showing.cards import BACK, MORE, TAKE
from bot.desk.talks.screens import told_state
from tests.unit.desk.desk_work import PETRO, Desk
from tests.unit.desk.wire import OLGA, Wire

if TYPE_CHECKING:
    from bot.delivery.calls import Call
    from storage.cases import Case

IVAN = 4_200


@pytest.fixture
def desk(wire: Wire) -> Desk:
    return Desk(wire)


@pytest.fixture
async def case(desk: Desk) -> Case:
    _, case = await desk.begins(IVAN)
    await desk.card(TAKE, case)
    return await desk.case(case)


def told(desk: Desk, text: str) -> int:
    return sum(text in one for one in desk.wire.told)


async def test_handed_over_it_waits_anew_and_rings_and_its_person_is_told_no_lie(desk: Desk, case: Case) -> None:
    reply = await desk.card(working.HAND, case)
    now = await desk.case(case)
    assert (now.state, now.taker, now.taker_name) == ("new", None, "")
    assert reply.toast == "Handed over."
    assert told(desk, "Olga handed it over") == 1
    assert told_state(now) == "returned"
    assert told(desk, "Handed over, waiting for an operator")


async def test_who_takes_what_was_handed_over_goes_on_in_its_room(desk: Desk, case: Case) -> None:
    await desk.card(working.HAND, case)
    await desk.card(TAKE, case, by=PETRO)
    now = await desk.case(case)
    assert (now.state, now.taker, now.room, now.returned) == ("taken", PETRO, case.room, False)
    assert len([post for post in await desk.posts(case) if post.role == "topic"]) == 1


async def test_of_two_who_hand_over_at_once_the_second_is_told(desk: Desk, case: Case) -> None:
    await desk.card(working.HAND, case)
    reply = await desk.card(working.HAND, case, by=PETRO)
    assert reply.toast == f"Nobody has {case.alias}. Take it first."
    assert told(desk, "handed it over") == 1


async def test_assigned_by_a_button_he_is_told_privately(desk: Desk, case: Case) -> None:
    petro = await desk.knows(PETRO, started=True)
    card = await desk.post(case.card)
    await desk.press(working.ASSIGN, case.id, on=card)
    reply = await desk.press(working.GIVE, petro.id, on=card)
    now = await desk.case(case)
    assert (now.taker, now.taker_name, now.state) == (PETRO, "Petro", "taken")
    assert reply.toast == f"{case.alias} is with Petro now."
    again = await desk.press(working.GIVE, petro.id, on=card, by=OLGA)
    assert again.toast == f"{case.alias} is with Petro already."


async def test_assigned_by_name_he_is_told_in_the_group(desk: Desk, case: Case) -> None:
    await desk.knows(PETRO)
    await desk.says("/assign petro", to=await desk.post(case.card))
    assert (await desk.case(case)).taker == PETRO
    assert told(desk, f"Petro: <b>{case.alias}</b> is yours now. Olga gave it to you.") == 1


async def test_an_unknown_name_shows_who_is_known(desk: Desk, case: Case) -> None:
    await desk.knows(PETRO)
    await desk.says(f"/assign {case.alias} Nobody")
    assert told(desk, "I know no operator of that name")
    assert (await desk.case(case)).taker == OLGA


async def test_urgent_and_calm_again(desk: Desk, case: Case) -> None:
    await desk.card(working.URGENT, case)
    assert (await desk.case(case)).urgent
    await desk.says(f"/urgent {case.alias}")
    assert not (await desk.case(case)).urgent


async def test_a_new_case_that_becomes_urgent_rings(desk: Desk) -> None:
    _, case = await desk.begins(IVAN)
    await desk.card(working.URGENT, case)
    assert told(desk, "is urgent now. Olga marked it") == 1


async def test_put_aside_without_an_answer_its_person_is_told_of_none(desk: Desk, case: Case) -> None:
    await desk.card(working.ASIDE, case)
    now = await desk.case(case)
    assert (now.state, now.aside, told_state(now)) == ("waiting", True, "taken")
    await desk.card(working.AWAKE, case)
    assert ((await desk.case(case)).state, (await desk.case(case)).aside) == ("taken", False)


async def test_pressed_twice_or_by_two_nothing_is_taken_back(desk: Desk, case: Case) -> None:
    for letter, shown in (
        (working.URGENT, "urgent"),
        (working.CALM, "not urgent"),
        (working.ASIDE, "waiting"),
        (working.AWAKE, "taken"),
    ):
        await desk.card(letter, case)
        once = await desk.case(case)
        await desk.card(letter, case, by=PETRO)
        assert await desk.case(case) == once, shown


async def test_asleep_it_wakes_with_a_line_at_its_second(desk: Desk, case: Case) -> None:
    await desk.says(f"/snooze {case.alias} 2h")
    now = await desk.case(case)
    assert (now.state, now.snoozed) == ("waiting", desk.wire.now + 7_200)
    await waiting.look(desk.wire.house, now.snoozed - 1)
    assert (await desk.case(case)).state == "waiting"
    await waiting.look(desk.wire.house, now.snoozed)
    desk.wire.now = now.snoozed
    await desk.wire.deliver()
    assert ((await desk.case(case)).state, (await desk.case(case)).snoozed) == ("taken", 0)
    assert told(desk, "time to go on") == 1


async def test_asleep_an_answer_does_not_wake_it_and_its_person_does(desk: Desk, case: Case) -> None:
    card = await desk.post(case.card)
    await desk.press(working.SNOOZE, case.id, on=card)
    await desk.press(working.SLEEP, b"tomorrow".ljust(16), on=card)
    until = (await desk.case(case)).snoozed
    assert until > desk.wire.now
    await desk.says("good night", to=card)
    assert (await desk.case(case)).snoozed == until
    await desk.wire.phones[IVAN].writes("I am here")
    now = await desk.case(case)
    assert (now.state, now.snoozed, now.aside) == ("taken", 0, False)
    await waiting.look(desk.wire.house, until)
    await desk.wire.deliver()
    assert told(desk, "time to go on") == 0


async def test_what_nobody_has_is_not_hidden(desk: Desk) -> None:
    _, case = await desk.begins(IVAN)
    await desk.says(f"/snooze {case.alias} 2h")
    await desk.says(f"/aside {case.alias}")
    assert (await desk.case(case)).state == "new"
    assert told(desk, "Take it first") == 2


async def test_reopened_by_hand(desk: Desk, case: Case) -> None:
    await desk.says(f"/snooze {case.alias} 2h")
    await desk.says(f"/reopen {case.alias}")
    assert ((await desk.case(case)).state, (await desk.case(case)).snoozed) == ("taken", 0)


async def test_what_is_closed_only_the_five_words_open(desk: Desk, case: Case) -> None:
    await desk.card("1", case)
    desk.wire.told.clear()
    await desk.says(f"/reopen {case.alias}")
    assert told(desk, "Only the person's five words open it again") == 1
    reply = await desk.card(working.HAND, case)
    assert reply.toast is not None
    assert "closed" in reply.toast


async def test_pages_and_the_way_back_stand_beneath_what_was_pressed(desk: Desk, case: Case) -> None:
    head = next(post for post in await desk.posts(case) if post.role == "head")
    shown: list[tuple[int, list[str]]] = []
    sent = desk.wire._sent

    def noted(call: Call) -> int | None:
        if call.method.startswith("edit"):
            rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
            shown.append((call.params["message_id"], [key["text"] for row in rows for key in row]))
        return sent(call)

    desk.wire._sent = noted  # type: ignore[method-assign]
    await desk.press(MORE, case.id, on=head)
    await desk.press(BACK, case.id, on=head)
    assert [message for message, _ in shown] == [head.message] * 2
    assert "Hand over" in shown[0][1]
    assert shown[1][1] == ["Open", "Close", "More…"]


async def test_two_who_answer_hear_of_each_other(desk: Desk, case: Case) -> None:
    card = await desk.post(case.card)
    await desk.says("hello", to=card)
    await desk.says("hello from me", to=card, by=PETRO)
    assert told(desk, "Olga answered here 0 min ago") == 1
    assert [one.name for one in (await desk.case(case)).company] == ["Petro", "Olga"]


async def test_a_note_by_command_stays_inside(desk: Desk, case: Case) -> None:
    await desk.says(f"/note {case.alias} evenings are better")
    house = desk.wire.house
    entries = await house.database.transact(lambda tx: house.cases.entries(tx, case))
    assert [entry.body["text"] for entry in entries if entry.kind == "note"] == ["evenings are better"]
    assert not (await desk.case(case)).unread
