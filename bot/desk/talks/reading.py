"""Read: what waits for a person appears where the line stood, in order, and its timer starts.

Nothing else shows an operator's words. A locked account reads nothing: its person is a stranger, its cases are out of
reach. Words never stand in a new message: it comes as three dots and is edited, so that no notification holds a word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.desk.doubt import bans
from bot.desk.talks import farewell, traces
from bot.desk.talks.farewell import LAST, wording_of
from bot.desk.talks.screens import LEFT_AT_MOST, READ_PLACES, keep, refresh
from bot.desk.words.answering import bodies_of, copies_of, head_of, marks_of
from bot.desk.words.fates import was_there
from bot.desk.words.follow import NOTHING_FOLLOWS, SEEN, Follow, lost
from bot.desk.words.line import LINE
from bot.desk.words.relay import MORE_TO_PERSON, TO_PERSON, TO_PERSON_ROLES, answered_last, pieces_of, turn_state
from bot.desk.words.said import said_again, source_of
from bot.errors import AllRead, StaleButton
from bot.flows import endings
from bot.messages import NOTHING_TO_SAY, Delete, Edit, Ended, Erase, React, Send
from storage.outgoing import DOTS
from storage.packing import from_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.desk.talks.screens import Scene
    from bot.messages import Media, Outgoing, Reply
    from storage.cases import Case, Entry
    from storage.posts import Post

_BAN: Final = "ban"
GOING: Final = 60
"""Seconds before a line's end from which on no words are put into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message that will stand in the chat: words, a medium, or both."""

    text: str
    html: bool = False
    media: Media | None = None
    role: str = TO_PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An answer in as many messages as it needs, and what its operator learns.

    `read`: once all of it stands there; `none`, `rest`: where its first message, or a later one, never can.
    """

    pieces: tuple[Shown, ...]
    case: bytes | None = None
    source: tuple[int, int] | None = None
    wording: str = ""
    read: tuple[Outgoing, ...] = ()
    none: Follow = NOTHING_FOLLOWS
    rest: Follow = NOTHING_FOLLOWS


async def read(scene: Scene, pressed: int | None = None) -> Reply:
    """Show everything that waits. `pressed`: the message of the button. Raises AllRead, StaleButton: nothing waits."""
    news = await bans.news(scene)
    turn, person = scene.turn, scene.person
    coming = person.ended is not None and await farewell.coming(turn, person)
    waiting = [*await _of_cases(scene), *([] if coming else _of_the_closed(scene)), *_of_a_ban(news)]
    post = await turn.house.posts.by_message(turn.tx, person.chat, pressed) if pressed is not None else None
    if not waiting and not coming and not await _is_words(scene, post):
        await _forget_line(scene, post)
        raise AllRead if await scene.open_case() is not None else StaleButton
    if not waiting:
        await keep(scene)
        return NOTHING_TO_SAY
    if pressed is not None:
        await _drop_copy(scene, pressed, post)
    place = await _place(scene, waiting[0].pieces[0])
    shows = [await _show(scene, words, None if number else place) for number, words in enumerate(waiting)]
    posts = [post for show in shows for post in show]
    shown = (*person.shown, *posts) if person.trace == traces.AT_ONCE else person.shown
    caseless = [post for words, show in zip(waiting, shows, strict=True) if words.case is None for post in show]
    left = (*person.left, *caseless)[-LEFT_AT_MOST:]
    scene.person = replace(person, line=None, below=True, shown=shown, left=left)
    await keep(scene)
    await refresh(scene, places=READ_PLACES)
    return NOTHING_TO_SAY


async def _is_words(scene: Scene, post: Post | None) -> bool:
    """Whether a message holds words he asked to read, or will. The lock may have come with this very press."""
    if post is None or post.role not in TO_PERSON_ROLES:
        return False
    case = await scene.turn.case(post.case)
    return post.id in scene.person.left if case is None else case.reach == "open"


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


async def _of_cases(scene: Scene) -> list[Words]:
    """The unread answers of every open case of his, oldest first; from now on they are being shown."""
    turn, found = scene.turn, list[Words]()
    his = await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=scene.person.chat)
    for case in (case for case in his if case.reach == "open" and case.unread):
        entries = await turn.house.cases.entries(turn.tx, case)
        bodies = bodies_of(entries)
        shown = tuple(answer for answer in case.unread if answer in bodies)
        found += [await _answer(scene, case, entries, answer) for answer in shown]
        done = replace(case, unread=(), showing=(*case.showing, *shown))
        if case.state == "taken" and await answered_last(turn, case):
            done = replace(done, state="waiting")
        await turn_state(turn, done)
        scene.case = done if scene.case is not None and scene.case.id == case.id else scene.case
    return found


async def _answer(scene: Scene, case: Case, entries: Sequence[Entry], answer: bytes) -> Words:
    """One answer; its operator sees once it is read, and learns if it could not be shown.

    Earlier words of the same message go when all of the new ones are there.
    """
    turn, house, tx = scene.turn, scene.turn.house, scene.turn.tx
    body = bodies_of(entries)[answer]
    waited = await house.posts.by_id(tx, answer)
    await house.posts.drop(tx, answer)
    source = (waited.source if waited else None) or source_of(body, house.desk_of(case))
    old = tuple(Delete(post=copy.id) for copy in await copies_of(turn, case, source))
    stands = bool(old) and was_there(case, entries, source)
    line = await house.posts.by_id(tx, scene.person.line) if scene.person.line is not None else None
    # He may read before the line's own news came: what follows on a line that goes is dropped with it.
    marks = await marks_of(turn, *source) if line is None or line.message is None else ()
    return Words(
        pieces=_pieces(scene, case.check_word, body, corrected=stands),
        case=case.id,
        source=source,
        wording=body.get("wording", ""),
        read=(*old, *marks, React(chat=source[0], message=source[1], emoji=SEEN)),
        none=lost(house, case, source, "desk-undelivered-edit" if stands else "desk-undelivered"),
        rest=lost(house, case, source, "desk-undelivered-rest"),
    )


def _of_the_closed(scene: Scene) -> list[Words]:
    """What he had not read when his case was closed, and that it was."""
    person, texts = scene.person, scene.turn.house.texts
    if person.ended is None:
        return []
    end, word = person.end or Ended(), person.ended
    told = texts.say(person.language, f"person-{end.state}", word=word, date=endings.day(end.until))
    found = [
        Words(pieces=_pieces(scene, word, from_json(packed.encode())), wording=wording_of(packed))
        for packed in person.last
    ]
    return [*found, Words(pieces=(Shown(text=told, html=True),), wording=LAST)]


def _of_a_ban(news: str) -> list[Words]:
    """That nothing is passed on for a while, or that it is again."""
    return [Words(pieces=(Shown(text=news, html=True),), wording=_BAN)] if news else []


def _pieces(scene: Scene, word: str, body: Mapping[str, Any], *, corrected: bool = False) -> tuple[Shown, ...]:
    """An answer in as many messages as it needs; the first carries its medium."""
    said = said_again(body, 0)
    first, *rest = pieces_of(head_of(scene.turn.house, scene.person.language, word, corrected=corrected), said)
    return (Shown(text=first, media=said.media), *(Shown(text=piece, role=MORE_TO_PERSON) for piece in rest))


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


async def _show(scene: Scene, words: Words, place: Post | None) -> list[bytes]:
    """Queue one answer, its first message in the line's place or below; its posts.

    Its messages keep their places by three dots. Words come in their order, none without those before them: a
    sentence's end alone can say its opposite.
    """
    turn = scene.turn
    posts = [place.id if place else turn.house.new_post(), *(turn.house.new_post() for _ in words.pieces[1:])]
    said = _said(words, posts)
    if place is not None:
        role, due = words.pieces[0].role, turn.now + traces.lives(turn.house, scene.person)
        await turn.house.posts.add(turn.tx, replace(place, role=role, case=words.case, source=words.source))
        for item in (*said, Delete(post=place.id, due=due)):
            await turn.put(item)
    for at in range(1 if place else 0, len(posts)):
        await turn.put(_dots(scene, words, posts, at, said=() if at else said))
    return posts


def _said(words: Words, posts: Sequence[bytes]) -> tuple[Outgoing, ...]:
    """The words of an answer: each message's follow on those before it, and at the end its operator's mark."""
    following = words.read
    for at in reversed(range(len(posts))):
        piece, end = words.pieces[at], _lost(words, posts[at:], later=at > 0)
        if piece.text:
            edit = Edit(post=posts[at], text=piece.text, html=piece.html, wording=words.wording, on_sent=following)
            following = (replace(edit, on_failed=end.failed, on_blocked=end.blocked),)
    return following


def _lost(words: Words, gone: Sequence[bytes], *, later: bool) -> Follow:
    """What follows where a message of an answer can never arrive; `gone`: what must not stand there without it."""
    told, away = words.rest if later else words.none, tuple(Delete(post=post) for post in gone)
    return Follow(failed=(*told.failed, *away), blocked=(*told.blocked, *away))


def _dots(scene: Scene, words: Words, posts: Sequence[bytes], at: int, *, said: tuple[Outgoing, ...]) -> Send:
    """One message of an answer, without its words."""
    piece, end = words.pieces[at], _lost(words, posts[at + 1 :], later=at > 0)
    return Send(
        post=posts[at],
        chat=scene.person.chat,
        text="" if piece.media else DOTS,
        media=piece.media,
        role=piece.role,
        case=words.case,
        source=words.source,
        wording=words.wording,
        silent=True,
        lives=traces.lives(scene.turn.house, scene.person),
        on_sent=said,
        on_failed=end.failed,
        on_blocked=end.blocked,
    )
