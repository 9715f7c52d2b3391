"""What operators do with a case: take, open, close, keep a medium, send a note after all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk import answering, cards, counting, held, keeping, links, lock, merged, merging, outward, relay, rooms
from bot.desk.farewell import last_words
from bot.desk.house import Turn
from bot.desk.line import announce
from bot.desk.said import keeps, said_again
from bot.desk.screens import KEPT_AT_MOST, LEFT_AT_MOST, refresh_state
from bot.desk.taking import take_case
from bot.messages import CloseTopic, Edit, Reply

if TYPE_CHECKING:
    from bot.messages import Said
    from storage.cases import Case
    from storage.people import Operator
    from storage.posts import Post


def _toast(turn: Turn, key: str, *, alert: bool = False, **values: str) -> Reply:
    return Reply(toast=turn.house.plain(key, **values), alert=alert)


async def take(turn: Turn, case: Case, operator: Operator) -> Reply:
    """The first who presses has it; a second learns who was faster."""
    if case.chat == operator.user:
        return _toast(turn, "desk-own-case", alert=True)
    if await take_case(turn, case, operator) is None:
        return _toast(turn, "desk-taken-already", name=case.taker_name or "…", alert=True)
    return Reply(url=rooms.link(turn.house, case)) if turn.house.line.private else _toast(turn, "desk-taken")


async def close(turn: Turn, case: Case, reason: str) -> Reply:
    """End a case: the person is told while we still can, then this server forgets how to read it and reach him.

    What is merged with it ends with it.
    """
    house = turn.house
    every, pending = await merged.members(turn, case), await house.cases.codes_pending(turn.tx)
    if any(one.id in pending for one in every):
        return _toast(turn, "desk-close-wait", alert=True)
    for one in reversed(every):
        await _end(turn, await merging.let_go(turn, await turn.case(one.id) or one), reason)
    return _toast(turn, "desk-closed")


async def _end(turn: Turn, case: Case, reason: str) -> None:
    house = turn.house
    await house.watches.drop_case(turn.tx, case.id)
    case = replace(await links.ended(turn, case), group=None, group_name="", leads=False)
    case = await answering.take_back(turn, case, case.showing)
    entries = await house.cases.entries(turn.tx, case)
    case = await rooms.vacate(turn, case, "desk-room-closed")
    await held.drop(turn, case)
    await _say_farewell(turn, case)
    await _unlink(turn, case)
    await house.cases.close(turn.tx, case, reason=reason, now=turn.now)
    await counting.closed(turn, case)
    if case.card is not None:
        text = cards.card_text(house, replace(case, state="closed"), cards.facts_of(house, entries), reason)
        await turn.put(Edit(post=case.card, html=True, text=text))
    if case.room is not None:
        await _close_room(turn, case, case.room, cards.head_text(house, case, entries))
    await refresh_state(turn, case)


async def _close_room(turn: Turn, case: Case, room: bytes, head: str) -> None:
    """The head of the room loses its buttons, then the topic is closed."""
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.role == cards.HEAD:
            await turn.put(Edit(post=post.id, html=True, text=head))
    await turn.put(CloseTopic(post=room))


async def _say_farewell(turn: Turn, case: Case) -> None:
    """Something waits for the person: the answers he has not read, and that the talk is over. All goes with his row.

    From now on his words begin a new case. Only these answers stay readable here, until he reads them. Behind a lock
    they wait without a line.
    """
    if case.chat is None or case.reach == "lost":
        return
    last = await last_words(turn, case)
    if case.reach == "locked":
        await lock.ended(turn, case, last)
        return
    person = await announce(turn, case, case.chat)
    told = replace(person, last=(*person.last, *last), ended=case.check_word)
    await turn.house.people.save(turn.tx, told, bot=turn.house.line.bot)


async def _unlink(turn: Turn, case: Case) -> None:
    """No post tells any more that person and case belong together; what stands in the chat is his to erase."""
    house = turn.house
    posts = await house.posts.of_case(turn.tx, case.id)
    for post in posts:
        private = post.chat == case.chat
        if private or post.role in cards.FROM_PERSON_ROLES:
            await house.posts.add(turn.tx, replace(post, source=None, case=None if private else post.case))
        if private:
            await house.outbox.untie(turn.tx, post.id)
    person = await turn.person(case.chat) if case.chat is not None and case.reach == "open" else None
    if person is not None:
        left = (*person.left, *(post.id for post in posts if post.chat == person.chat))[-LEFT_AT_MOST:]
        relayed = {post.source[1] for post in posts if post.source is not None and post.source[0] == person.chat}
        kept = (*person.kept, *sorted(relayed))[-KEPT_AT_MOST:]
        other = await turn.other_case(person, case)
        ended = replace(person, case=other, below=True, left=left, kept=kept)
        await house.people.save(turn.tx, ended, bot=house.line.bot)


async def keep(turn: Turn, post_id: bytes) -> Reply:
    """Keep the photo or the voice that this post relayed."""
    post = await turn.house.posts.by_id(turn.tx, post_id)
    case = await turn.case(post.case) if post is not None else None
    if case is None or not case.hot:
        return _toast(turn, "desk-reply-closed", alert=True)
    return await keeping.ask(turn, case, post_id)


async def forward_note(turn: Turn, marker_id: bytes, operator: Operator) -> Reply:
    """Send a note to the person after all; once."""
    house = turn.house
    marker = await house.posts.by_id(turn.tx, marker_id)
    case = await turn.case(marker.case) if marker is not None else None
    if marker is None or marker.source is None or case is None or not case.hot:
        return _toast(turn, "desk-reply-closed", alert=True)
    copies = await house.posts.by_source(turn.tx, *marker.source)
    sent = next((post for post in copies if post.role in relay.ANSWER_ROLES), None)
    given = await turn.case(sent.case) if sent is not None else None
    if sent is not None and await answering.try_again(turn, given or case, sent):
        return _toast(turn, "desk-note-sent-toast")
    said = await _noted(turn, case, marker)
    if said is None:
        return _toast(turn, "desk-case-gone", alert=True)
    await outward.send(turn, case, said, operator)
    return _toast(turn, "desk-note-sent-toast")


async def _noted(turn: Turn, case: Case, marker: Post) -> Said | None:
    """The newest words of the note that a marker stands beneath."""
    if marker.source is None:
        return None
    for entry in reversed(await turn.house.cases.entries(turn.tx, case)):
        if entry.kind == "note" and keeps(entry.body, marker.source):
            return said_again(entry.body, marker.source[0])
    return None
