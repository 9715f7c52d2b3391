"""Words that wait for a second operator while their case goes elsewhere: to its person they go, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.desk import access, group
from bot.desk.casework import working
from bot.desk.showing.cards import TAKE
from bot.desk.words import holding
from bot.desk.words.relay import TO_RELEASE
from bot.messages import Said
from bot.routes import Route
from storage.people import Operator
from tests.promises.officer import DESK
from tests.unit.desk.desk_work import PETRO, Desk
from tests.unit.desk.private import TARAS, PrivateWire, private_line
from tests.unit.desk.test_holding import DANGER, on_shift
from tests.unit.desk.wire import CHAT, OLGA, Talk, Wire

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.database import Tx
    from tests.storage.conftest import Store

OTHER_DESK = -100_777


@pytest.mark.parametrize("topics", [True, False], ids=["topics", "threads"])
async def test_words_of_one_who_left_are_released_by_another(store: Store, book: Book, *, topics: bool) -> None:
    line: PrivateWire = private_line(store, book, topics=topics)
    for user in (OLGA, TARAS):
        await line.starts(user)
    phone = line.phone(CHAT, "en")
    case = await line.takes(OLGA, await line.asks(phone, "when does this end and what do I do"))
    await line.replies(OLGA, line.number(OLGA, "Check word"), DANGER)
    (marker,) = [
        post
        for post in await line.house.database.transact(lambda tx: line.house.posts.of_case(tx, case.id))
        if post.role == TO_RELEASE
    ]
    await access.left(line.house, DESK, OLGA, line.tick())
    await line.deliver()
    assert line.chats[OLGA] == {}
    await line.presses(TARAS, holding.RELEASE, marker.id)
    now = await line.case(case)
    assert len(now.unread) == 1
    assert (now.taker, now.seat) == (TARAS, TARAS)
    assert line.chats[OLGA] == {}


async def test_words_that_are_edited_while_they_wait_go_to_whom_they_were_written(wire: Wire) -> None:
    desk = Desk(wire)
    _, old = await desk.begins(4_401)
    wire.now += 3_600
    _, new = await desk.begins(4_402, "я потерял телефон и что мне делать дальше")
    await desk.card(TAKE, old)
    card = await desk.post(old.card)
    number = await desk.says(DANGER, to=card)
    await desk.says(f"/merge {new.alias}", to=card)
    view = next(post for post in await desk.posts(old) if post.role == "view")
    await desk.press(working.HEARD, new.id, on=view)
    came = Said(chat=DESK, user=OLGA, message=number, text="Are you well?", reply_to=card.message, reply_to_bot=True)
    await group.said(wire.house, replace(came, edited=True, name="Olga"), desk.step())
    await wire.deliver()
    assert (len((await desk.case(old)).unread), (await desk.case(new)).unread) == (1, ())


async def test_whoever_works_in_another_chat_is_no_second_operator(talk: Talk) -> None:
    wire = talk.wire
    house = wire.house
    routes = (Route(chat=DESK), Route(chat=OTHER_DESK, doors=frozenset({"relative"})))
    house.shelf._line = replace(house.shelf._line, routes=routes)
    house.shelf.put(house.book)
    await on_shift(talk, OLGA, PETRO)

    async def elsewhere(tx: Tx) -> None:
        petro = Operator(id=house.new_post(), user=PETRO, name="Petro", desks=(OTHER_DESK,))
        await house.operators.save(tx, petro, chat=DESK)

    await house.database.transact(elsewhere)
    await talk.answers(DANGER)
    (marker,) = [post for post in await talk.posts() if post.role == TO_RELEASE]
    wire.desk_message += 1
    alias = (await talk.case()).alias
    came = Said(chat=DESK, user=OLGA, message=wire.desk_message, text=alias, reply_to=marker.message, name="Olga")
    await group.said(house, replace(came, reply_to_bot=True), talk._step())
    await wire.deliver()
    assert len((await talk.case()).unread) == 1


@pytest.mark.parametrize("topics", [True, False], ids=["topics", "threads"])
async def test_alone_he_lets_them_go_though_their_room_went(store: Store, book: Book, *, topics: bool) -> None:
    line = private_line(store, book, topics=topics)
    await line.starts(OLGA)
    old = await line.takes(OLGA, await line.asks(line.phone(CHAT, "en"), "when does this end and what do I do"))
    line.now += 3_600
    new = await line.takes(OLGA, await line.asks(line.phone(CHAT + 1, "en"), "I lost my phone and what shall I do"))
    await line.replies(OLGA, line.number(OLGA, f"{new.alias}</b> taken"), DANGER)
    posts = await line.house.database.transact(lambda tx: line.house.posts.of_case(tx, new.id))
    (marker,) = [post for post in posts if post.role == TO_RELEASE]
    await line.merges(new, old, by=OLGA)
    await line.presses(OLGA, holding.LOOK, marker.id)
    await line.replies(OLGA, line.number(OLGA, "waits for a second operator"), new.alias)
    assert (len((await line.case(new)).unread), (await line.case(old)).unread) == (1, ())
