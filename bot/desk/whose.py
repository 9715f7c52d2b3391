"""Whose case a message of the operators' side is about: by the message it replies to, and by its topic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.casework import merged
from bot.desk.words.relay import NOTE

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from bot.desk.house import Turn
    from bot.messages import Said
    from storage.cases import Case
    from storage.posts import Post


async def replied_post(turn: Turn, came: Said) -> Post | None:
    """The post of ours a message replies to. A plain post in a topic arrives as a reply to the topic itself: none."""
    if came.reply_to is None or came.reply_to == came.thread:
        return None
    posts, tx = turn.house.posts, turn.tx
    post = await posts.by_message(tx, came.chat, came.reply_to)
    if post is not None:
        return post
    # Not ours: an operator's own message. Where it was relayed or noted, its copy names the case.
    copies = await posts.by_source(tx, came.chat, came.reply_to)
    return next((replace(copy, role=NOTE) for copy in copies if copy.case is not None), None)


async def case_id_of(turn: Turn, came: Said, replied: Post | None) -> bytes | None:
    """The case of the topic a message stands in, else of what it replies to."""
    room = await turn.house.posts.by_message(turn.tx, came.chat, came.thread) if came.thread else None
    if room is not None and room.case:
        return room.case
    return replied.case if replied is not None else None


async def worked_here(turn: Turn, case: Case, desks: AbstractSet[int], chat: int) -> bool:
    """Whether a case is one of these operator chats', or has its room in this private chat; an old card may stand on.

    A case that is merged into another is also where that one is.
    """
    house = turn.house
    return bool({house.desk_of(case), house.desk_of(await merged.root(turn, case))} & desks) or case.seat == chat
