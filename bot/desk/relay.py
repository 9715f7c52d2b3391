"""Words between the two sides of a case: whose message goes where, and what its sender learns of it.

The target is always read from the case: a person's chat from its way back, the operators' from the line.
Nothing that came in a message chooses where it goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.desk.cards import FORWARD_NOTE, FROM_PERSON, FROM_PERSON_ROLES, MORE_FROM_PERSON, refresh_card
from bot.desk.screens import refresh_state
from bot.messages import Delete, Edit, Erase, Media, Priority, React, Said, Send
from bot.texts import clean, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.desk.house import House, Turn
    from bot.messages import MediaKind, Outgoing
    from storage.cases import Case
    from storage.posts import Post

DELIVERED: Final = "👌"
FAILED: Final = "💔"
TO_PERSON: Final = "to_person"
MORE_TO_PERSON: Final = "more_to_person"
TO_PERSON_ROLES: Final = frozenset({TO_PERSON, MORE_TO_PERSON})
MORE: Final = {FROM_PERSON: MORE_FROM_PERSON, TO_PERSON: MORE_TO_PERSON}
"""The role of a long message's further pieces, by that of its first."""
NOTE: Final = "note"
TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
HEAD_ROOM: Final = 120
"""UTF-16 units kept free for the head line and the mark of a correction."""
WORDLESS: Final = frozenset({"location", "video_note"})
"""Media that carry no caption: their head line follows as a message of its own."""


@dataclass(frozen=True, slots=True)
class Follow:
    """What is queued once a relayed message arrived, or can never arrive."""

    sent: tuple[Outgoing, ...] = ()
    failed: tuple[Outgoing, ...] = ()


NOTHING_FOLLOWS: Final = Follow()


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a case: the head line and language its relayed messages wear, and a message that has all but words."""

    head: str
    language: str
    blank: Send


def _operators_side(house: House, case: Case) -> Side:
    blank = Send(
        post=b"",
        chat=house.line.chat,
        role=FROM_PERSON,
        case=case.id,
        topic=case.room,
        reply_to=None if case.room else case.card,
        priority=Priority.URGENT if case.urgent else Priority.REPLY,
    )
    return Side("desk-from-person", house.line.language, blank)


def _person_side(house: House, case: Case, chat: int) -> Side:
    blank = Send(post=b"", chat=chat, role=TO_PERSON, case=case.id, lives=house.line.trace)
    return Side("person-answer-head", case.language, blank)


async def to_operators(turn: Turn, case: Case, said: Said, *, stays: bool) -> None:
    """Relay a person's message to the case's room, or beneath its card while nobody took it.

    `stays`: it stands in the person's chat until the trace timer; a place never does.
    """
    house = turn.house
    place = said.media is not None and said.media.kind == "location"
    stays = stays and not place
    await house.cases.append(turn.tx, case, "said", body_of(said, clean(said.text)), now=turn.now)
    side = _operators_side(house, case)
    arrived = (React(chat=said.chat, message=said.message, emoji=DELIVERED),) if stays else ()
    await _send(turn, case, said, side, Follow(arrived))
    if case.state == "waiting":
        await turn_state(turn, replace(case, state="taken"))
    if said.message and (stays or place):
        due = turn.now + house.line.trace if stays else 0
        await turn.put(Erase(chat=said.chat, messages=(said.message,), due=due))


async def to_person(turn: Turn, case: Case, said: Said) -> None:
    """Relay an operator's message to the case's person, and nobody else. The person never sees who answered.

    The case counts as answered only once it arrived: see Aftermath.
    """
    if case.chat is None:
        return
    house = turn.house
    await house.cases.append(turn.tx, case, "answered", body_of(said, clean(said.text)), now=turn.now)
    follow = Follow((React(chat=said.chat, message=said.message, emoji=DELIVERED),), _undelivered(house, case, said))
    await _send(turn, case, said, _person_side(house, case, case.chat), follow)
    await _stand_above(turn, case.chat)


async def turn_state(turn: Turn, case: Case) -> None:
    """Whose word is awaited now, on the card too."""
    await turn.house.cases.save(turn.tx, case)
    await refresh_card(turn, case)
    await refresh_state(turn, case.chat)


async def _send(turn: Turn, case: Case, said: Said, side: Side, follow: Follow = NOTHING_FOLLOWS) -> None:
    """Queue one message in as many pieces as it needs; the first carries the medium and tells what became of it."""
    house = turn.house
    source = (said.chat, said.message) if said.message else None
    first, *rest = _pieces(house, case, said, side)
    bearer = replace(
        side.blank,
        post=house.new_post(),
        text=first,
        media=said.media,
        source=source,
        on_sent=follow.sent,
        on_failed=follow.failed,
    )
    for message in (bearer, *_more(house, bearer, rest)):
        await turn.put(_by_every_way(house, message))


def _more(house: House, first: Send, pieces: Sequence[str]) -> list[Send]:
    """The further pieces of a long message, behind its first; a correction finds them by their source."""
    blank = replace(first, role=MORE[first.role], media=None, after=first.post, on_sent=(), on_failed=())
    return [replace(blank, post=house.new_post(), text=piece) for piece in pieces]


def _by_every_way(house: House, send: Send) -> Send:
    """What a room or a group refuses must not cost a word: it goes without its medium, then outside the room.

    It stays the same post whichever way it went, so what waits for it or corrects it finds it.
    """
    if send.role not in FROM_PERSON_ROLES:
        return send
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
    head = house.texts.plain(side.language, side.head, alias=case.alias, word=case.check_word)
    if said.edited:
        head += " · " + house.texts.plain(side.language, "relay-corrected")
    text = clean(said.text)
    if said.media is not None and said.media.kind in WORDLESS:
        return ["", f"{head}\n{text}".rstrip()]
    limit = (CAPTION_LIMIT if said.media else TEXT_LIMIT) - HEAD_ROOM
    first, *rest = split(text, limit) or [""]
    return [f"{head}\n{first}".rstrip(), *rest]


def _undelivered(house: House, case: Case, said: Said) -> tuple[Outgoing, ...]:
    """What the operator learns when the person's chat took nothing."""
    line = Send(
        post=house.new_post(),
        chat=house.line.chat,
        text=house.say("desk-undelivered", alias=case.alias),
        html=True,
        role="notice",
        case=case.id,
        topic=case.room,
        reply_message=said.message,
    )
    return (React(chat=said.chat, message=said.message, emoji=FAILED), line)


