"""Words of a person for whom no room is open yet: they wait sealed in the case, and stand in its room once it opens.

The group must not read them where rooms are private.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.showing.cards import FROM_PERSON
from storage.posts import Post

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from bot.messages import Said
    from storage.cases import Case

HELD: Final = "held"
"""A person's message that stands in no room yet: a post in no chat, which knows whose words it stands for."""


def holds(house: House, case: Case) -> bool:
    """Whether a case's words wait: its room will be in a private chat, and is not open."""
    if case.room or case.head:
        return False
    return bool(case.seat) or (house.line.private and case.state == "new")


async def hold(turn: Turn, case: Case, said: Said, post: bytes) -> None:
    """Remember which message of the person an entry keeps, so that a correction of it is found."""
    source = (said.chat, said.message) if said.message else None
    await turn.house.posts.add(turn.tx, Post(id=post, chat=0, role=HELD, case=case.id, source=source))


async def forget(turn: Turn, post: Post) -> None:
    """A message of the operators' side is gone, or can not be reached; a person's message it showed is still known."""
    await turn.house.posts.drop(turn.tx, post.id)
    if post.role == FROM_PERSON and post.source is not None:
        held = Post(id=post.id, chat=0, role=HELD, case=post.case, source=post.source)
        await turn.house.posts.add(turn.tx, held)


async def drop(turn: Turn, case: Case) -> None:
    """The case ends: nothing tells any more which messages of the person it kept."""
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.role == HELD:
            await turn.house.posts.drop(turn.tx, post.id)
