"""Words between the two sides of a case: whose message goes where, and what its sender learns of it.

The target is always read from the case: a person's chat from its way back, the operators' from the line.
Nothing that came in a message chooses where it goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merged
from bot.desk.codes.duress import withheld
from bot.desk.duty import watching
from bot.desk.seeing import apart
from bot.desk.showing.cards import (
    FROM_PERSON,
    FROM_PERSON_ROLES,
    KEEP,
    KEPT_KINDS,
    MORE_FROM_PERSON,
    PAGE,
    refresh_card,
)
from bot.desk.talks.screens import refresh_state
from bot.desk.words import held
from bot.desk.words.fates import ANSWERED, Fate
from bot.desk.words.follow import DELIVERED, NOTHING_FOLLOWS, Follow
from bot.desk.words.said import body_of, said_again
from bot.messages import Delete, Edit, Erase, Priority, React, Said, Send
from bot.texts import clean, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bot.desk.house import House, Turn
    from bot.messages import Keyboard, Media
    from storage.cases import Case
    from storage.posts import Post

TO_PERSON: Final = "to_person"
MORE_TO_PERSON: Final = "more_to_person"
TO_PERSON_ROLES: Final = frozenset({TO_PERSON, MORE_TO_PERSON})
WAITING: Final = "waiting"
"""An answer that its person has not read: a post in no chat, which knows whose words it stands for."""
ANSWER_ROLES: Final = frozenset({TO_PERSON, WAITING})
NOTE: Final = "note"
TO_RELEASE: Final = "to_release"
"""Words that wait for a second operator: the post that says so."""
TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
HEAD_ROOM: Final = 120
"""UTF-16 units kept free for the head line and the mark of a correction."""
PLACE_SECONDS: Final = 86_400
"""How long a place that a person sent stands in the operators' room; nothing else of it is kept."""
THREAD_SECONDS: Final = 46 * 3_600
"""How long a person's words stand in an operator's private chat without topics: later Telegram deletes none there."""
OPERATORS_HEAD: Final = "desk-from-person"
WORDLESS: Final = frozenset({"location", "video_note"})
"""Media that carry no caption: their head line follows as a message of its own."""


class Manner(StrEnum):
    """How something was said: freely, with the answers of a form, or in mockery, which rings and asks for nothing."""

    SPOKEN = "spoken"
    FORM = "form"
    MOCKED = "mocked"


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a case: the head line and language its relayed messages wear, and a message that has all but words."""

    head: str
    language: str
    blank: Send


def _operators_side(house: House, case: Case) -> Side:
    urgency = Priority.URGENT if case.urgent else Priority.REPLY
    blank = replace(house.to_room(case), post=b"", html=False, role=FROM_PERSON, priority=urgency, lives=_lives(case))
    return Side(OPERATORS_HEAD, house.line.language, blank)


def _lives(case: Case) -> int | None:
    """How long a person's words stand in the room; None: as long as the room."""
    return THREAD_SECONDS if case.head else None


async def to_operators(
    turn: Turn, case: Case, said: Said, *, stays: int | None, manner: Manner = Manner.SPOKEN
) -> None:
    """Relay a person's message to the case's room, or beneath its card while nobody took it.

    `stays`: so many seconds it stands in the person's chat, a place none; None: whoever calls takes it away.
    """
    silent = manner is Manner.MOCKED
    house = turn.house
    place = said.media is not None and said.media.kind == "location"
    if place:
        stays = 0
    holding = held.holds(house, case)
    lasting = PLACE_SECONDS if holding else None
    case, said = await apart.keep_place(turn, case, withheld(house, case, said), lasting=lasting)
    post = house.new_post()
    body = body_of(said, clean(said.text)) | {"form": manner is Manner.FORM, "post": post.hex(), "place": []}
    await house.cases.append(turn.tx, case, "said", body, now=turn.now)
    arrived = (React(chat=said.chat, message=said.message, emoji=DELIVERED),) if stays else ()
    if holding:
        await held.hold(turn, case, said, post)
        for following in arrived:
            await turn.put(following)
    else:
        side = _operators_side(house, case)
        blank = replace(side.blank, post=post, silent=silent, lives=PLACE_SECONDS if place else side.blank.lives)
        await _send(turn, case, said, replace(side, blank=blank), Follow(arrived))
    if not silent:
        await _wakes(turn, case)
        await watching.spoke(turn, await merged.root(turn, case))
    if said.message and stays is not None:
        due = turn.now + stays if stays else 0
        await turn.put(Erase(chat=said.chat, messages=(said.message,), due=due, since=turn.now))


async def answered_last(turn: Turn, case: Case) -> bool:
    """Whether the last word is an operator's: the person may have written while the answer was on its way."""
    entries = await turn.house.cases.entries(turn.tx, case)
    undone = {entry.body["wording"] for entry in entries if entry.kind == Fate.UNDONE}
    for entry in reversed(entries):
        counts = entry.kind in {"said", ANSWERED} and entry.body.get("wording", "") not in undone
        if counts and not entry.body.get("edited"):
            return entry.kind == ANSWERED
    return False


async def _wakes(turn: Turn, case: Case) -> None:
    """Its person wrote: nobody waits for him any more, and what slept is awake."""
    top = await merged.root(turn, case)
    for one in (case,) if top.id == case.id else (top, case):
        if one.state == "waiting":
            await turn_state(turn, replace(one, state="taken", snoozed=0, aside=False))


async def turn_state(turn: Turn, case: Case) -> None:
    """Whose word is awaited now, on the card too, and on that of the case whose room it shares."""
    await turn.house.cases.save(turn.tx, case)
    await refresh_card(turn, case, behind=True)
    await refresh_state(turn, case)
    if (top := await merged.mirror(turn, case)) is not None:
        await turn_state(turn, top)


