"""Cases of one man that were merged: which of them has the room, which person reads what is answered there.

Each stays a case of its own, with its person, its keys and its five words; only the room is one. So an answer can reach
nobody but the person of the case it is kept in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.rooms import Place

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from storage.cases import Case


async def root(turn: Turn, case: Case) -> Case:
    """The case that has the room: the one this was merged into, and so on; by itself a case is its own."""
    while case.into is not None:
        into = await turn.case(case.into)
        if into is None or not into.hot or case.id not in into.merged:
            return case
        case = into
    return case


async def members(turn: Turn, case: Case) -> list[Case]:
    """A case and every one it holds."""
    found = [case]
    for held in case.merged:
        one = await turn.case(held)
        if one is not None and one.hot and one.into == case.id:
            found += await members(turn, one)
    return found


async def voice(turn: Turn, case: Case) -> Case | None:
    """The case whose person reads what is answered in this one's room; None: the chosen one is gone."""
    top = await root(turn, case)
    if top.voice is None:
        return top
    return next((one for one in await members(turn, top) if one.id == top.voice), None)


def place_of(house: House, case: Case, one: Case) -> Place:
    """Where a case that is merged into another has its room from now on: where that one has it, at its desk too."""
    private = bool(case.seat) or house.line.private
    head = case.head if case.room or private else case.card
    elsewhere = house.desk_of(case) if house.desk_of(case) != house.desk_of(one) else 0
    return Place(room=case.room, seat=case.seat or (elsewhere if case.room or head else 0), head=head)


async def follow(turn: Turn, case: Case) -> list[Case]:
    """What a case holds goes where it goes: the same room, read by an operator or not. Those that came into a room."""
    came: list[Case] = []
    for one in (await members(turn, case))[1:]:
        place = place_of(turn.house, case, one)
        state = "new" if case.state == "new" else "taken" if one.state == "new" else one.state
        moved = replace(one, room=place.room, seat=place.seat, head=place.head, state=state, returned=case.returned)
        if moved != one:
            await turn.house.cases.save(turn.tx, moved)
        if (moved.room, moved.head) != (one.room, one.head) and (moved.room or moved.head):
            came.append(moved)
    return came


async def mirror(turn: Turn, case: Case) -> Case | None:
    """Whose word is awaited in a merged case is awaited in its room: that case as it will be; None: it is so."""
    top = await root(turn, case)
    if top.id == case.id or case.state not in {"taken", "waiting"} or top.state not in {"taken", "waiting"}:
        return None
    if top.state == case.state:
        return None
    if case.state == "taken":
        return replace(top, state="taken", snoozed=0, aside=False)
    return replace(top, state="waiting")
