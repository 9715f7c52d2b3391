"""Several operator chats: nobody sees, gets or has a case of a chat he is not in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk import desks
from bot.desk.casework import working
from bot.desk.showing.cards import CLOSE, MORE, OPEN, REASON_LETTERS, TAKE
from bot.desk.words import holding
from bot.desk.words.relay import TO_RELEASE
from bot.routes import Route
from storage.people import Operator
from tests.promises.officer import DESK
from tests.unit.desk.desk_work import NAMES, PETRO, Desk
from tests.unit.desk.test_holding import DANGER
from tests.unit.desk.wire import OLGA

if TYPE_CHECKING:
    from storage.cases import Case
    from storage.database import Tx
    from tests.unit.desk.wire import Wire

FAR = -100_777
FIRST, SECOND = 4_401, 4_402


@pytest.fixture
def desk(wire: Wire) -> Desk:
    """Olga is in both chats, Petro in the far one alone."""
    members = {(DESK, OLGA), (FAR, OLGA), (FAR, PETRO)}

    async def is_member(chat: int, user: int) -> bool:
        return (chat, user) in members

    async def is_supervisor(chat: int, user: int) -> bool:
        return (chat, user) == (FAR, OLGA)

    wire.house = replace(wire.house, is_member=is_member, is_supervisor=is_supervisor)
    shelf = wire.house.shelf
    shelf._line = replace(shelf._line, routes=(Route(chat=DESK), Route(chat=FAR)))
    shelf.put(shelf.book)
    wire.restart()
    return Desk(wire)


async def known(desk: Desk) -> None:
    house = desk.wire.house

    async def unit(tx: Tx) -> None:
        for user, chats in ((OLGA, (FAR, DESK)), (PETRO, (FAR,))):
            one = Operator(id=house.new_post(), user=user, name=NAMES[user], started=True, desks=tuple(sorted(chats)))
            await house.operators.save(tx, one, chat=DESK)

    await house.database.transact(unit)


async def moves_far(desk: Desk, case: Case) -> None:
    """The case is one of the far chat."""
    house = desk.wire.house

    async def unit(tx: Tx) -> None:
        now = await house.cases.load(tx, case.id)
        card = await house.posts.by_id(tx, case.card or b"")
        assert now is not None
        assert card is not None
        await house.posts.add(tx, replace(card, chat=FAR))
        await house.cases.save(tx, replace(now, desk=FAR))

    await house.database.transact(unit)


async def test_a_link_opens_no_case_of_another_chat(desk: Desk) -> None:
    await known(desk)
    _, case = await desk.begins(FIRST)
    stranger = desk.wire.phone(PETRO, "en")
    for link in ("open", "room"):
        await desk.says(f"/start {link}_{case.alias}", by=PETRO, chat=PETRO)
    texts = [text for text, _ in stranger.messages.values()]
    assert not any("когда" in text for text in texts)
    assert sum("another" in text for text in texts) == 2
    deeds = await desk.wire.house.database.transact(desk.wire.house.audit.deeds)
    assert not any(deed.action == "opened" for deed in deeds)


async def test_a_merge_gives_no_case_to_one_who_is_not_in_its_chat(desk: Desk) -> None:
    await known(desk)
    _, old = await desk.begins(FIRST)
    desk.wire.now += 3_600
    _, new = await desk.begins(SECOND, "я потерял телефон и что мне делать дальше")
    await moves_far(desk, new)
    await desk.card(TAKE, new, by=PETRO)
    desk.wire.phone(OLGA, "en")
    await desk.says(f"/merge {old.alias} {new.alias}", chat=OLGA)
    view = next(post for post in await desk.posts(old) if post.role == "view")
    await desk.press(working.JOIN, new.id, on=view)
    now = await desk.case(old)
    assert now.merged == (new.id,)
    assert (now.state, now.taker) == ("new", None)


async def test_nobody_is_given_his_own_case(desk: Desk) -> None:
    await known(desk)
    _, case = await desk.begins(OLGA)
    await desk.says(f"/assign {case.alias} {NAMES[OLGA]}")
    assert (await desk.case(case)).taker is None


@pytest.mark.parametrize(("far", "bans"), [(False, 0), (True, 1)])
async def test_a_supervisor_of_one_chat_is_none_for_the_cases_of_another(desk: Desk, *, far: bool, bans: int) -> None:
    await known(desk)
    _, case = await desk.begins(FIRST)
    if far:
        await moves_far(desk, case)
    desk.wire.phone(OLGA, "en")
    await desk.says(f"/ban {case.alias} 7 insults", chat=OLGA)
    house = desk.wire.house
    every = await house.database.transact(lambda tx: house.bans.all(tx, now=desk.wire.now))
    assert len(every) == bans


async def test_a_card_left_behind_opens_nothing_once_its_case_is_another_chats(desk: Desk) -> None:
    """The bot was thrown out, its cases went to the other chat; then it came back, and the old card still stands."""
    await known(desk)
    house = desk.wire.house
    _, case = await desk.begins(FIRST)
    old = await desk.post(case.card)
    await desk.card(TAKE, case)
    await desks.changed(house, DESK, "Group", None, desk.step())
    await desks.changed(house, DESK, "Group", (), desk.step())
    assert house.desk_of(await desk.case(case)) == FAR
    for letter in (OPEN, MORE, CLOSE, *REASON_LETTERS):
        reply = await desk.press(letter, case.id, on=old)
        assert reply.toast == house.plain("desk-elsewhere-toast", alias=case.alias)
    assert (await desk.case(case)).hot


async def test_what_waits_for_a_second_operator_is_told_of_where_its_case_went(desk: Desk) -> None:
    await known(desk)
    house = desk.wire.house
    _, case = await desk.begins(FIRST)
    old = await desk.post(case.card)
    await desk.says(DANGER, to=old)
    (marker,) = [post for post in await desk.posts(case) if post.role == TO_RELEASE]
    await desks.changed(house, DESK, "Group", None, desk.step())
    await desk.wire.deliver()
    (offer,) = await house.database.transact(lambda tx: house.offers.of_case(tx, case.id))
    told = await desk.post(offer.alert)
    assert told.chat == FAR
    await desks.changed(house, DESK, "Group", (), desk.step())
    for letter in (holding.LOOK, holding.RELEASE, holding.REFUSE):
        reply = await desk.press(letter, marker.id, on=marker)
        assert reply.toast == house.plain("desk-elsewhere-toast", alias=case.alias)
    await desk.press(holding.RELEASE, marker.id, on=told, by=PETRO)
    assert len((await desk.case(case)).unread) == 1


async def test_cases_of_a_first_chat_that_left_the_settings_get_their_card_in_the_new_one(wire: Wire) -> None:
    desk = Desk(wire)
    _, case = await desk.begins(FIRST)
    await desk.card(TAKE, case)
    shelf = wire.house.shelf
    shelf._line = replace(shelf._line, chat=FAR, routes=(Route(chat=FAR),))
    shelf.put(shelf.book)
    await desks.opened(wire.house, wire.now)
    await wire.deliver()
    now = await desk.case(case)
    assert {(await desk.post(now.card)).chat, (await desk.post(now.room)).chat, wire.house.desk_of(now)} == {FAR}
