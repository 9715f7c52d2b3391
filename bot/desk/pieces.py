"""A relayed message as Telegram takes it: its head line, its pieces, and what its sender learns of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.desk.cards import FROM_PERSON, MORE_FROM_PERSON
from bot.messages import Delete, Edit, Priority, React, Send
from bot.texts import clean, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House
    from bot.messages import Outgoing, Said
    from storage.cases import Case
    from storage.posts import Post

DELIVERED: Final = "👌"
FAILED: Final = "💔"
TO_PERSON: Final = "to_person"
MORE_TO_PERSON: Final = "more_to_person"
TO_PERSON_ROLES: Final = frozenset({TO_PERSON, MORE_TO_PERSON})
MORE: Final = {FROM_PERSON: MORE_FROM_PERSON, TO_PERSON: MORE_TO_PERSON}
"""The role of a long message's further pieces, by that of its first."""
TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
HEAD_ROOM: Final = 120
"""UTF-16 units kept free for the head line and the mark of a correction."""
WORDLESS: Final = frozenset({"location", "video_note"})
"""Media that carry no caption: their head line follows as a message of its own."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What an operator learns of words that can not arrive, and what instead where the chat can not be written to."""

    anyhow: tuple[Outgoing, ...] = ()
    blocked: tuple[Outgoing, ...] = ()


NO_LOSS: Final = Loss()


@dataclass(frozen=True, slots=True)
class Follow:
    """What is queued once a relayed message arrived, where its first piece never can, and where a later one can not."""

    sent: tuple[Outgoing, ...] = ()
    first: Loss = NO_LOSS
    later: Loss = NO_LOSS


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a case: the head line and language its relayed messages wear, and a message that has all but words."""

    head: str
    language: str
    blank: Send
    follow: Follow = field(default_factory=Follow)


def operators_side(house: House, case: Case, sent: tuple[Outgoing, ...] = ()) -> Side:
    """The case's room, or the place beneath its card while nobody took it."""
    blank = Send(
        post=b"",
        chat=house.line.chat,
        role=FROM_PERSON,
        case=case.id,
        topic=case.room,
        reply_to=None if case.room else case.card,
        priority=Priority.URGENT if case.urgent else Priority.REPLY,
    )
    return Side("desk-from-person", house.line.language, blank, Follow(sent))


def person_side(house: House, case: Case, chat: int, *, wording: str, follow: Follow) -> Side:
    """The private chat of the case's person."""
    blank = Send(post=b"", chat=chat, role=TO_PERSON, case=case.id, wording=wording, lives=house.line.trace)
    return Side("person-answer-head", case.language, blank, follow)


def loss(house: House, case: Case, message: int, key: str) -> Loss:
    """A reaction on the operator's message and a line beneath it, which names a reason only where there is one."""
    said, reason = house.say(key, alias=case.alias), house.say("desk-undelivered-blocked")
    line = Send(
        post=house.new_post(),
        chat=house.line.chat,
        text=said,
        html=True,
        role="notice",
        case=case.id,
        topic=case.room,
        reply_message=message,
    )
    failed = React(chat=house.line.chat, message=message, emoji=FAILED)
    return Loss((failed, line), (failed, replace(line, text=f"{said} {reason}")))


def is_whole(item: Send | Edit) -> bool:
    """Whether with this piece all of an answer has arrived: only the last one brings its sender's mark."""
    return any(isinstance(following, React) for following in item.on_sent)


def new_message(house: House, case: Case, said: Said, side: Side) -> list[Send]:
    """One message in as many pieces as it needs, the first with the medium."""
    return _linked(house, _pieces(house, case, said, side, house.new_post()), side)


def correction(house: House, case: Case, said: Said, side: Side, copies: Sequence[Post]) -> list[Outgoing]:
    """Corrected words in the place of the old ones; `copies`: where the old ones stand, the first piece first.

    A person keeps all of the old words until the first of the new ones are there: half of each could mislead him.
    """
    first, *rest = _linked(house, _pieces(house, case, said, side, copies[0].id), side)
    old = tuple(Delete(post=post.id) for post in copies[1:])
    edit = Edit(post=first.post, text=first.text, wording=first.wording)
    if side.blank.role == FROM_PERSON:
        return [*old, edit, *rest]
    follows = (*old, *first.on_sent, *rest)
    return [replace(edit, on_sent=follows, on_failed=first.on_failed, on_blocked=first.on_blocked)]


def _pieces(house: House, case: Case, said: Said, side: Side, post: bytes) -> list[Send]:
    """The pieces of a message in their order, the first to be known as `post`."""
    source = (said.chat, said.message) if said.message else None
    first, *rest = _texts(house, case, said, side)
    bearer = replace(side.blank, post=post, text=first, media=said.media, source=source)
    more = replace(bearer, role=MORE[bearer.role], media=None)
    return [bearer, *(replace(more, post=house.new_post(), text=text) for text in rest)]


def _linked(house: House, pieces: Sequence[Send], side: Side) -> list[Send]:
    """Pieces in their order. The operators lose none of them over another that is refused."""
    first, *rest = pieces
    if first.role == TO_PERSON:
        return _bound(pieces, side.follow)
    more = (replace(piece, after=first.post) for piece in rest)
    return [_by_every_way(house, piece) for piece in (replace(first, on_sent=side.follow.sent), *more)]


def _bound(pieces: Sequence[Send], follow: Follow) -> list[Send]:
    """Pieces of which none goes without those before it: a sentence's end alone can say its opposite.

    Only the last one tells that the message arrived; one that can not takes those behind it with it.
    """
    bound: list[Send] = []
    for at, piece in enumerate(pieces):
        missed, behind = follow.later if at else follow.first, pieces[at + 1 :]
        gone = tuple(Delete(post=later.post) for later in behind)
        linked = replace(
            piece,
            after=pieces[at - 1].post if at else None,
            bound=at > 0,
            on_sent=() if behind else follow.sent,
            on_failed=(*missed.anyhow, *gone),
            on_blocked=(*missed.blocked, *gone),
        )
        bound.append(linked)
    return bound


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


def _texts(house: House, case: Case, said: Said, side: Side) -> list[str]:
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