async def _stand_above(turn: Turn, chat: int) -> None:
    """The person's screen no longer is the last message of the chat."""
    person = await turn.person(chat)
    if person is not None and not person.below:
        await turn.house.people.save(turn.tx, replace(person, below=True), bot=turn.house.line.bot)


def body_of(said: Said, text: str) -> dict[str, object]:
    """The entry of a relayed message: its words, the kind of its medium and the file's id."""
    media = said.media
    return {
        "text": text,
        "media": media.kind if media else "",
        "file": (media.file_id or "") if media else "",
        "place": [media.latitude, media.longitude] if media and media.kind == "location" else [],
        "message": said.message,
        "edited": said.edited,
    }


def said_again(body: Mapping[str, Any], chat: int) -> Said:
    """A kept note, as the message it was."""
    kind: MediaKind | None = body.get("media") or None
    latitude, longitude = body.get("place") or (None, None)
    media = kind and Media(kind=kind, file_id=body.get("file") or None, latitude=latitude, longitude=longitude)
    return Said(chat=chat, user=0, message=body["message"], text=body.get("text", ""), media=media or None)


async def corrected(turn: Turn, case: Case, said: Said, copy: Post) -> None:
    """Somebody edited a message that was relayed: the other end follows, both versions stay in the case.

    A text's copy is edited in place, marked as corrected. A medium may have changed with its caption: it is sent anew,
    and the old copy goes when the new one arrived. A place that moves (a live location) is not followed.
    """
    if said.media is not None and said.media.kind in WORDLESS:
        return
    house = turn.house
    to_operator = copy.role == FROM_PERSON
    if case.chat is None and not to_operator:
        return
    side = _operators_side(house, case) if to_operator else _person_side(house, case, case.chat or 0)
    kind = "said" if to_operator else "answered"
    await house.cases.append(turn.tx, case, kind, body_of(said, clean(said.text)), now=turn.now)
    posts = await house.posts.by_source(turn.tx, said.chat, said.message)
    failed = () if to_operator else _undelivered(house, case, said)
    if said.media is not None:
        old = (Delete(post=post.id) for post in posts if post.role in {copy.role, MORE[copy.role]})
        await _send(turn, case, said, side, Follow(tuple(old), failed))
        return
    for post in posts:
        if post.role == MORE[copy.role]:
            await turn.put(Delete(post=post.id))
    await _reword(turn, case, said, side, copy=copy, failed=failed)


async def _reword(  # noqa: PLR0913 - what a message is made of
    turn: Turn, case: Case, said: Said, side: Side, *, copy: Post, failed: tuple[Outgoing, ...]
) -> None:
    """Put corrected words in the place of the old ones."""
    first, *rest = _pieces(turn.house, case, said, side)
    copied = replace(side.blank, post=copy.id, source=(said.chat, said.message))
    await turn.put(Edit(post=copy.id, text=first, on_failed=failed))
    for message in _more(turn.house, copied, rest):
        await turn.put(_by_every_way(turn.house, message))


async def note(turn: Turn, case: Case, said: Said) -> None:
    """What is no reply stays inside: kept as a note, marked as one, with a button that sends it after all."""
    house = turn.house
    await house.cases.append(turn.tx, case, "note", body_of(said, clean(said.text)), now=turn.now)
    post = house.new_post()
    button = house.case_button("desk-button-send-note", FORWARD_NOTE, post, turn.now)
    marker = Send(
        post=post,
        chat=house.line.chat,
        text=house.say("desk-note"),
        html=True,
        role=NOTE,
        case=case.id,
        topic=case.room,
        reply_message=said.message,
        source=(said.chat, said.message),
        keyboard=((button,),),
        silent=True,
        priority=Priority.BOARD,
    )
    await turn.put(marker)


async def unsay(turn: Turn, case: Case, *, operators_too: bool) -> None:
    """Take every message of a case out of the person's chat, and on his wish his words out of the operators' chat."""
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.chat == case.chat:
            await turn.put(Delete(post=post.id))
        elif post.role in FROM_PERSON_ROLES:
            if post.source is not None and post.source[0] == case.chat:
                await turn.put(Erase(chat=post.source[0], messages=(post.source[1],)))
            if operators_too:
                await turn.put(Delete(post=post.id))