async def _send(turn: Turn, case: Case, said: Said, side: Side, follow: Follow = NOTHING_FOLLOWS) -> None:
    """Queue one message in as many pieces as it needs; the first carries the medium and tells what became of it."""
    house = turn.house
    source = (said.chat, said.message) if said.message else None
    first, *rest = _pieces(house, case, said, side)
    bearer = replace(
        side.blank,
        post=side.blank.post or house.new_post(),
        text=first,
        media=_covered(said),
        keyboard=_keep_button(turn, side, said),
        source=source,
        on_sent=follow.sent,
        on_failed=follow.failed,
    )
    for message in (bearer, *_more(house, bearer, rest)):
        await turn.put(_by_every_way(house, message))


def _covered(said: Said) -> Media | None:
    """What a person shows stands behind a spoiler: nobody at the desk sees it before he wants to."""
    return replace(said.media, spoiler=True) if said.media is not None else None


def _keep_button(turn: Turn, side: Side, said: Said) -> Keyboard:
    """Beneath a photo or a voice for operators: the button that keeps it."""
    if said.media is None or said.media.kind not in KEPT_KINDS or not side.blank.post:
        return ()
    return ((turn.house.case_button("desk-button-keep", KEEP, side.blank.post, turn.now, chat=side.blank.chat),),)


def _more(house: House, first: Send, pieces: Sequence[str]) -> list[Send]:
    """The further pieces of a long message, behind its first; a correction finds them by their source."""
    blank = replace(first, role=MORE_FROM_PERSON, media=None, keyboard=(), after=first.post, on_sent=(), on_failed=())
    return [replace(blank, post=house.new_post(), text=piece) for piece in pieces]


def _by_every_way(house: House, send: Send) -> Send:
    """What a room or a group refuses must not cost a word: it goes without its medium, then outside the room.

    It stays the same post whichever way it went, so what waits for it or corrects it finds it.
    """
    ways = [send]
    if send.media is not None:
        medium = house.plain("desk-medium", kind=send.media.kind)
        ways.append(replace(send, media=None, text=f"{send.text}\n{medium}".strip()))
    if send.topic is not None:
        ways += [replace(way, topic=None, reply_to=None) for way in ways]
    way = ways.pop()
    for earlier in reversed(ways):
        way = replace(earlier, on_failed=(way,))
    return way


def _pieces(house: House, case: Case, said: Said, side: Side) -> list[str]:
    """The relayed text with its head line, in pieces that Telegram takes."""
    head = house.texts.plain(side.language, side.head, alias=case.alias)
    if case.duress:
        head += " 🟥"
    if said.edited:
        head += " · " + house.texts.plain(side.language, "relay-corrected")
    return pieces_of(head, said)


def pieces_of(head: str, said: Said) -> list[str]:
    """A message beneath its head line, in pieces that Telegram takes; the first may be a medium's caption."""
    text = clean(said.text)
    if said.media is not None and said.media.kind in WORDLESS:
        return ["", f"{head}\n{text}".rstrip()]
    limit = (CAPTION_LIMIT if said.media else TEXT_LIMIT) - HEAD_ROOM
    first, *rest = split(text, limit) or [""]
    return [f"{head}\n{first}".rstrip(), *rest]


async def corrected(turn: Turn, case: Case, said: Said, copy: Post) -> None:
    """A person edited a message that was relayed: the operators' copy follows, both versions stay in the case.

    A text's copy is edited in place, marked as corrected. A medium may have changed with its caption: it is sent anew,
    and the old copy goes when the new one arrived. A place that moves (a live location) is not followed.
    """
    if said.media is not None and said.media.kind in WORDLESS:
        return
    house = turn.house
    side = _operators_side(house, case)
    await house.cases.append(turn.tx, case, "said", body_of(said, clean(said.text)), now=turn.now)
    if copy.role == held.HELD:
        if not held.holds(house, case):
            await _send(turn, case, said, replace(side, blank=replace(side.blank, post=copy.id)))
        return
    posts = await house.posts.by_source(turn.tx, said.chat, said.message)
    if said.media is not None:
        old = (Delete(post=post.id) for post in posts if post.role in FROM_PERSON_ROLES)
        await _send(turn, case, said, side, Follow(tuple(old)))
        return
    for post in posts:
        if post.role == MORE_FROM_PERSON:
            await turn.put(Delete(post=post.id))
    first, *rest = _pieces(turn.house, case, said, side)
    copied = replace(side.blank, post=copy.id, source=(said.chat, said.message))
    await turn.put(Edit(post=copy.id, text=first, priority=side.blank.priority))
    for message in _more(turn.house, copied, rest):
        await turn.put(_by_every_way(turn.house, message))


async def again(turn: Turn, case: Case, body: Mapping[str, Any]) -> None:
    """A medium that an entry keeps goes into the room that has just opened."""
    side, said = _operators_side(turn.house, case), said_again(body, case.chat or 0)
    post = bytes.fromhex(body.get("post", "")) or turn.house.new_post()
    await _send(turn, case, said, replace(side, blank=replace(side.blank, post=post)))


async def put_page(turn: Turn, case: Case, page: str) -> None:
    """A page of what the person wrote before, as HTML."""
    await turn.put(replace(turn.house.to_room(case), role=PAGE, text=named(case, page), lives=_lives(case)))


def named(case: Case, page: str) -> str:
    """A page with the alias above it, where others' words may stand beside it: a topic of its own names it."""
    return page if case.room and not case.seat and case.into is None else f"<b>{case.alias}</b>\n{page}"
