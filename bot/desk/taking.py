"""The room of a case: where it is talked through once an operator took it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk import cards
from bot.desk.cards import FROM_PERSON
from bot.desk.screens import refresh_state
from bot.messages import OpenTopic, Priority, Send

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case
    from storage.people import Operator


async def take_case(turn: Turn, case: Case, operator: Operator) -> Case | None:
    """Give a new case to the operator who was first, with its room and its card's new face; None: another was first."""
    taken = await turn.house.cases.take(turn.tx, case.id, taker=operator.user, name=operator.name)
    if taken is None:
        return None
    roomed = await _open_room(turn, taken)
    await turn.house.cases.save(turn.tx, roomed)
    await cards.refresh_card(turn, roomed)
    await refresh_state(turn, roomed.chat)
    return roomed


async def _open_room(turn: Turn, case: Case) -> Case:
    """A topic of the group, with the case's first words in it; without topics the card's reply thread is the room."""
    house = turn.house
    if not house.line.forum:
        return case
    room = house.new_post()
    title = house.plain("desk-room-title", alias=case.alias, door=house.plain(f"desk-door-{case.door}"))
    await turn.put(OpenTopic(post=room, chat=house.line.chat, title=title, case=case.id, priority=Priority.REPLY))
    roomed = replace(case, room=room)
    blank = Send(post=b"", chat=house.line.chat, html=True, case=case.id, topic=room)
    keyboard = cards.card_keyboard(house, roomed, turn.now)
    text = cards.head_text(house, roomed, await house.cases.entries(turn.tx, roomed))
    await turn.put(replace(blank, post=house.new_post(), role=cards.HEAD, text=text, keyboard=keyboard))
    for page in await _written_so_far(turn, roomed):
        await turn.put(replace(blank, post=house.new_post(), role=FROM_PERSON, text=page))
    return roomed


async def _written_so_far(turn: Turn, case: Case) -> list[str]:
    """What the person wrote freely before; the answers of the form stay behind Open."""
    entries = await turn.house.cases.entries(turn.tx, case)
    return cards.pages([line for entry in entries for line in cards.said_lines(turn.house, entry)])
