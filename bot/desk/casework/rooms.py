"""The room of a case: opened for whoever took it, moved to whoever has it next, left behind without a trace.

It is a topic of the group, or the card's reply thread; where rooms are private, a topic of the taker's own chat with
the bot, or a reply thread there. Of a private room that is left nothing stays with who had it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merged
from bot.desk.duty import waiting
from bot.desk.showing import cards
from bot.desk.talks.screens import refresh_state
from bot.desk.words import follow, held, relay
from bot.messages import CloseTopic, Delete, Edit, Erase, OpenTopic, Priority, Send

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from storage.cases import Case
    from storage.people import Operator
    from storage.posts import Post

ROOM_PREFIX: Final = "room_"
"""What a link into a private room begins with."""
AWAITS: Final = "awaits"
"""The role of the line that says why a room is not open yet; it goes when the room opens."""
LINE_SECONDS: Final = 12 * 3_600
"""How long a line stands that tells of a room that is gone."""
TOO_OLD: Final = 46 * 3_600
"""From this age on a message is emptied, not deleted: Telegram deletes none after 48 hours."""
AT_ONCE: Final = 100
_SENT_AGAIN: Final = frozenset({"photo", "voice", "video", "video_note"})
"""Media that go into a room that opens; a place is kept apart."""


def link(house: House, case: Case) -> str:
    """The way into a case's private room."""
    return f"https://t.me/{house.line.username}?start={ROOM_PREFIX}{case.alias}"


async def open_room(turn: Turn, case: Case, operator: Operator) -> Case:
    """The room for whoever took the case; without topics a group's room is the card's reply thread. Does not save.

    What was handed over goes on in the topic that it had.
    """
    house = turn.house
    if house.line.private:
        return await _privately(turn, case, operator)
    if case.room is not None:
        await cards.refresh_room(turn, case)
        return case
    if not house.is_forum(house.desk_of(case)):
        return case
    return await _in_topic(turn, case, media=False)


async def in_group(turn: Turn, case: Case) -> Case:
    """The room anew where its card was posted anew, with all the person said. Does not save."""
    if case.state != "new" and turn.house.is_forum(turn.house.desk_of(case)):
        return await _in_topic(turn, case, media=True)
    await stand(turn, case)
    return case


async def _in_topic(turn: Turn, case: Case, *, media: bool) -> Case:
    roomed = await _topic(turn, case, turn.house.desk_of(case))
    await turn.put(await head_of(turn, roomed, turn.house.new_post()))
    await stand(turn, roomed, media=media)
    return roomed


async def _privately(turn: Turn, case: Case, operator: Operator) -> Case:
    """Who never pressed Start has the case; its room opens once he does, and until then the group knows why.

    A topic that the case had in the group, before rooms were private, is closed. Nobody has his own case in his chat.
    """
    if case.chat == operator.user:
        return case
    if case.room is not None:
        await turn.put(CloseTopic(post=case.room))
        case = replace(case, room=None)
    if operator.started:
        return await enter(turn, replace(case, seat=operator.user))
    line = turn.house.say("desk-room-awaits", alias=case.alias, name=operator.name)
    await turn.put(replace(turn.house.to_room(case), text=line, role=AWAITS, silent=True))
    return replace(case, seat=operator.user)


async def enter(turn: Turn, case: Case) -> Case:
    """Open the room in the private chat of whoever has the case. Does not save."""
    head = turn.house.new_post()
    inside = await _topic(turn, case, case.seat) if turn.house.line.private_topics else replace(case, head=head)
    await turn.put(await head_of(turn, inside, head))
    await stand(turn, inside)
    return inside


async def _topic(turn: Turn, case: Case, chat: int) -> Case:
    room, title = turn.house.new_post(), room_title(turn.house, case)
    await turn.put(OpenTopic(post=room, chat=chat, title=title, case=case.id, priority=Priority.REPLY))
    return replace(case, room=room)


def room_title(house: House, case: Case) -> str:
    """The name of the topic."""
    return house.plain("desk-room-title", alias=case.alias, door=house.plain(f"desk-door-{case.door}"))


async def head_of(turn: Turn, case: Case, post: bytes) -> Send:
    """The first message of a case's room, to go as this post."""
    house = turn.house
    return replace(
        house.to_room(case),
        post=post,
        role=cards.HEAD,
        reply_to=None,
        text=cards.head_text(house, case, await house.cases.entries(turn.tx, case)),
        keyboard=cards.card_keyboard(house, case, turn.now, chat=house.seat_of(case)),
    )


async def stand(turn: Turn, case: Case, *, media: bool = True) -> None:
    """What the person said so far goes into the room that has just opened; the form's answers stay behind Open.

    `media`: themselves, not only that they came; in a group they stand beneath the card.
    """
    lines: list[str] = []
    for entry in await turn.house.cases.entries(turn.tx, case):
        sent = entry.kind == "said" and entry.body.get("media") in _SENT_AGAIN and entry.body.get("file")
        if media and sent:
            await _pages(turn, case, lines)
            await relay.again(turn, case, entry.body)
            lines = []
        else:
            lines += cards.said_lines(turn.house, entry)
    await _pages(turn, case, lines)


async def _pages(turn: Turn, case: Case, lines: list[str]) -> None:
    for page in cards.pages(lines):
        await relay.put_page(turn, case, page)


