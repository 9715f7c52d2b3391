"""The end of a shift: by a word, or by a silence of hours. Nobody's case stays behind with whoever went."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.casework.handing import hand_over, told
from bot.desk.casework.yielding import give_back
from bot.desk.duty import patience
from bot.desk.duty.case_lines import LISTED, take_buttons
from bot.desk.house import Turn
from bot.desk.showing.digest import post_digest
from bot.messages import Priority, Send, Work

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.cases import Case
    from storage.database import Tx
    from storage.people import Operator
    from storage.shifts import Shift

STILL_HERE: Final = "R"
"""The letter of the button by which a silent operator says that he is there."""
_ASKED_BEFORE: Final = 12
"""This part of the silence before his shift would end by itself an operator is asked."""


async def ends(turn: Turn, user: int) -> int | None:
    """Sign an operator out; each of his cases is everybody's again. How many they were; None: he was off already."""
    shift = await turn.house.shifts.find(turn.tx, user)
    if shift is None:
        return None
    await turn.house.shifts.end(turn.tx, shift)
    return await hand_over_all(turn, user)


async def hand_over_all(turn: Turn, user: int) -> int:
    """Every case of an operator is everybody's again, with a line each and Take; how many they were."""
    operator = await turn.house.operators.find(turn.tx, chat=turn.house.line.chat, user=user)
    his = [case for case in await turn.house.cases.hot(turn.tx) if case.taker == user]
    free: dict[int, list[Case]] = {}
    for case in his:
        given = await hand_over(turn, case, by=operator, rings=False)
        if given is None:
            await give_back(turn, case, "desk-handed-room")
        else:
            free.setdefault(turn.house.desk_of(given), []).append(given)
    for chat, cases in free.items():
        await _tell_all(turn, chat, cases, operator)
    return len(his)


async def _tell_all(turn: Turn, chat: int, cases: list[Case], by: Operator | None) -> None:
    """One case rings beneath its card; several have a line each in as few messages as hold them, the urgent first."""
    if len(cases) == 1:
        await turn.put(told(turn, cases[0], by))
        return
    house = turn.house
    waits = sorted(cases, key=lambda case: (not case.urgent, case.hour))
    key = "desk-handed-many-by" if by else "desk-handed-many"
    for at in range(0, len(waits), LISTED):
        some = waits[at : at + LISTED]
        head = house.say(key, count=len(some), name=by.name if by else "")
        urgent = any(case.urgent for case in some)
        line = Send(
            post=house.new_post(),
            chat=chat,
            html=True,
            role="notice",
            text="\n".join([head, *(_line_of(turn, case) for case in some)]),
            silent=not urgent and patience.is_night(house, turn.now),
            keyboard=take_buttons(turn, chat, some),
            priority=Priority.URGENT if urgent else Priority.CARD,
        )
        await turn.put(line)


def _line_of(turn: Turn, case: Case) -> str:
    house = turn.house
    mark = house.plain("desk-remind-urgent") if case.urgent else "•"
    door, language = house.plain(f"desk-door-{case.door}"), case.tongue or case.language
    return house.say("desk-handed-line", mark=mark, alias=case.alias, door=door, language=language)


async def look(house: House, now: int) -> None:
    """Whoever gave no sign for hours is asked whether he is there, then signed out. One round of the loop."""
    silent, before = patience.of(house).silent, _before(house)
    for shift in await house.database.transact(house.shifts.all):
        if now - shift.acted >= silent - before and (not shift.asked or now - shift.asked >= before):
            await house.database.transact(partial(_silent, house, shift.user, now))


def _before(house: House) -> int:
    return patience.of(house).silent // _ASKED_BEFORE


async def _silent(house: House, user: int, now: int, tx: Tx) -> None:
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    shift = await house.shifts.find(tx, user)
    # He may have come back since the look.
    if shift is None or now - shift.acted < patience.of(house).silent - _before(house):
        return
    if not shift.asked:
        await house.shifts.save(tx, replace(shift, asked=now))
        await _ask(turn, shift)
    elif now - shift.asked >= _before(house):
        given = await ends(turn, user) or 0
        await turn.put(_line(turn, shift, house.say("desk-shift-ended", name=shift.name, count=given)))
        await post_digest(turn, shift.chat)


async def _ask(turn: Turn, shift: Shift) -> None:
    house = turn.house
    minutes, hours = _before(house) // 60, (turn.now - shift.acted) // 3_600
    text = house.say("desk-shift-there", name=shift.name, hours=hours, minutes=minutes)
    button = house.case_button("desk-button-here", STILL_HERE, shift.id, turn.now, chat=shift.chat)
    group = replace(_line(turn, shift, text), keyboard=((button,),))
    operator = await house.operators.find(turn.tx, chat=house.line.chat, user=shift.user)
    if operator is None or not operator.started:
        await turn.put(group)
        return
    own = house.case_button("desk-button-here", STILL_HERE, shift.id, turn.now, chat=shift.user)
    await turn.put(replace(group, chat=shift.user, protect=True, keyboard=((own,),), on_failed=(group,)))


def _line(turn: Turn, shift: Shift, text: str) -> Send:
    quiet = patience.is_night(turn.house, turn.now)
    return Send(
        post=turn.house.new_post(),
        chat=shift.chat,
        html=True,
        role="notice",
        text=text,
        silent=quiet,
        priority=Priority.BOARD,
    )
