"""A case's messages go out of its person's chat, and on his wish his words out of the operators' side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.showing.cards import FROM_PERSON_ROLES
from bot.desk.words.follow import FAILED
from bot.desk.words.held import HELD
from bot.desk.words.relay import WAITING
from bot.messages import Delete, Erase, React

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case


async def unsay(turn: Turn, case: Case, *, operators_too: bool) -> None:
    """Take every message of a case out of the person's chat, and on his wish his words out of the operators' chat."""
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.chat == case.chat:
            # Until it is gone it is no copy any more that a correction could go to.
            await turn.house.posts.add(turn.tx, replace(post, source=None))
            await turn.put(Delete(post=post.id))
        elif post.role == WAITING and operators_too:
            await turn.house.posts.drop(turn.tx, post.id)
            if post.source is not None:
                await turn.put(React(chat=post.source[0], message=post.source[1], emoji=FAILED))
        elif post.role in FROM_PERSON_ROLES or post.role == HELD:
            if post.source is not None and post.source[0] == case.chat and case.reach == "open":
                await turn.put(Erase(chat=post.source[0], messages=(post.source[1],), since=post.sent_at))
            if operators_too:
                await turn.put(Delete(post=post.id))