async def bring(turn: Turn, case: Case) -> None:
    """What is merged with a case comes into its room, with what was said there so far."""
    for one in await merged.follow(turn, case):
        await stand(turn, one, media=one.seat > 0)


async def reseat(turn: Turn, case: Case, operator: Operator) -> Case:
    """Another operator has the case: its room is his, with what was said so far. Saves."""
    if case.state == "new":
        await waiting.taken(turn, case)
    left = await vacate(turn, case, "desk-room-handed")
    state = "taken" if case.state == "new" else case.state
    his = replace(left, state=state, taker=operator.user, taker_name=operator.name)
    if his.room is None or turn.house.line.private:
        his = await open_room(turn, his, operator)
    await turn.house.cases.save(turn.tx, his)
    await bring(turn, his)
    await cards.refresh_card(turn, his)
    await cards.refresh_room(turn, his)
    await refresh_state(turn, his)
    return his


async def release(turn: Turn, case: Case) -> Case:
    """Its operator can not be reached where its room was: whoever is there may take it. Saves, and rings."""
    name = case.taker_name
    freed = replace(await vacate(turn, case), state="new", taker=None, taker_name="")
    freed = replace(freed, opened=0, waits=turn.now, snoozed=0, aside=False, returned=True)
    await turn.house.cases.save(turn.tx, freed)
    await merged.follow(turn, freed)
    freed = await waiting.opened(turn, freed)
    await cards.refresh_card(turn, freed)
    await refresh_state(turn, freed)
    text = turn.house.say("desk-room-lost", alias=case.alias, name=name)
    await turn.put(replace(turn.house.to_room(freed), role="notice", text=text, priority=cards.priority_of(freed)))
    return freed


async def at(turn: Turn, user: int) -> list[Case]:
    """The cases whose own room is in this operator's private chat, or will be."""
    return [case for case in await turn.house.cases.worked(turn.tx) if case.seat == user and case.into is None]


async def come(turn: Turn, operator: Operator) -> list[Case]:
    """Whoever pressed Start finds the rooms that waited for him open; these cases."""
    opened = [await enter(turn, case) for case in await at(turn, operator.user) if not (case.room or case.head)]
    for case in opened:
        await turn.house.cases.save(turn.tx, case)
        await _awaits_no_more(turn, case)
        await bring(turn, case)
    return opened


async def _awaits_no_more(turn: Turn, case: Case) -> None:
    """The line goes that says for whose Start the room waits."""
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.role == AWAITS:
            await turn.put(Delete(post=post.id))


async def vacate(turn: Turn, case: Case, key: str | None = None) -> Case:
    """A private room goes with all that stood in it; its operator reads why, if `key` says so. Does not save."""
    if not case.seat:
        return case
    left = replace(case, seat=0, room=None, head=None)
    if not (case.room or case.head):
        await _awaits_no_more(turn, case)
        return left
    for one in await merged.members(turn, case):
        await follow.leaves(turn, one, case.seat)
        await _empty(turn, one, case)
    if case.room:
        await turn.put(Delete(post=case.room))
    if key is not None:
        await _tell(turn, case, key)
    return left


async def withdraw(turn: Turn, case: Case) -> None:
    """What a merged case said in the private room of another goes from it; the room stays."""
    if case.seat > 0:
        await _empty(turn, case, replace(case, head=case.head or case.room))


async def _empty(turn: Turn, case: Case, place: Case) -> None:
    """Take out of a room what stands there of one case."""
    doomed = list(await _written_there(turn, case)) if place.head else []
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.chat == place.seat and post.id != place.room:
            doomed += await _clear(turn, place, post)
    for start in range(0, len(doomed), AT_ONCE):
        messages = tuple(doomed[start : start + AT_ONCE])
        await turn.put(Erase(chat=place.seat, messages=messages, since=turn.now - TOO_OLD))


async def _clear(turn: Turn, case: Case, post: Post) -> list[int]:
    """Forget one message of the room; the number of one that must be deleted by itself, as no topic goes with it."""
    house, tx = turn.house, turn.tx
    if case.head and post.message is not None and turn.now - post.sent_at >= TOO_OLD:
        await house.posts.add(tx, replace(post, case=None, source=None, role="notice"))
        await turn.put(Edit(post=post.id, html=True, text=house.say("desk-room-emptied"), anew=False))
        return []
    if post.message is None:
        await turn.put(Delete(post=post.id))
    await held.forget(turn, post)
    return [post.message] if case.head and post.message is not None else []


async def _written_there(turn: Turn, case: Case) -> set[int]:
    """The numbers of what its operator wrote in a room without a topic, as far as it can still be deleted."""
    entries = await turn.house.cases.entries(turn.tx, case)
    young = (entry.body for entry in entries if turn.now - entry.hour < TOO_OLD and "message" in entry.body)
    return {body["message"] for body in young if body.get("chat") == case.seat}


async def _tell(turn: Turn, case: Case, key: str) -> None:
    house = turn.house
    text = house.say(key, alias=case.alias)
    line = Send(post=house.new_post(), chat=case.seat, html=True, role="notice", silent=True, text=text)
    await turn.put(replace(line, lives=LINE_SECONDS))
