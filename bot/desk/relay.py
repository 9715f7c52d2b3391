"""Words between the two sides of a case: whose message goes where, and what its sender learns of it.

The target is always read from the case: a person's chat from its way back, the operators' from the line.
Nothing that came in a message chooses where it goes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot.desk.cards import FORWARD_NOTE, FROM_PERSON, FROM_PERSON_ROLES, refresh_card
from bot.desk.fates import ANSWERED
from bot.desk.pieces import (
    DELIVERED,
    MORE,
    TO_PERSON,
    WORDLESS,
    Follow,
    Side,
    correction,
    loss,
    new_message,
    operators_side,
    person_side,
)
from bot.desk.screens import refresh_state
from bot.messages import Delete, Edit, Erase, Media, Priority, React, Said, Send
from bot.texts import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.desk.house import Turn
    from bot.messages import MediaKind, Outgoing
    from storage.cases import Case
    from storage.posts import Post

NOTE: Final = "note"


async def to_operators(turn: Turn, case: Case, said: Said, *, stays: bool) -> None:
    """Relay a person's message to the case's room, or beneath its card while nobody took it.

    `stays`: it stands in the person's chat until the trace timer; a place never does.
    """
    house = turn.house
    place = said.media is not None and said.media.kind == "location"
    stays = stays and not place
    await house.cases.append(turn.tx, case, "said", body_of(said, clean(said.text)), now=turn.now)
    arrived = (React(chat=said.chat, message=said.message, emoji=DELIVERED),) if stays else ()
    for message in new_message(house, case, said, operators_side(house, case, arrived)):
        await turn.put(message)
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
    wording = await _note_answer(turn, case, said)
    await _answer(turn, case, said, wording)
    await _stand_above(turn, case.chat)


async def again(turn: Turn, case: Case, messages: Collection[int]) -> None:
    """Answers that were on their way when the case moved go, in their order, to where its person is now."""
    newest: dict[int, Mapping[str, Any]] = {}
    for entry in await turn.house.cases.entries(turn.tx, case):
        if entry.kind == ANSWERED and entry.body.get("message") in messages:
            newest[entry.body["message"]] = entry.body
    for body in newest.values():
        await _answer(turn, case, said_again(body, turn.house.line.chat), body.get("wording", ""))


async def _note_answer(turn: Turn, case: Case, said: Said) -> str:
    """Keep an operator's words in the case, under a name by which their fate can be noted."""
    wording = turn.house.new_post().hex()
    body = {**body_of(said, clean(said.text)), "wording": wording}
    await turn.house.cases.append(turn.tx, case, ANSWERED, body, now=turn.now)
    return wording


async def _answer(turn: Turn, case: Case, said: Said, wording: str) -> None:
    """Queue an answer for the chat where its person is."""
    house = turn.house
    follow = Follow(
        sent=await _arrived(turn, said),
        first=loss(house, case, said.message, "desk-undelivered"),
        later=loss(house, case, said.message, "desk-undelivered-rest"),
    )
    side = person_side(house, case, case.chat or 0, wording=wording, follow=follow)
    for message in new_message(house, case, said, side):
        await turn.put(message)


async def _arrived(turn: Turn, said: Said) -> tuple[Outgoing, ...]:
    """What tells the operators that an answer arrived; a note that was sent after all says so from then on."""
    house = turn.house
    notes = [post for post in await house.posts.by_source(turn.tx, said.chat, said.message) if post.role == NOTE]
    sent = (Edit(post=marker.id, html=True, text=house.say("desk-note-sent")) for marker in notes)
    return (React(chat=said.chat, message=said.message, emoji=DELIVERED), *sent)


async def turn_state(turn: Turn, case: Case) -> None:
    """Whose word is awaited now, on the card too."""
    await turn.house.cases.save(turn.tx, case)
    await refresh_card(turn, case)
    await refresh_state(turn, case.chat)


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
    if case.chat is None and copy.role == TO_PERSON:
        return
    house = turn.house
    posts = await house.posts.by_source(turn.tx, said.chat, said.message)
    old = [post for post in posts if post.role in {copy.role, MORE[copy.role]}]
    gone = tuple(Delete(post=post.id) for post in old) if said.media is not None else ()
    side = await _correcting(turn, case, said, copy, gone)
    if said.media is not None:
        changes: Sequence[Outgoing] = new_message(house, case, said, side)
    else:
        more = [post for post in old if post.role == MORE[copy.role]]
        changes = correction(house, case, said, side, [copy, *more])
    for change in changes:
        await turn.put(change)


async def _correcting(turn: Turn, case: Case, said: Said, copy: Post, gone: tuple[Outgoing, ...]) -> Side:
    """The end that a correction goes to, the correction being kept in the case; `gone`: what it makes superfluous."""
    house = turn.house
    if copy.role == FROM_PERSON:
        await house.cases.append(turn.tx, case, "said", body_of(said, clean(said.text)), now=turn.now)
        return operators_side(house, case, gone)
    wording = await _note_answer(turn, case, said)
    stands = "desk-undelivered" if copy.message is None else "desk-undelivered-edit"
    follow = Follow(
        sent=(*gone, *await _arrived(turn, said)),
        first=loss(house, case, said.message, stands),
        later=loss(house, case, said.message, "desk-undelivered-rest"),
    )
    return person_side(house, case, copy.chat, wording=wording, follow=follow)


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
