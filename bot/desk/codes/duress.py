"""A code told with its last word first: "I am not free". The person's side stays as ever; operators see it in red.

Whoever reads along on the phone must not notice: no screen, no push, no message to him differs. What is frozen
is on our side alone: a place sent from then on is neither kept nor passed on, and one kept before is not shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.buttons import RELATIVE
from bot.messages import Priority
from storage.case_files import EntryKind

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from bot.messages import Said, Send
    from storage.cases import Case


async def opened(turn: Turn, case: Case) -> Case:
    """Tell the operators, loudly, each time a case that carries the sign is opened by its code."""
    if not case.duress:
        return case
    alarmed = replace(case, urgent=True)
    await turn.house.cases.save(turn.tx, alarmed)
    await turn.house.cases.append(turn.tx, alarmed, EntryKind.DURESS, {}, now=turn.now)
    await turn.put(_alarm(turn.house, alarmed))
    return alarmed


def _alarm(house: House, case: Case) -> Send:
    text = house.say("desk-duress", alias=case.alias)
    return replace(house.to_room(case), role="notice", text=text, priority=Priority.URGENT)


def withheld(house: House, case: Case, said: Said) -> Said:
    """The message as operators may have it, without a place told under duress, or of somebody else by his relatives.

    They learn that it came.
    """
    his = case.door == RELATIVE
    if not (case.duress or his) or said.media is None or said.media.kind != "location":
        return said
    key = "desk-duress-place" if case.duress else "desk-relative-place"
    text = f"{house.plain(key)}\n{said.text}".strip()
    return replace(said, media=None, text=text)
