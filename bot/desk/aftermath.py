"""What follows at the desk, in the same transaction, once Telegram took a message of ours or never will."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk import cards, relay
from bot.desk.fates import ANSWERED, Fate
from bot.desk.house import Turn
from bot.desk.pieces import is_whole
from bot.desk.taking import head_of, room_title
from bot.errors import SealError
from bot.messages import Priority, Send, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House
    from bot.messages import Edit, Outgoing
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post

NAMELESS: Final = "…"
"""The title of a room whose case the server can not read."""


class Aftermath:
    """The desk, as the outbox asks it."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def room_again(self, tx: Tx, topic: Post, *, now: int) -> tuple[str, Sequence[Outgoing]]:
        """The title of a room that somebody deleted, and its head anew, with the buttons of its case."""
        try:
            return await self._room_again(self._turn(tx, now), topic)
        except (SealError, ValueError):
            # A case that does not open must not stop the line; what waits for the room goes out all the same.
            return NAMELESS, ()

    async def _room_again(self, turn: Turn, topic: Post) -> tuple[str, Sequence[Outgoing]]:
        case = await turn.case(topic.case)
        if case is None or not case.hot:
            return NAMELESS, ()
        heads = [post for post in await self._house.posts.of_case(turn.tx, case.id) if post.role == cards.HEAD]
        if case.room != topic.id or (heads and heads[-1].message is None):
            return room_title(self._house, case), ()
        # As the same post: what was queued for the head that is gone is for the new one.
        head = head_of(turn, case, heads[-1].id if heads else self._house.new_post())
        return room_title(self._house, case), (replace(head, priority=Priority.URGENT),)

    async def settled(self, tx: Tx, item: Send | Edit, *, arrived: bool, now: int) -> None:
        """An operator's answer counts as one once the person's chat took all of it; each wording's fate is noted."""
        turn = self._turn(tx, now)
        copy = await self._copy_of(tx, item)
        if copy is None or (arrived and not is_whole(item)):
            return
        case = await turn.case(copy.case)
        if case is None or (case.hot and case.chat != copy.chat):
            return
        fate = Fate.ARRIVED if arrived else Fate.UNDELIVERED
        message = copy.source[1] if copy.source else 0
        await self._house.cases.append(tx, case, fate, {"message": message, "wording": item.wording}, now=now)
        if arrived and case.state == "taken" and await _last_word(turn, case, message):
            await relay.turn_state(turn, replace(case, state="waiting"))

    async def _copy_of(self, tx: Tx, item: Send | Edit) -> Send | Post | None:
        """Where an operator's answer stands; None where the item is something else."""
        if not item.wording:
            return None
        return item if isinstance(item, Send) else await self._house.posts.by_id(tx, item.post)

    def _turn(self, tx: Tx, now: int) -> Turn:
        """The outbox's own work: no update of the inbox ends with it."""
        return Turn(self._house, tx, Work(bot=self._house.line.bot, update_id=0, now=now))


async def _last_word(turn: Turn, case: Case, message: int) -> bool:
    """Whether this answer is the last word: something else may have been said while it was on its way."""
    for entry in reversed(await turn.house.cases.entries(turn.tx, case)):
        if entry.kind in {"said", ANSWERED} and not entry.body.get("edited"):
            return entry.kind == ANSWERED and entry.body["message"] == message
    return False
