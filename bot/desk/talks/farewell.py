"""What a person has not read when his case is closed: it lies in his own row, and goes from there once he has it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from bot.desk.talks.screens import READ_PLACES, Scene, refresh
from bot.desk.words.answering import newest
from bot.flows.talk import Talk
from bot.messages import Edit
from storage.packing import to_json

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.messages import Person, Send
    from storage.cases import Case

LAST: Final = "last "
"""What begins the wording of the last words of a closed case: no case notes their end."""
_ENOUGH: Final = 16


def wording_of(packed: str) -> str:
    """The name of an answer among the last words."""
    return LAST + sha256(packed.encode()).hexdigest()[:_ENOUGH]


async def last_words(turn: Turn, case: Case) -> tuple[str, ...]:
    """The unread answers of a case that is being closed, packed for its person: the server reads that case no more."""
    bodies = await newest(turn, case) if case.unread else {}
    return tuple(to_json(dict(bodies[answer])).decode() for answer in case.unread if answer in bodies)


async def coming(turn: Turn, person: Person) -> bool:
    """Whether anything that belongs to no open case is still on its way to him."""
    outbox, tx, now = turn.house.outbox, turn.tx, turn.now
    return any([await outbox.unfinished(tx, post, now=now) for post in person.left])


async def arrived(turn: Turn, item: Send | Edit) -> None:
    """Last words arrived: an answer that is whole, in messages that stay, waits no more; nor does their end."""
    post = await turn.house.posts.by_id(turn.tx, item.post)
    person = await turn.person(post.chat) if post is not None else None
    whole = isinstance(item, Edit) and not item.on_sent
    if person is None or person.ended is None or not whole:
        return
    if await turn.house.outbox.going(turn.tx, item.post, now=turn.now):
        return
    last = tuple(packed for packed in person.last if wording_of(packed) != item.wording)
    ended = person.ended if last or await coming(turn, person) else None
    read = replace(person, last=last, ended=ended, end=person.end if ended else None)
    await turn.house.people.save(turn.tx, read, bot=turn.house.line.bot)
    kept = await turn.house.people.draft(turn.tx, read.id)
    await refresh(Scene(turn=turn, person=read, talk=Talk.from_json(kept or {})), places=READ_PLACES)
