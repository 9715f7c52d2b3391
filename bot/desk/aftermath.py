"""What follows at the desk, in the same transaction, once Telegram took a message of ours or never will."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk import cards, relay
from bot.desk.house import Turn
from bot.desk.line import LINE
from bot.desk.taking import head_of, room_title
from bot.errors import SealError
from bot.messages import Priority, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House
    from bot.messages import Outgoing, Send
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
        head = await head_of(turn, case, heads[-1].id if heads else self._house.new_post())
        return room_title(self._house, case), (replace(head, priority=Priority.URGENT),)

    async def settled(self, tx: Tx, send: Send, *, arrived: bool, now: int) -> None:
        """Operators' answers count once the line that tells of them arrived; those that never can are noted as such."""
        turn = self._turn(tx, now)
        if send.role == LINE:
            for case in await self._house.cases.of_person(tx, bot=self._house.line.bot, chat=send.chat):
                await (_arrived if arrived else _lost)(turn, case)
        elif send.role == relay.TO_PERSON and send.source is not None and not arrived:
            case_shown = await turn.case(send.case)
            if case_shown is not None and case_shown.hot:
                await _note_lost(turn, case_shown, send.source[1])

    def _turn(self, tx: Tx, now: int) -> Turn:
        """The outbox's own work: no update of the inbox ends with it."""
        return Turn(self._house, tx, Work(bot=self._house.line.bot, update_id=0, now=now))


async def _arrived(turn: Turn, case: Case) -> None:
    if case.state == "taken" and await relay.answered_last(turn, case):
        await relay.turn_state(turn, replace(case, state="waiting"))


async def _lost(turn: Turn, case: Case) -> None:
    for answer in case.unread:
        post = await turn.house.posts.by_id(turn.tx, answer)
        if post is not None and post.source is not None:
            await _note_lost(turn, case, post.source[1])


async def _note_lost(turn: Turn, case: Case, message: int) -> None:
    await turn.house.cases.append(turn.tx, case, cards.UNDELIVERED, {"message": message}, now=turn.now)
