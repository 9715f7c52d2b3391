"""Who leaves the operators, or is removed, keeps nothing of what he saw there: not a message, not a button, not a case.

Real rows and the real sender; Telegram is played, and keeps what stands in the operator's private chat.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk import access, presses
from bot.desk.buttons import Buttons
from bot.desk.house import Turn
from bot.desk.seeing import leaving, opening
from bot.desk.showing.cards import OPEN, PLACE
from bot.flows.model import Need
from bot.messages import Said, Send, Tapped
from storage.standing import Standing
from tests.promises.officer import DESK, build
from tests.switched import shipped
from tests.unit.desk.seen import Watched
from tests.unit.desk.wire import CHAT, HOUR, OLGA, Talk

if TYPE_CHECKING:
    from storage.database import Tx
    from tests.storage.conftest import Store

LISTED = 48 * HOUR


@pytest.fixture
async def line(store: Store) -> Watched:
    house = build(store, shipped()).house
    watched: Watched

    async def is_member(_chat: int, user: int) -> bool:
        return user not in watched.outside

    watched = Watched(replace(house, is_member=is_member), store=store)
    await watched.starts()
    return watched


async def shown(line: Watched) -> Talk:
    """She takes a case, opens its answers and its place, asks for a list, and writes something herself."""
    talk = Talk(line, line.phone(CHAT, "en"))
    await talk.begins()
    house = line.house

    async def unit(tx: Tx) -> None:
        case = await house.cases.load(tx, talk.case_id)
        assert case is not None
        body = {"answers": [{"name": "place", "question": "Where?", "text": "a village", "fact": "", "heed": False}]}
        await house.parts.add(tx, case.id, Need.PLACE, body, until=line.now + HOUR)
        await house.cases.save(tx, replace(case, apart=(Need.PLACE.value,)))
        turn = Turn(house, tx, line.work())
        button = house.case_button("desk-button-open", OPEN, case.id, line.now, chat=OLGA)
        await turn.put(Send(post=house.new_post(), chat=OLGA, text="a list of cases", keyboard=((button,),)))

    await house.database.transact(unit)
    await talk.presses(OPEN)
    await talk.presses(PLACE)
    await line.deliver()
    assert line.shows("a village")
    assert len(line.stands[OLGA]) >= 3
    return talk


async def leaves(line: Watched) -> None:
    line.outside.add(OLGA)
    await access.left(line.house, DESK, OLGA, line.work())
    await line.deliver()


def left_over(line: Watched) -> list[str]:
    """What still stands in her private chat and says something."""
    emptied = line.house.plain("desk-emptied")
    return [text for params in line.stands[OLGA].values() if (text := params.get("text", "")) != emptied]


async def test_nothing_stands_in_the_chat_any_more(line: Watched) -> None:
    await shown(line)
    await leaves(line)
    assert left_over(line) == []
    assert await line.house.database.transact(lambda tx: line.house.standing.of_chat(tx, OLGA)) == []


async def test_what_she_wrote_herself_goes_too(line: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    await shown(line)
    erased: list[int] = []
    call = line.call

    async def heard(method: str, *, chat_id: int = 0, **params: Any) -> Any:
        erased.extend(params.get("message_ids", ()) if chat_id == OLGA else ())
        return await call(method, chat_id=chat_id, **params)

    monkeypatch.setattr(line, "call", heard)
    line.restart()
    await leaves(line)
    assert 9_000 in erased


async def test_none_of_her_buttons_works(line: Watched) -> None:
    talk = await shown(line)
    await leaves(line)
    house, before = line.house, len(line.told)
    for letter in presses.PRESSES:
        for chat in (OLGA, DESK):
            pressed = _sealed(line, letter, talk.case_id, chat)
            came = Tapped(chat=chat, user=OLGA, message=1, data=pressed, callback="1", name="Olga")
            reply = await presses.tapped(house, came, line.work())
            assert reply.toast == house.plain("desk-not-yours"), letter
    await line.deliver()
    assert left_over(line) == []
    assert len(line.told) == before


def _sealed(line: Watched, letter: str, case: bytes, chat: int) -> str:
    return line.house.buttons.seal(action=Buttons.case_action(letter, case), user=0, chat=chat, expires=line.now + HOUR)


async def test_privately_she_is_a_stranger(line: Watched) -> None:
    await shown(line)
    await leaves(line)
    came = Said(chat=OLGA, user=OLGA, message=9_100, text="/start", name="Olga")
    assert await access.is_operator(line.house, came, line.work()) is False


async def test_her_cases_wait_again_with_a_line_each(line: Watched) -> None:
    talk = await shown(line)
    alias = (await talk.case()).alias
    await leaves(line)
    case = await talk.case()
    assert (case.state, case.taker, case.taker_name) == ("new", None, "")
    assert any(alias in text and "left the operators" in text for text in line.told)
    assert [deed.action for deed in await line.deeds()][-1] == "left"


async def test_found_out_at_the_next_act_it_is_the_same(line: Watched) -> None:
    """Telegram told nobody; she presses something."""
    talk = await shown(line)
    line.outside.add(OLGA)
    pressed = _sealed(line, OPEN, talk.case_id, DESK)
    await presses.tapped(line.house, Tapped(chat=DESK, user=OLGA, message=1, data=pressed, callback="1"), line.work())
    await line.deliver()
    assert left_over(line) == []
    assert (await talk.case()).taker is None


async def test_what_telegram_no_longer_deletes_is_emptied(line: Watched) -> None:
    await shown(line)
    line.now += LISTED
    await leaves(line)
    assert left_over(line) == []
    assert all(not params["reply_markup"]["inline_keyboard"] for params in line.stands[OLGA].values())


async def test_the_sweep_forgets_nothing_that_still_stands(line: Watched) -> None:
    await shown(line)
    line.now += LISTED + HOUR
    await leaving.sweep(line.house, line.now)
    await leaves(line)
    assert left_over(line) == []


async def test_what_is_on_its_way_does_not_arrive(line: Watched) -> None:
    """She leaves between Open and its sending."""
    talk = Talk(line, line.phone(CHAT, "en"))
    await talk.begins()

    async def unit(tx: Tx) -> None:
        case = await line.house.cases.load(tx, talk.case_id)
        operator = await line.house.operators.find(tx, chat=DESK, user=OLGA)
        assert case is not None
        assert operator is not None
        await opening.answers(Turn(line.house, tx, line.work()), case, operator)

    await line.house.database.transact(unit)
    await leaves(line)
    assert left_over(line) == []


async def test_a_planted_fault_is_found(line: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that nobody noted stays; the check sees it."""

    async def forgets(*_one: Any, **_other: Any) -> None:
        return None

    monkeypatch.setattr(Standing, "add_post", forgets)
    await shown(line)
    await leaves(line)
    assert left_over(line)
