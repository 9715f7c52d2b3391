"""Read: what waits for a person appears where the line stood, in order, and its timer starts.

Nothing else shows an operator's words. A locked account reads nothing: its person is a stranger, its cases are out of
reach. Words never stand in a new message: it comes as three dots and is edited, so that no notification holds a word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.desk import traces
from bot.desk.answering import head_of
from bot.desk.line import LINE
from bot.desk.relay import (
    MORE_TO_PERSON,
    NOTHING_FOLLOWS,
    TO_PERSON,
    TO_PERSON_ROLES,
    Follow,
    answered_last,
    pieces_of,
    turn_state,
    undelivered,
)
from bot.desk.said import said_again
from bot.desk.screens import DOTS, keep, refresh
from bot.errors import StaleButton
from bot.messages import NOTHING_TO_SAY, Delete, Edit, Erase, React, Send
from storage.packing import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.desk.house import Turn
    from bot.desk.screens import Scene
    from bot.messages import Media, Reply
    from storage.cases import Case
    from storage.posts import Post

SEEN: Final = "👀"
"""The reaction that tells an operator his words were read."""
GOING: Final = 60
"""Seconds before a line's end from which on no words are put into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message that will stand in the chat: words, a medium, or both."""

    text: str
    html: bool = False
    media: Media | None = None
    role: str = TO_PERSON
    case: bytes | None = None
    source: tuple[int, int] | None = None
    lost: Follow = NOTHING_FOLLOWS


async def read(scene: Scene, pressed: int | None = None) -> Reply:
    """Show everything that waits. `pressed`: the message of the button. Raises StaleButton: nothing waits."""
    turn, person = scene.turn, scene.person
    waiting = [*await _of_cases(scene), *_of_the_closed(scene)]
    post = await turn.house.posts.by_message(turn.tx, person.chat, pressed) if pressed is not None else None
    if not waiting and (post is None or post.role not in TO_PERSON_ROLES):
        await _forget_line(scene, post)
        raise StaleButton
    if not waiting:
        return NOTHING_TO_SAY
    if pressed is not None:
        await _drop_copy(scene, pressed, post)
    place = await _place(scene, waiting[0])
    posts = [await _show(scene, one, None if number else place) for number, one in enumerate(waiting)]
    shown = (*person.shown, *posts) if person.trace == traces.AT_ONCE else person.shown
    scene.person = replace(person, line=None, last=(), ended=None, below=True, shown=shown)
    await keep(scene)
    await refresh(scene)
    return NOTHING_TO_SAY


async def _forget_line(scene: Scene, post: Post | None) -> None:
    """Behind a lock nothing is his to read: the line goes as any old button's message does, and the next may come."""
    if post is not None and post.role == LINE:
        await scene.turn.house.posts.drop(scene.turn.tx, post.id)
        scene.person = replace(scene.person, line=None)


async def _drop_copy(scene: Scene, pressed: int, post: Post | None) -> None:
    """A line that was sent twice, or that nobody remembers: it goes, for nothing will stand in its place."""
    if post is None:
        await scene.turn.put(Erase(chat=scene.person.chat, messages=(pressed,)))
    elif post.role == LINE and post.id != scene.person.line:
        await scene.turn.put(Delete(post=post.id))


async def last_words(turn: Turn, case: Case) -> tuple[str, ...]:
    """The unread answers of a case that is being closed, packed for its person: the server reads that case no more."""
    bodies = await _newest(turn, case)
    return tuple(to_json(dict(bodies[answer])).decode() for answer in case.unread if answer in bodies)


async def _of_cases(scene: Scene) -> list[Shown]:
    """The unread answers of every open case of his, oldest first; from now on they are read."""
    turn, found = scene.turn, list[Shown]()
    his = await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=scene.person.chat)
    for case in (case for case in his if case.reach == "open"):
        bodies = await _newest(turn, case)
        for answer in case.unread:
            if answer in bodies:
                found += await _answer(scene, case, answer, bodies[answer])
        if case.unread:
            done = replace(case, unread=())
            if case.state == "taken" and await answered_last(turn, case):
                done = replace(done, state="waiting")
            await turn_state(turn, done)
            scene.case = done if scene.case is not None and scene.case.id == case.id else scene.case
    return found


