"""Somebody comes over from a bot of the line that answers no more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.showing import cards

if TYPE_CHECKING:
    from bot.desk.house import Turn


async def came(turn: Turn, chat: int) -> None:
    """Somebody of the old bot's writes here for the first time: his operators see that he is reached again."""
    for case in await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=chat):
        if case.elsewhere:
            there = replace(case, elsewhere=False)
            await turn.house.cases.save(turn.tx, there)
            await cards.refresh_card(turn, there)
            await turn.notice("desk-came-over", there, bot=turn.house.line.username)
