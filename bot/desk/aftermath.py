"""What follows at the desk, in the same transaction, once Telegram took a message of ours or never will."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk import alarms, cards, relay
from bot.desk.house import Turn
from bot.messages import Work

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Send
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post


class Aftermath:
    """The desk, as the outbox asks it."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def title(self, tx: Tx, topic: Post) -> str:
        """The title of a room that must be opened again."""
        return await alarms.topic_title(self._house, tx, topic)

    async def settled(self, tx: Tx, send: Send, *, arrived: bool, now: int) -> None:
        """An operator's answer counts as one once the person's chat took it; one that never can is noted as such."""
        if send.role != relay.TO_PERSON or send.source is None:
            return
        turn = Turn(self._house, tx, Work(bot=self._house.line.bot, update_id=0, now=now))
        case = await turn.case(send.case)
        if case is None or not case.hot:
            return
        if not arrived:
            await self._house.cases.append(tx, case, cards.UNDELIVERED, {"message": send.source[1]}, now=now)
        elif case.state == "taken" and await _answered_last(turn, case):
            await relay.turn_state(turn, replace(case, state="waiting"))


async def _answered_last(turn: Turn, case: Case) -> bool:
    """Whether the last word is an operator's: the person may have written while the answer was on its way."""
    for entry in reversed(await turn.house.cases.entries(turn.tx, case)):
        if entry.kind in {"said", "answered"} and not entry.body.get("edited"):
            return entry.kind == "answered"
    return False
