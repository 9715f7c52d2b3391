"""Whether a ban holds for a talk, and the line that says so: beneath every screen that tells how a case stands."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.flows.talk import Phrase, Place

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.flows.talk import Screen
    from bot.messages import Person
    from storage.bans import Ban


PLACES: Final = frozenset({Place.STATUS, Place.RECEIPT})
"""Where a screen says that all he writes goes to operators."""


async def binds(turn: Turn, person: Person) -> Ban | None:
    """The ban that holds for this talk now."""
    if person.ban is None:
        return None
    ban = await turn.house.bans.of_chat(turn.tx, bot=turn.house.line.bot, chat=person.chat, now=turn.now)
    return ban if ban is not None and ban.id == person.ban[0] else None


async def told(turn: Turn, person: Person, place: Place, screen: Screen) -> Screen:
    """A screen that says how a case stands, with the line of the ban that holds."""
    ban = await binds(turn, person) if place in PLACES else None
    return screen if ban is None else replace(screen, parts=(*screen.parts, Phrase("desk-ban-told", until(ban))))


def until(ban: Ban) -> dict[str, str | Phrase]:
    """What the line names."""
    when = time.gmtime(ban.until)
    return {
        "day": time.strftime("%d.%m", when),
        "time": time.strftime("%H:%M", when),
        "now": Phrase.of("button-now"),
        "crisis": Phrase.of("button-crisis"),
    }
