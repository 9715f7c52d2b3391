"""Words between the two sides of a case: whose message goes where, and what its sender learns of it.

The target is always read from the case: a person's chat from its way back, the operators' from the line. Nothing that came
in a message chooses where it goes.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.desk.cards import FORWARD_NOTE
from bot.desk.house import House
from bot.messages import Delete, Edit, Erase, Media, MediaKind, Outgoing, Priority, React, Said, Send, Work
from bot.texts import clean, cut, split
from storage.cases import Case
from storage.database import Tx
from storage.posts import Post

DELIVERED, FAILED, NOTED = "👌", "💔", "✍"
FROM_PERSON, TO_PERSON, NOTE = "from_person", "to_person", "note"
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
HEAD_ROOM = 120


async def to_operators(house: House, tx: Tx, case: Case, said: Said, work: Work, *, stays: bool) -> None:
    """Relay a person's message to the case's room, or beneath its card while nobody took it.

    `stays`: it stands in the person's chat until the trace timer; a place never does.
    """
    place = said.media is not None and said.media.kind == "location"
    stays = stays and not place
    text = clean(said.text)
    await house.cases.append(tx, case, "said", body_of(said, text), now=work.now)
    mark: tuple[Outgoing, ...] = (React(chat=said.chat, message=said.message, emoji=DELIVERED),) if stays else ()
    source = (said.chat, said.message) if said.message else None
    for number, part in enumerate(_parts(house, "desk-from-person", case, text, said)):
        first = number == 0
        send = Send(
            post=house.new_post(),
            chat=house.line.chat,
            text=part,
            role=FROM_PERSON,
            case=case.id,
            media=said.media if first else None,
            source=source if first else None,
            on_sent=mark if first else (),
            topic=case.room,
            reply_to=None if case.room else case.card,
            priority=Priority.URGENT if case.urgent else Priority.REPLY,
        )
        await house.outbox.put(tx, send, now=work.now)
    if said.message and (stays or place):
        await house.erase(tx, said.chat, said.message, work, after=house.line.trace if stays else 0)


async def to_person(house: House, tx: Tx, case: Case, said: Said, work: Work) -> None:
    """Relay an operator's message to the case's person, and nobody else. The person never sees who answered."""
    if case.chat is None:
        return
    text = clean(said.text)
    await house.cases.append(tx, case, "answered", body_of(said, text), now=work.now)
    source = (said.chat, said.message)
    mark: tuple[Outgoing, ...] = (React(chat=said.chat, message=said.message, emoji=DELIVERED),)
    for number, part in enumerate(_parts(house, "person-answer-head", case, text, said)):
        first = number == 0
        send = Send(
            post=house.new_post(),
            chat=case.chat,
            text=part,
            role=TO_PERSON,
            case=case.id,
            lives=house.line.trace,
            media=said.media if first else None,
            source=source if first else None,
            on_sent=mark if first else (),
            on_failed=_undelivered(house, case, said) if first else (),
        )
        await house.outbox.put(tx, send, now=work.now)
    await _stand_above(house, tx, case)


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


async def _stand_above(house: House, tx: Tx, case: Case) -> None:
    """The person's screen no longer is the last message of the chat."""
    if case.chat is None:
        return
    person = await house.people.find(tx, bot=case.bot, chat=case.chat)
    if person is not None and not person.below:
        await house.people.save(tx, replace(person, below=True), bot=case.bot)


def body_of(said: Said, text: str) -> dict[str, object]:
    """The entry of a relayed message: its words, and its kind of medium."""
    return {
        "text": text,
        "media": said.media.kind if said.media else "",
        "message": said.message,
        "edited": said.edited,
        "file": (said.media.file_id or "") if said.media else "",
    }


def said_again(body: Mapping[str, Any], chat: int) -> Said:
    """A kept note, as the message it was."""
    kind: MediaKind | None = body.get("media") or None
    media = Media(kind=kind, file_id=body.get("file") or None) if kind and kind != "location" else None
    return Said(chat=chat, user=0, message=body["message"], text=body.get("text", ""), media=media)


def _parts(house: House, head_key: str, case: Case, text: str, said: Said) -> list[str]:
    """The relayed text with its head line, in pieces that Telegram takes."""
    operators = head_key.startswith("desk-")
    language = house.line.language if operators else case.language
    head = house.texts.plain(language, head_key, alias=case.alias, word=case.check_word)
    mark = house.texts.plain(language, "relay-corrected") + "\n" if said.edited else ""
    limit = (CAPTION_LIMIT if said.media else TEXT_LIMIT) - HEAD_ROOM
    if said.media and said.media.kind in {"location", "video_note"}:
        return ["", f"{head}\n{mark}{text}".rstrip()]
    pieces = split(text, limit) if text else [""]
    return [f"{head}\n{mark}{pieces[0]}".rstrip(), *pieces[1:]]


async def corrected(house: House, tx: Tx, case: Case, said: Said, copy: Post, work: Work) -> None:
    """Somebody edited a message that was relayed: the copy at the other end follows, both versions stay in the case."""
    text = clean(said.text)
    to_operator = copy.role == FROM_PERSON
    await house.cases.append(tx, case, "said" if to_operator else "answered", body_of(said, text), now=work.now)
    head_key = "desk-from-person" if to_operator else "person-answer-head"
    first, *rest = _parts(house, head_key, case, text, said)
    await house.outbox.put(tx, Edit(post=copy.id, text=first), now=work.now)
    if not rest or (said.media and said.media.kind in {"location", "video_note"}):
        return
    target = house.line.chat if to_operator else case.chat
    if target is None:
        return
    for part in rest:
        send = Send(
            post=house.new_post(),
            chat=target,
            text=cut(part, TEXT_LIMIT),
            role=copy.role,
            case=case.id,
            topic=case.room if to_operator else None,
            lives=None if to_operator else house.line.trace,
        )
        await house.outbox.put(tx, send, now=work.now)


async def note(house: House, tx: Tx, case: Case, said: Said, work: Work) -> None:
    """What is no reply stays inside: kept as a note, marked as one, with a button that sends it after all."""
    text = clean(said.text)
    await house.cases.append(tx, case, "note", body_of(said, text), now=work.now)
    post = house.new_post()
    button = house.case_button("desk-button-send-note", FORWARD_NOTE, post, work.now)
    send = Send(
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
    await house.outbox.put(tx, send, now=work.now)


async def unsay(house: House, tx: Tx, case: Case, work: Work, *, operators_too: bool) -> None:
    """Take every message of a case out of the person's chat, and on his wish his words out of the operators' chat."""
    for post in await house.posts.of_case(tx, case.id):
        if post.chat == case.chat:
            await house.outbox.put(tx, Delete(post=post.id), now=work.now)
        elif post.role == FROM_PERSON:
            if post.source is not None and case.chat is not None:
                await house.outbox.put(tx, Erase(chat=case.chat, messages=(post.source[1],)), now=work.now)
            if operators_too:
                await house.outbox.put(tx, Delete(post=post.id), now=work.now)
