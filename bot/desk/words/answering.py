"""What operators say to a case's person: it waits sealed in the case, and he reads it when he asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.casework import merged
from bot.desk.knowing import counting
from bot.desk.talks.first_sign import too_early
from bot.desk.words.fates import ANSWERED, Fate, fates_of
from bot.desk.words.follow import DELIVERED, Follow, lost, together
from bot.desk.words.line import announce
from bot.desk.words.relay import NOTE, TO_PERSON_ROLES, WAITING, turn_state
from bot.desk.words.said import body_of, source_of
from bot.messages import Delete, Edit, React
from bot.texts import clean
from storage.posts import Post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bot.desk.house import House, Turn
    from bot.messages import Outgoing, Person, Said
    from storage.cases import Case, Entry


async def to_person(turn: Turn, case: Case, said: Said) -> None:
    """Keep an operator's message for the case's person, and nobody else. The person never sees who answered.

    The case counts as answered only once the line that tells him of it arrived: see Aftermath.
    """
    if case.chat is None or case.reach == "lost":
        await counting.undelivered(turn)
        for following in lost(turn.house, case, (said.chat, said.message)).failed:
            await turn.put(following)
        return
    answer = Post(id=turn.house.new_post(), chat=0, role=WAITING, case=case.id, source=(said.chat, said.message))
    entries = await turn.house.cases.entries(turn.tx, case)
    if too_early(entries):
        await turn.notice("desk-too-early", case, beneath=said)
    for one in {case.id, (await merged.root(turn, case)).id}:
        await turn.house.watches.drop_case(turn.tx, one)
    await counting.answered(turn, case, entries)
    await keep(turn, case, answer.id, said)
    await turn.house.posts.add(turn.tx, answer)
    person = await announce(turn, case, case.chat, await _line_follow(turn, case, answer))
    waits = replace(case, unread=(*case.unread, answer.id), aside=False)
    await turn_state(turn, replace(waits, state="waiting") if await _told(turn, person) else waits)


async def _told(turn: Turn, person: Person) -> bool:
    """Whether the line stands in his chat already; one on its way is followed by the Aftermath."""
    line = await turn.house.posts.by_id(turn.tx, person.line) if person.line is not None else None
    return line is not None and line.message is not None


async def _line_follow(turn: Turn, case: Case, answer: Post) -> Follow:
    """What operators learn of an answer with the line that tells of it."""
    source = answer.source or (turn.house.seat_of(case), 0)
    sent = (React(chat=source[0], message=source[1], emoji=DELIVERED), *await marks_of(turn, *source))
    return replace(lost(turn.house, case, source), sent=sent)


async def marks_of(turn: Turn, chat: int, message: int) -> tuple[Outgoing, ...]:
    """A note that was sent after all says so, once it arrived."""
    copies = await turn.house.posts.by_source(turn.tx, chat, message)
    text = turn.house.say("desk-note-sent")
    return tuple(Edit(post=marker.id, html=True, text=text) for marker in copies if marker.role == NOTE)


async def wait_again(turn: Turn, case: Case, answers: Sequence[bytes] | None = None) -> Case:
    """What was on its way into a chat, or these answers of it, waits to be read again, oldest first. Does not save.

    An answer that a newer one of the same message replaces waits no more.
    """
    again = case.showing if answers is None else answers
    if not again:
        return case
    bodies, desk = await newest(turn, case), turn.house.desk_of(case)
    counts = set({source_of(body, desk): answer for answer, body in bodies.items()}.values())
    for answer in counts.intersection(again):
        source = source_of(bodies[answer], desk)
        await turn.house.posts.add(turn.tx, Post(id=answer, chat=0, role=WAITING, case=case.id, source=source))
    waits = {*case.unread, *counts.intersection(again)}
    showing = tuple(answer for answer in case.showing if answer not in again)
    return replace(case, unread=tuple(answer for answer in bodies if answer in waits), showing=showing)


async def take_back(turn: Turn, case: Case, answers: Sequence[bytes]) -> Case:
    """Words on their way come no more: they wait to be read again. Does not save.

    Nothing of them may stand there in part; earlier words that they correct stay until the new ones are read.
    """
    entries = await turn.house.cases.entries(turn.tx, case) if answers else []
    bodies = bodies_of(entries)
    for answer in filter(bodies.__contains__, answers):
        source = source_of(bodies[answer], turn.house.desk_of(case))
        if Fate.ARRIVED not in fates_of(case, entries, source):
            for post in await copies_of(turn, case, source):
                await turn.put(Delete(post=post.id))
    return await wait_again(turn, case, answers)


async def copies_of(turn: Turn, case: Case, source: tuple[int, int]) -> list[Post]:
    """What stands in a person's chat, or is on its way there, of one message of an operator."""
    copies = await turn.house.posts.by_source(turn.tx, *source)
    return [copy for copy in copies if copy.role in TO_PERSON_ROLES and copy.chat == case.chat]


async def tell_again(turn: Turn, case: Case) -> Person | None:
    """A case with unread answers lives in another chat now: there a line tells of them. None: nothing is unread."""
    posts = [await turn.house.posts.by_id(turn.tx, answer) for answer in case.unread]
    follows = [await _line_follow(turn, case, post) for post in posts if post is not None]
    if case.chat is None or not follows:
        return None
    return await announce(turn, case, case.chat, together(follows))


async def try_again(turn: Turn, case: Case, answer: Post) -> bool:
    """An answer is to be sent that was sent already: if nothing could tell its person of it, something may now.

    False: it did not arrive, or in part, and nothing of it is on its way; it must be sent anew.
    """
    if case.chat is None or answer.source is None:
        return True
    fates = fates_of(case, await turn.house.cases.entries(turn.tx, case), answer.source)
    lost = fates[-1:] == [Fate.UNDELIVERED]
    if lost and answer.role == WAITING:
        await announce(turn, case, case.chat, await _line_follow(turn, case, answer))
    return answer.role == WAITING or not lost


async def newest(turn: Turn, case: Case) -> dict[bytes, Mapping[str, Any]]:
    """The newest words of every answer of a case, in the order in which they were first given."""
    return bodies_of(await turn.house.cases.entries(turn.tx, case))


def bodies_of(entries: Sequence[Entry]) -> dict[bytes, Mapping[str, Any]]:
    """The same, from the case's entries."""
    return {bytes.fromhex(entry.body["answer"]): entry.body for entry in entries if "answer" in entry.body}


def head_of(house: House, language: str, word: str, *, corrected: bool = False) -> str:
    """The line above an answer: the check word, and whether its operator changed it after it was read."""
    head = house.texts.plain(language, "person-answer-head", word=word)
    return f"{head} · {house.texts.plain(language, 'relay-corrected')}" if corrected else head


async def keep(turn: Turn, case: Case, answer: bytes, said: Said) -> str:
    """One version of an answer, as an entry of the case; the newest under its number counts. Returns its name."""
    wording = turn.house.new_post().hex()
    body = body_of(said, clean(said.text)) | {"chat": said.chat, "answer": answer.hex(), "wording": wording}
    await turn.house.cases.append(turn.tx, case, ANSWERED, body, now=turn.now)
    return wording
