"""Several cases in one message of an operator chat: a line each, and a button each to take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.showing import cards
from bot.desk.showing.digest import span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import Turn
    from bot.messages import Keyboard
    from storage.cases import Case

LISTED: Final = 8
"""So many cases are named in one message."""
_IN_A_ROW: Final = 2


def line_of(turn: Turn, case: Case, since: int, *, name: str = "") -> str:
    """One case as HTML: since when it waits, and with whom it is (`name`)."""
    house = turn.house
    mark = house.plain("desk-remind-urgent") if case.urgent else "•"
    door, waits = house.plain(f"desk-door-{case.door}"), span(house, turn.now - since)
    line = house.say("desk-remind-line", mark=mark, alias=case.alias, door=door, waits=waits)
    return f"{line} · {house.say('desk-remind-taker', name=name)}" if name else line


def take_buttons(turn: Turn, chat: int, cases: Sequence[Case]) -> Keyboard:
    """Take, with the alias, for each of the first of these."""
    house = turn.house
    buttons = [
        house.desk_button(
            house.plain("desk-button-take-one", alias=case.alias), cards.TAKE, case.id, turn.now, chat=chat
        )
        for case in cases[:LISTED]
    ]
    return tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))
