"""What follows at the desk, in the same transaction, once Telegram took a message of ours or never will."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk import cards, relay
from bot.desk.answering import newest
from bot.desk.fates import ANSWERED, Fate
from bot.desk.follow import is_whole
from bot.desk.house import Turn
from bot.desk.line import LINE
from bot.desk.taking import head_of, room_title
from bot.errors import SealError
from bot.messages import Priority, Send, Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

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
        head = await head_of(turn, case, heads[-1].id if heads else self._house.new_post())
        return room_title(self._house, case), (replace(head, priority=Priority.URGENT),)

    async def settled(self, tx: Tx, item: Send | Edit, *, arrived: bool, now: int) -> None:
        """Operators' answers count once the line that tells of them arrived; the end of each wording is noted."""
        turn = self._turn(tx, now)
        if isinstance(item, Send) and item.role == LINE:
            for case in await self._house.cases.of_person(tx, bot=self._house.line.bot, chat=item.chat):
                await (_arrived if arrived else _lost)(turn, case)
        elif item.wording and (is_whole(item) or not arrived):
            copy = item if isinstance(item, Send) else await self._house.posts.by_id(tx, item.post)
            case_shown = await turn.case(copy.case) if copy is not None else None
            if copy is not None and case_shown is not None and case_shown.hot and case_shown.chat == copy.chat:
                await _shown(turn, case_shown, item.wording, Fate.ARRIVED if arrived else Fate.UNDELIVERED)

    def _turn(self, tx: Tx, now: int) -> Turn:
        """The outbox's own work: no update of the inbox ends with it."""
        return Turn(self._house, tx, Work(bot=self._house.line.bot, update_id=0, now=now))


async def _arrived(turn: Turn, case: Case) -> None:
    if case.state == "taken" and await relay.answered_last(turn, case):
        await relay.turn_state(turn, replace(case, state="waiting"))


async def _lost(turn: Turn, case: Case) -> None:
    bodies = await newest(turn, case) if case.unread else {}
    for answer in filter(bodies.__contains__, case.unread):
        await _note(turn, case, Fate.UNDELIVERED, bodies[answer])


async def _shown(turn: Turn, case: Case, wording: str, fate: Fate) -> None:
    """Words of an answer stand before its person now, or never will; a newer wording of it may still be on its way."""
    entries = await turn.house.cases.entries(turn.tx, case)
    bodies = (entry.body for entry in entries if entry.kind == ANSWERED and entry.body.get("wording") == wording)
    body = next(bodies, None)
    answer = bytes.fromhex(body["answer"]) if body is not None else b""
    if body is None or answer not in case.showing:
        return
    await _note(turn, case, fate, body)
    if (await newest(turn, case))[answer].get("wording") == wording:
        left = tuple(other for other in case.showing if other != answer)
        await turn.house.cases.save(turn.tx, replace(case, showing=left))


async def _note(turn: Turn, case: Case, fate: Fate, body: Mapping[str, Any]) -> None:
    noted = {"message": body["message"], "wording": body.get("wording", "")}
    await turn.house.cases.append(turn.tx, case, fate, noted, now=turn.now)
