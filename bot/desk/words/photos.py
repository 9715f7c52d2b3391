"""A picture from an operator: fetched, painted anew without metadata, and only then given to the case's person.

Asked for in the transaction of his message, done by the loop that also keeps media: a crash means that it is fetched
again, a slow file holds up nobody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.words import answering, relay, rewording
from bot.desk.words.follow import FAILED
from bot.desk.words.said import body_of, said_again, source_of
from bot.messages import Media, React
from bot.texts import clean
from storage.keeps import Keep

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.messages import Said
    from storage.cases import Case

TO_PERSON: Final = "to_person"
"""The kind of what is fetched to be sent."""
LIVES: Final = 14 * 86_400
"""Seconds that a picture waits to be read: as long as an untouched case stays open."""


def is_raw(said: Said) -> bool:
    """Whether a message brings a picture as the operator's phone made it."""
    return said.media is not None and said.media.kind == "photo" and said.media.upload is None


async def ask(turn: Turn, case: Case, said: Said) -> None:
    """Have its picture painted anew; the message goes on then."""
    media = said.media
    if media is None or media.file_id is None:
        return
    body = body_of(said, clean(said.text)) | {"chat": said.chat}
    keep = Keep(id=turn.house.new_post(), case=case.id, kind=TO_PERSON, file=media.file_id, said=body)
    await turn.house.keeps.add(turn.tx, keep)
    turn.tx.after_commit(turn.house.wake_keeps)


async def withdrawn(turn: Turn, source: tuple[int, int]) -> Keep | None:
    """Take back the picture of an operator's message that is not painted yet; None: there is none."""
    for keep in await turn.house.keeps.all(turn.tx):
        if keep.said and source_of(keep.said, 0) == source:
            await turn.house.keeps.drop(turn.tx, keep)
            return keep
    return None


async def ready(turn: Turn, keep: Keep, picture: bytes) -> None:
    """The picture is bare: give it to the person, who reads it when he asks for it."""
    case, said = await turn.case(keep.case), message_of(keep)
    if case is None or not case.hot or case.chat is None:
        await turn.notice("desk-reply-closed", beneath=said)
        return
    upload = await turn.house.outbox.uploads.add(turn.tx, picture, until=turn.now + LIVES, case=case.id)
    said = replace(said, media=Media(kind="photo", file_id=keep.file, upload=upload))
    copies = await turn.house.posts.by_source(turn.tx, said.chat, said.message) if said.edited else []
    waits = [post for post in copies if post.role == relay.WAITING]
    sent = next((post for post in (*waits, *copies) if post.role in relay.ANSWER_ROLES), None)
    if sent is not None:
        await rewording.reworded(turn, case, said, sent)
    else:
        await answering.to_person(turn, case, replace(said, edited=False))


async def failed(turn: Turn, keep: Keep, key: str) -> None:
    """It can not be painted: its operator learns why, and that nothing of it was sent."""
    said = message_of(keep)
    await turn.put(React(chat=said.chat, message=said.message, emoji=FAILED))
    reason = turn.house.plain(key.replace("desk-keep-", "desk-photo-"))
    await turn.notice("desk-photo-lost", beneath=said, reason=reason)


def message_of(keep: Keep) -> Said:
    """The operator's message as it was."""
    body = keep.said or {}
    return replace(said_again(body, body.get("chat", 0)), edited=bool(body.get("edited")))
