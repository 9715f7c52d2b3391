"""What operators say to a case's person: it waits sealed in the case, and he reads it when he asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.cards import too_early
from bot.desk.line import announce
from bot.desk.relay import (
    DELIVERED,
    MORE_TO_PERSON,
    TO_PERSON,
    WAITING,
    WORDLESS,
    Follow,
    pieces_of,
    turn_state,
    undelivered,
)
from bot.desk.said import body_of
from bot.messages import Delete, Edit, React
from bot.texts import clean
from storage.posts import Post

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from bot.messages import Person, Said
    from storage.cases import Case


async def to_person(turn: Turn, case: Case, said: Said) -> None:
    """Keep an operator's message for the case's person, and nobody else. The person never sees who answered.

    The case counts as answered only once the line that tells him of it arrived: see Aftermath.
    """
    if case.chat is None or case.reach == "lost":
        for following in undelivered(turn.house, case, said):
            await turn.put(following)
        return
    answer = Post(id=turn.house.new_post(), chat=0, role=WAITING, case=case.id, source=(said.chat, said.message))
    if too_early(await turn.house.cases.entries(turn.tx, case)):
        await turn.notice("desk-too-early", case, beneath=said.message)
    await turn.house.watches.drop_case(turn.tx, case.id)
    await _keep(turn, case, answer.id, said)
    await turn.house.posts.add(turn.tx, answer)
    arrived = (React(chat=said.chat, message=said.message, emoji=DELIVERED),)
    person = await announce(turn, case, case.chat, Follow(arrived, undelivered(turn.house, case, said)))
    waits = replace(case, unread=(*case.unread, answer.id))
    await turn_state(turn, replace(waits, state="waiting") if await _told(turn, person) else waits)


async def _told(turn: Turn, person: Person) -> bool:
    """Whether the line stands in his chat already; one on its way is followed by the Aftermath."""
    line = await turn.house.posts.by_id(turn.tx, person.line) if person.line is not None else None
    return line is not None and line.message is not None


def head_of(house: House, language: str, word: str, *, corrected: bool = False) -> str:
    """The line above an answer: the check word, and whether its operator changed it after it was read."""
    head = house.texts.plain(language, "person-answer-head", word=word)
    return f"{head} · {house.texts.plain(language, 'relay-corrected')}" if corrected else head


async def corrected(turn: Turn, case: Case, said: Said, copy: Post) -> None:
    """An operator edited an answer; both versions stay in the case.

    An unread one is read as it is now. A shown one is edited in place where its words fit; else it waits to be read
    anew, for nothing but the one line is sent unasked. A place that moves (a live location) is not followed.
    """
    if (said.media is not None and said.media.kind in WORDLESS) or case.chat is None:
        return
    if copy.role == WAITING:
        await _keep(turn, case, copy.id, said)
        return
    pieces = pieces_of(head_of(turn.house, case.language, case.check_word, corrected=True), said)
    again = said.media is not None or len(pieces) > 1
    for post in await turn.house.posts.by_source(turn.tx, said.chat, said.message):
        if post.role == MORE_TO_PERSON or (again and post.role == TO_PERSON):
            await turn.put(Delete(post=post.id))
    if again:
        await to_person(turn, case, said)
        return
    await _keep(turn, case, copy.id, said)
    await turn.put(Edit(post=copy.id, text=pieces[0], anew=False, on_failed=undelivered(turn.house, case, said)))


async def _keep(turn: Turn, case: Case, answer: bytes, said: Said) -> None:
    """One version of an answer, as an entry of the case; the newest under its number counts."""
    body = body_of(said, clean(said.text)) | {"answer": answer.hex()}
    await turn.house.cases.append(turn.tx, case, "answered", body, now=turn.now)
