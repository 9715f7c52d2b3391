"""What operators do with a case: take, open, close, keep a medium, send a note after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.casework import merged, rooms
from bot.desk.casework.taking import take_case
from bot.desk.ending import ending
from bot.desk.house import Turn
from bot.desk.words import answering, keeping, outward, relay
from bot.desk.words.said import keeps, said_again
from bot.messages import Reply

if TYPE_CHECKING:
    from bot.messages import Said
    from storage.cases import Case
    from storage.people import Operator
    from storage.posts import Post


def _toast(turn: Turn, key: str, *, alert: bool = False, **values: str) -> Reply:
    return Reply(toast=turn.house.plain(key, **values), alert=alert)


async def take(turn: Turn, case: Case, operator: Operator) -> Reply:
    """The first who presses has it; a second learns who was faster."""
    if case.chat == operator.user:
        return _toast(turn, "desk-own-case", alert=True)
    if await take_case(turn, case, operator) is None:
        return _toast(turn, "desk-taken-already", name=case.taker_name or "…", alert=True)
    return Reply(url=rooms.link(turn.house, case)) if turn.house.line.private else _toast(turn, "desk-taken")


async def close(turn: Turn, case: Case, reason: str) -> Reply:
    """End a case, and what is merged with it. Not while the code of one is in the making: it would open nothing."""
    every, pending = await merged.members(turn, case), await turn.house.cases.codes_pending(turn.tx)
    if any(one.id in pending for one in every):
        return _toast(turn, "desk-close-wait", alert=True)
    for one in reversed(every):
        await ending.close(turn, one, reason)
    return _toast(turn, "desk-closed")


async def keep(turn: Turn, post_id: bytes) -> Reply:
    """Keep the photo or the voice that this post relayed."""
    post = await turn.house.posts.by_id(turn.tx, post_id)
    case = await turn.case(post.case) if post is not None else None
    if case is None or not case.hot:
        return _toast(turn, "desk-reply-closed", alert=True)
    return await keeping.ask(turn, case, post_id)


async def forward_note(turn: Turn, marker_id: bytes, operator: Operator) -> Reply:
    """Send a note to the person after all; once."""
    house = turn.house
    marker = await house.posts.by_id(turn.tx, marker_id)
    case = await turn.case(marker.case) if marker is not None else None
    if marker is None or marker.source is None or case is None or not case.hot:
        return _toast(turn, "desk-reply-closed", alert=True)
    copies = await house.posts.by_source(turn.tx, *marker.source)
    sent = next((post for post in copies if post.role in relay.ANSWER_ROLES), None)
    given = await turn.case(sent.case) if sent is not None else None
    if sent is not None and await answering.try_again(turn, given or case, sent):
        return _toast(turn, "desk-note-sent-toast")
    said = await _noted(turn, case, marker)
    if said is None:
        return _toast(turn, "desk-case-gone", alert=True)
    await outward.send(turn, case, said, operator)
    return _toast(turn, "desk-note-sent-toast")


async def _noted(turn: Turn, case: Case, marker: Post) -> Said | None:
    """The newest words of the note that a marker stands beneath."""
    if marker.source is None:
        return None
    for entry in reversed(await turn.house.cases.entries(turn.tx, case)):
        if entry.kind == "note" and keeps(entry.body, marker.source):
            return said_again(entry.body, marker.source[0])
    return None
