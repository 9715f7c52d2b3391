"""How a case ends: its person is told while we still can, then this server forgets how to read it and reach him."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merging, rooms
from bot.desk.codes import links
from bot.desk.knowing import counting
from bot.desk.showing import cards
from bot.desk.talks import lock
from bot.desk.talks.farewell import last_words
from bot.desk.talks.screens import KEPT_AT_MOST, LEFT_AT_MOST, refresh_state
from bot.desk.words import answering, held
from bot.desk.words.line import announce
from bot.messages import CloseTopic, Edit, Ended, Priority
from storage.audit import Action

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case

CLOSED: Final = "closed"
RESTING: Final = "resting"
REST: Final = "rest"
"""The reason that the entries of a resting case give."""


async def close(turn: Turn, case: Case, reason: str) -> None:
    """An operator closed it. What it was merged with is separate again."""
    ends = turn.house.line.periods.closed_until(turn.now)
    case = await merging.let_go(turn, await turn.case(case.id) or case)
    await _end(turn, case, reason=reason, state=CLOSED, ends=ends)
    await counting.closed(turn, case)


async def rest(turn: Turn, case: Case, *, last: int) -> None:
    """Nobody wrote in it for long. `last`: when somebody last did; its time runs from there."""
    ends = turn.house.line.periods.rests_until(last)
    case = await merging.let_go(turn, await turn.case(case.id) or case)
    await _end(turn, case, reason=REST, state=RESTING, ends=ends)
    await turn.audit(Action.RESTED, case=case)


async def _end(turn: Turn, case: Case, *, reason: str, state: str, ends: int) -> None:
    house = turn.house
    # Many may rest in the same hour: their cards take nothing of what a group may be sent from those who answer.
    haste = Priority.REPLY if state == CLOSED else Priority.BOARD
    await house.watches.drop_case(turn.tx, case.id)
    case = replace(await links.ended(turn, case), group=None, group_name="", leads=False)
    case = await answering.take_back(turn, case, case.showing)
    entries = await house.cases.entries(turn.tx, case)
    case = await rooms.vacate(turn, case, f"desk-room-{state}")
    await held.drop(turn, case)
    await say_farewell(turn, case, Ended(state, at=turn.now, until=ends))
    await _unlink(turn, case)
    await house.cases.close(turn.tx, case, reason=reason, now=turn.now, ends=ends, state=state)
    if case.card is not None:
        text = cards.card_text(house, replace(case, state=state), cards.facts_of(house, entries), reason)
        await turn.put(Edit(post=case.card, html=True, text=text, priority=haste))
    if case.room is not None:
        await _close_room(turn, case, case.room, cards.head_text(house, case, entries), haste)
    await refresh_state(turn, case)


async def _close_room(turn: Turn, case: Case, room: bytes, head: str, haste: Priority) -> None:
    """The head of the room loses its buttons, then the topic is closed."""
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.role == cards.HEAD:
            await turn.put(Edit(post=post.id, html=True, text=head, priority=haste))
    await turn.put(CloseTopic(post=room, priority=max(haste, Priority.CARD)))


async def say_farewell(turn: Turn, case: Case, end: Ended, *, words: bool = True) -> None:
    """Something waits for the person: the answers he has not read, and that the talk is over. All goes with his row.

    From now on his words begin a new case. Only these answers stay readable here, until he reads them. Behind a lock
    they wait without a line. Without `words` he is told no more than that it is over.
    """
    if case.chat is None or case.reach == "lost":
        return
    last = await last_words(turn, case) if words else ()
    if case.reach == "locked":
        await lock.ended(turn, case, last, end)
        return
    person = await announce(turn, case, case.chat)
    told = replace(person, last=(*person.last, *last), ended=case.check_word, end=end)
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
