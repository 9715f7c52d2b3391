"""Who is no operator any more loses everything at once: what stands in his private chat, his cases, his requests.

What Telegram still deletes is deleted; what is older than 48 hours is emptied, as a bot may edit its own messages for
ever, and a topic goes with all that is in it. Pictures that old stay, their captions emptied.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk import menus
from bot.desk.casework import merged, rooms
from bot.desk.duty import off_shift, waiting
from bot.desk.house import Turn
from bot.desk.seeing import requests
from bot.desk.showing import cards, faces
from bot.desk.talks.screens import refresh_state
from bot.messages import Delete, Edit, Erase, Work
from storage.audit import Action

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post
    from storage.standing import Stood

DELETED_WITHIN: Final = 47 * 3_600
"""Telegram deletes nothing older than 48 hours; an hour is left for the way."""
SWEPT_AFTER: Final = 48 * 3_600
TOPIC: Final = "topic"
EMPTIED: Final = "emptied"
AT_ONCE: Final = 100


async def gone(turn: Turn, user: int, *, elsewhere: frozenset[int] = frozenset()) -> None:
    """He is in an operator chat no more. Nothing happens where nothing is known of him, so it may be told twice.

    `elsewhere`: the operator chats he is still in: their cases, and what stands of them in his chat, stay his.
    """
    house = turn.house
    operator = await house.operators.find(turn.tx, chat=house.line.chat, user=user)
    stands = await house.standing.of_chat(turn.tx, user)
    if operator is None and not stands:
        return
    if operator is not None:
        await turn.audit(Action.LEFT, operator=operator)
    for case in await house.cases.hot(turn.tx):
        if user in {case.taker, case.seat} and house.desk_of(case) not in elsewhere:
            await _free(turn, case, user)
    await requests.left(turn, user)
    if not elsewhere:
        await menus.withdraw(turn, user)
        await house.operators.drop(turn.tx, chat=house.line.chat, user=user)
        await off_shift.ends(turn, user)
        if (call := await house.calls.find(turn.tx, user)) is not None:
            await house.calls.drop(turn.tx, call)
    await _clear(turn, user, [one for one in stands if not await _his_still(turn, one, elsewhere)])


async def _his_still(turn: Turn, stood: Stood, elsewhere: frozenset[int]) -> bool:
    """Whether a message is about a case of an operator chat he is still in."""
    post = await turn.house.posts.by_id(turn.tx, stood.id) if elsewhere and stood.message is None else None
    case = await turn.case(post.case) if post is not None else None
    return case is not None and case.hot and turn.house.desk_of(case) in elsewhere


async def _free(turn: Turn, case: Case, user: int) -> None:
    """His case waits anew for whoever takes it; a room in his chat goes with all that stood in it."""
    house = turn.house
    if case.into is not None:
        if case.taker == user:
            await house.cases.save(turn.tx, replace(case, taker=None, taker_name=""))
        return
    free = replace(await rooms.vacate(turn, case), state="new", taker=None, taker_name="")
    free = replace(free, returned=True, opened=0, waits=turn.now, snoozed=0, aside=False)
    await house.cases.save(turn.tx, free)
    await merged.follow(turn, free)
    await house.watches.drop_case(turn.tx, case.id)
    free = await waiting.opened(turn, free)
    await faces.refresh(turn, free)
    await refresh_state(turn, free)
    text = house.say("desk-left", alias=case.alias, name=case.taker_name)
    await turn.put(replace(house.to_room(free), role="notice", text=text, priority=cards.priority_of(free)))


async def _clear(turn: Turn, user: int, stands: list[Stood]) -> None:
    """Empty a private chat of everything that was noted to stand there."""
    written = [one for one in stands if one.message is not None and turn.now - one.at < DELETED_WITHIN]
    for start in range(0, len(written), AT_ONCE):
        some = written[start : start + AT_ONCE]
        messages = tuple(one.message for one in some if one.message is not None)
        await turn.put(Erase(chat=user, messages=messages, since=some[0].at))
    for one in stands:
        if one.message is None and (post := await turn.house.posts.by_id(turn.tx, one.id)) is not None:
            await _take_out(turn, post)
        await turn.house.standing.drop(turn.tx, one.id)


async def _take_out(turn: Turn, post: Post) -> None:
    """Delete a post of ours; too old for that, it says nothing any more and is tied to nothing."""
    house = turn.house
    if post.role == TOPIC or not post.sent_at or turn.now - post.sent_at < DELETED_WITHIN:
        await turn.put(Delete(post=post.id))
        return
    await house.posts.add(turn.tx, replace(post, case=None, source=None, role=EMPTIED))
    await turn.put(Edit(post=post.id, text=house.plain("desk-emptied"), anew=False))


async def sweep(house: House, now: int) -> None:
    """Forget what no longer stands in a chat, and what he wrote himself once Telegram would not delete it any more."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, Work(house.line.bot, 0, now))
        for one in await house.standing.old(tx, before=now - SWEPT_AFTER):
            if one.message is not None or await house.posts.by_id(turn.tx, one.id) is None:
                await house.standing.drop(tx, one.id)
            else:
                await house.standing.look_later(tx, one, now=now)
        await house.openings.sweep(tx, now=now)

    await house.database.transact(unit)
