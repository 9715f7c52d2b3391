"""A line in the operator chat that rings for a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.showing.cards import CARD, card_keyboard, priority_of
from bot.messages import Send

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case


def ring(turn: Turn, case: Case, text: str, *, silent: bool = False) -> Send:
    """The line, as HTML, beneath the card and with the card's buttons; a reply to it answers, like one to the card."""
    house = turn.house
    return Send(
        post=house.new_post(),
        chat=house.desk_of(case),
        html=True,
        role=CARD,
        case=case.id,
        reply_to=case.card,
        text=text,
        silent=silent,
        keyboard=card_keyboard(house, case, turn.now),
        priority=priority_of(case),
    )
