"""What operators say to a case's person: it waits sealed in the case, and he reads it when he asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.cards import too_early
from bot.desk.fates import ANSWERED, Fate, fates_of
from bot.desk.follow import DELIVERED, SEEN, Follow, lost, together
from bot.desk.line import announce
from bot.desk.relay import MORE_TO_PERSON, NOTE, TO_PERSON, WAITING, WORDLESS, pieces_of, turn_state
from bot.desk.said import body_of
from bot.messages import Delete, Edit, React
from bot.texts import clean
from storage.posts import Post

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from bot.desk.house import House, Turn
    from bot.messages import Outgoing, Person, Said
    from storage.cases import Case


async def to_person(turn: Turn, case: Case, said: Said) -> None:
    """Keep an operator's message for the case's person, and nobody else. The person never sees who answered.

    The case counts as answered only once the line that tells him of it arrived: see Aftermath.
    """
    if case.chat is None or case.reach == "lost":
        for following in lost(turn.house, case, said.message).failed:
            await turn.put(following)
        return
    answer = Post(id=turn.house.new_post(), chat=0, role=WAITING, case=case.id, source=(said.chat, said.message))
    if too_early(await turn.house.cases.entries(turn.tx, case)):
        await turn.notice("desk-too-early", case, beneath=said.message)
    await turn.house.watches.drop_case(turn.tx, case.id)
    await _keep(turn, case, answer.id, said)
    await turn.house.posts.add(turn.tx, answer)
    person = await announce(turn, case, case.chat, await _line_follow(turn, case, answer))
    waits = replace(case, unread=(*case.unread, answer.id))
    await turn_state(turn, replace(waits, state="waiting") if await _told(turn, person) else waits)


async def _told(turn: Turn, person: Person) -> bool:
    """Whether the line stands in his chat already; one on its way is followed by the Aftermath."""
    line = await turn.house.posts.by_id(turn.tx, person.line) if person.line is not None else None
    return line is not None and line.message is not None


async def _line_follow(turn: Turn, case: Case, answer: Post) -> Follow:
    """What operators learn of an answer with the line that tells of it."""
    chat, message = answer.source or (turn.house.line.chat, 0)
    sent = (React(chat=chat, message=message, emoji=DELIVERED), *await marks_of(turn, chat, message))
    return replace(lost(turn.house, case, message), sent=sent)


async def marks_of(turn: Turn, chat: int, message: int) -> tuple[Outgoing, ...]:
    """A note that was sent after all says so, once it arrived."""
    copies = await turn.house.posts.by_source(turn.tx, chat, message)
    text = turn.house.say("desk-note-sent")
    return tuple(Edit(post=marker.id, html=True, text=text) for marker in copies if marker.role == NOTE)


async def wait_again(turn: Turn, case: Case) -> Case:
    """What was on its way into a chat that is emptied now waits to be read again, oldest first. Does not save."""
    if not case.showing:
        return case
    bodies = await newest(turn, case)
    for answer in filter(bodies.__contains__, case.showing):
        source = (turn.house.line.chat, bodies[answer]["message"])
        await turn.house.posts.add(turn.tx, Post(id=answer, chat=0, role=WAITING, case=case.id, source=source))
    waits = {*case.unread, *case.showing}
    return replace(case, unread=tuple(answer for answer in bodies if answer in waits), showing=())


async def tell_again(turn: Turn, case: Case) -> Person | None:
    """A case with unread answers lives in another chat now: there a line tells of them. None: nothing is unread."""
    posts = [await turn.house.posts.by_id(turn.tx, answer) for answer in case.unread]
    follows = [await _line_follow(turn, case, post) for post in posts if post is not None]
    if case.chat is None or not follows:
        return None
    return await announce(turn, case, case.chat, together(follows))


async def try_again(turn: Turn, case: Case, answer: Post) -> None:
    """An answer is to be sent that waits already: if nothing could tell its person of it, something may now."""
    if case.chat is None or answer.role != WAITING or answer.source is None:
        return
    fates = fates_of(case, await turn.house.cases.entries(turn.tx, case), answer.source[1])
    if fates[-1:] == [Fate.UNDELIVERED]:
        await announce(turn, case, case.chat, await _line_follow(turn, case, answer))


async def newest(turn: Turn, case: Case) -> dict[bytes, Mapping[str, Any]]:
    """The newest words of every answer of a case, in the order in which they were first given."""
    entries = await turn.house.cases.entries(turn.tx, case)
    return {bytes.fromhex(entry.body["answer"]): entry.body for entry in entries if "answer" in entry.body}


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
    bodies = await newest(turn, case)
    answers = [answer for answer, body in bodies.items() if body["message"] == said.message]
    others = tuple(answer for answer in case.showing if answer not in answers)
    posts = await turn.house.posts.by_source(turn.tx, said.chat, said.message)
    if said.media is not None or len(pieces) > 1:
        for post in posts:
            if post.role in {TO_PERSON, MORE_TO_PERSON}:
                await turn.put(Delete(post=post.id))
        await to_person(turn, replace(case, showing=others), said)
        return
    answer = answers[-1] if answers else copy.id
    more = tuple(Delete(post=post.id) for post in posts if post.role == MORE_TO_PERSON)
    follow = _correction_follow(turn.house, case, said, more)
    if answer in case.showing:
        # The words that it corrects may never have come: nothing may stay in their place.
        gone = (Delete(post=copy.id), *more)
        none = lost(turn.house, case, said.message)
        follow = Follow(follow.sent, (*none.failed, *gone), (*none.blocked, *gone))
    wording = await _keep(turn, case, answer, said)
    edit = Edit(post=copy.id, text=pieces[0], wording=wording, anew=False, on_sent=follow.sent)
    await turn.put(replace(edit, on_failed=follow.failed, on_blocked=follow.blocked))
    await turn.house.cases.save(turn.tx, replace(case, showing=(*others, answer)))


def _correction_follow(house: House, case: Case, said: Said, more: tuple[Outgoing, ...]) -> Follow:
    """What a correction in place brings: all of the old words, with `more`, stay until the new ones are there."""
    seen = React(chat=said.chat, message=said.message, emoji=SEEN)
    return replace(lost(house, case, said.message, "desk-undelivered-edit"), sent=(*more, seen))


async def _keep(turn: Turn, case: Case, answer: bytes, said: Said) -> str:
    """One version of an answer, as an entry of the case; the newest under its number counts. Returns its name."""
    wording = turn.house.new_post().hex()
    body = body_of(said, clean(said.text)) | {"answer": answer.hex(), "wording": wording}
    await turn.house.cases.append(turn.tx, case, ANSWERED, body, now=turn.now)
    return wording
