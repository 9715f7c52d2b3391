"""The room of a case: where it is talked through once an operator took it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk import cards, waiting
from bot.desk.cards import FROM_PERSON
from bot.desk.screens import refresh_state
from bot.messages import OpenTopic, Priority

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from bot.messages import Send
    from storage.cases import Case
    from storage.people import Operator


async def take_case(turn: Turn, case: Case, operator: Operator) -> Case | None:
    """Give a new case to the operator who was first, with its room and its card's new face; None: another was first."""
    taken = await turn.house.cases.take(turn.tx, case.id, taker=operator.user, name=operator.name)
    if taken is None:
        return None
    await waiting.taken(turn, taken)
    roomed = await _open_room(turn, taken)
    await turn.house.cases.save(turn.tx, roomed)
    await cards.refresh_card(turn, roomed)
    await refresh_state(turn, roomed)
    return roomed


async def taken_by(turn: Turn, case: Case, operator: Operator) -> Case:
    """The case as it stands once this operator writes to its person: whoever answers what nobody took has taken it."""
    return (await take_case(turn, case, operator) or case) if case.state == "new" else case


async def _open_room(turn: Turn, case: Case) -> Case:
    """A topic of the group, with the case's first words in it; without topics the card's reply thread is the room."""
    house = turn.house
    if not house.line.forum:
        return case
    room = house.new_post()
    title = room_title(house, case)
    await turn.put(OpenTopic(post=room, chat=house.seat_of(case), title=title, case=case.id, priority=Priority.REPLY))
    roomed = replace(case, room=room)
    await turn.put(await head_of(turn, roomed, house.new_post()))
    for page in await _written_so_far(turn, roomed):
        await turn.put(replace(house.to_room(roomed), role=FROM_PERSON, text=page))
    return roomed


def room_title(house: House, case: Case) -> str:
    """The name of the topic."""
    return house.plain("desk-room-title", alias=case.alias, door=house.plain(f"desk-door-{case.door}"))


async def head_of(turn: Turn, case: Case, post: bytes) -> Send:
    """The first message of a case's room, to go as this post."""
    house = turn.house
    return replace(
        house.to_room(case),
        post=post,
        role=cards.HEAD,
        reply_to=None,
        text=cards.head_text(house, case, await house.cases.entries(turn.tx, case)),
        keyboard=cards.card_keyboard(house, case, turn.now, chat=house.seat_of(case)),
    )


async def _written_so_far(turn: Turn, case: Case) -> list[str]:
    """What the person wrote freely before; the answers of the form stay behind Open."""
    entries = await turn.house.cases.entries(turn.tx, case)
    return cards.pages([line for entry in entries for line in cards.said_lines(turn.house, entry)])
