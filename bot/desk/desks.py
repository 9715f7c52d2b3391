"""Several operator chats: which of them a case goes to, and what becomes of its cases when the bot loses one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.desk.casework import rooms
from bot.desk.house import Turn
from bot.desk.showing import cards
from bot.desk.words import held, holding
from bot.logs import Event, note
from bot.messages import Delete, Priority, Send, Work

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.routes import Route
    from storage.cases import Case
    from storage.database import Tx


def chosen(house: House, case: Case) -> int:
    """The operator chat for a case: the first it fits, else the one that takes everything."""
    routes = [route for route in house.line.routes if route.chat not in house.absent]
    fits = partial(_fits, case)
    return next((route.chat for route in routes if not route.open and fits(route)), house.front)


def _fits(case: Case, route: Route) -> bool:
    return route.takes(language=case.language, door=case.door, urgent=case.urgent)


async def changed(house: House, chat: int, title: str, missing: tuple[str, ...] | None, work: Work) -> None:
    """The bot's own standing in an operator chat changed: the rights it lacks there now; None: it is out, or mute.

    The other chats are told, and get the cases of one it can not write to.
    """
    gone = missing is None
    was_gone = chat in house.absent
    (house.absent.add if gone else house.absent.discard)(chat)
    house.forget_member(chat, house.line.bot)
    if gone and not was_gone:
        note(Event.DESK_LOST)
    await carded_anew(house, work.now)

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        if gone and not was_gone:
            await _alarm(turn, chat, house.say("desk-chat-lost", title=title))
        elif missing:
            await _alarm(turn, chat, house.say("desk-chat-rights", title=title, rights=", ".join(missing)))
        elif was_gone:
            await _alarm(turn, chat, house.say("desk-chat-back", title=title))

    await house.database.transact(unit)


async def _alarm(turn: Turn, chat: int, text: str) -> None:
    """One urgent line in every other operator chat."""
    house = turn.house
    for other in house.chats:
        if other != chat and other not in house.absent:
            line = Send(post=house.new_post(), chat=other, html=True, role="alarm", text=text)
            await turn.put(replace(line, priority=Priority.URGENT))


async def opened(house: House, now: int) -> None:
    """At the start: cases of chats the bot is not in, or that the settings name no more, go where it can work."""
    await carded_anew(house, now)
    if not house.absent:
        return

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
        await _alarm(turn, 0, house.say("desk-chats-missing", count=len(house.absent)))

    note(Event.DESK_LOST, count=len(house.absent))
    await house.database.transact(unit)


async def carded_anew(house: House, now: int) -> None:
    """Every open case whose card stands where the bot can not work gets a new one where it can."""
    if house.front in house.absent:
        return
    for case_id in await house.database.transact(partial(_stranded, house)):
        await house.database.transact(partial(_move, house, case_id, now))


async def _stranded(house: House, tx: Tx) -> list[bytes]:
    return [case.id for case in await house.cases.hot(tx) if not _works_at(house, case)]


def _works_at(house: House, case: Case) -> bool:
    return house.desk_of(case) in house.chats and house.desk_of(case) not in house.absent


async def _move(house: House, case_id: bytes, now: int, tx: Tx) -> None:
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    case = await turn.case(case_id)
    if case is None or not case.hot or _works_at(house, case):
        return
    await _leave(turn, case)
    moved = replace(
        case, desk=chosen(house, case), card=house.new_post(), room=case.room if case.seat or case.into else None
    )
    await cards.post_card(turn, moved)
    if case.into is None and not moved.seat and not held.holds(house, moved):
        moved = await rooms.in_group(turn, moved)
    await house.cases.save(tx, moved)
    await rooms.bring(turn, moved)
    await holding.follow(turn, moved)


async def _leave(turn: Turn, case: Case) -> None:
    """Nothing more is sent or changed where the card stood; which messages of the person it showed is not forgotten."""
    house, tx = turn.house, turn.tx
    for post in await house.posts.of_case(tx, case.id):
        if house.home(post.chat) != house.desk_of(case):
            continue
        if post.message is None:
            await turn.put(Delete(post=post.id))
        await held.forget(turn, post)