async def _newest(turn: Turn, case: Case) -> dict[bytes, Mapping[str, Any]]:
    """The newest words of every answer of a case, if any is unread."""
    entries = await turn.house.cases.entries(turn.tx, case) if case.unread else []
    return {bytes.fromhex(entry.body["answer"]): entry.body for entry in entries if "answer" in entry.body}


async def _answer(scene: Scene, case: Case, answer: bytes, body: Mapping[str, Any]) -> list[Shown]:
    """One answer as messages; its operator sees that it is read now, and learns if it could not be shown."""
    turn = scene.turn
    waited = await turn.house.posts.by_id(turn.tx, answer)
    source = waited.source if waited is not None else None
    await turn.house.posts.drop(turn.tx, answer)
    first, *rest = [replace(one, case=case.id, source=source) for one in _messages(scene, case.check_word, body)]
    if source is None:
        return [first, *rest]
    seen = React(chat=source[0], message=source[1], emoji=SEEN)
    await turn.put(seen)
    if scene.person.line is not None:
        # He may be faster than the news that the line arrived: what follows on that must not have the last word.
        await turn.house.outbox.follow(turn.tx, scene.person.line, sent=(seen,), failed=())
    lost = Follow(failed=undelivered(turn.house, case, said_again(body, source[0])))
    return [replace(first, lost=lost), *rest]


def _of_the_closed(scene: Scene) -> list[Shown]:
    """What he had not read when his case was closed, and that it was."""
    person, texts = scene.person, scene.turn.house.texts
    if person.ended is None:
        return []
    found = [one for packed in person.last for one in _messages(scene, person.ended, from_json(packed.encode()))]
    farewell = texts.say(person.language, "person-closed", word=person.ended)
    return [*found, Shown(text=farewell, html=True)]


def _messages(scene: Scene, word: str, body: Mapping[str, Any]) -> list[Shown]:
    """An answer in as many messages as it needs; the first carries its medium."""
    said = said_again(body, 0)
    first, *rest = pieces_of(head_of(scene.turn.house, scene.person.language, word), said)
    return [Shown(text=first, media=said.media), *(Shown(text=piece, role=MORE_TO_PERSON) for piece in rest)]


async def _place(scene: Scene, first: Shown) -> Post | None:
    """The line, if the first words can stand in its place; else it goes."""
    turn, person = scene.turn, scene.person
    line = await turn.house.posts.by_id(turn.tx, person.line) if person.line is not None else None
    if line is None:
        return None
    lives = traces.lives(turn.house, person)
    stays = line.message is not None and turn.now + GOING < line.sent_at + lives
    if stays and first.media is None and turn.now + lives <= line.sent_at + traces.OLDEST:
        return line
    await turn.put(Delete(post=line.id))
    return None


async def _show(scene: Scene, one: Shown, place: Post | None) -> bytes:
    """Queue one message, in the line's place or below; its post."""
    turn, lives = scene.turn, traces.lives(scene.turn.house, scene.person)
    post = place.id if place is not None else turn.house.new_post()
    words = Edit(post=post, text=one.text, html=one.html)
    if place is not None:
        await turn.house.posts.add(turn.tx, replace(place, role=one.role, case=one.case, source=one.source))
        await turn.put(words)
        await turn.put(Delete(post=post, due=turn.now + lives))
        return post
    send = Send(
        post=post,
        chat=scene.person.chat,
        text="" if one.media else DOTS,
        media=one.media,
        role=one.role,
        case=one.case,
        source=one.source,
        silent=True,
        lives=lives,
        on_sent=(words,) if one.text else (),
        on_failed=one.lost.failed,
    )
    await turn.put(send)
    return post
