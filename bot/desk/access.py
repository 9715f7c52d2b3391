"""Who is an operator, who left, which chats are not ours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import rooms
from bot.desk.house import Turn
from bot.desk.seeing import leaving
from bot.errors import ApiError
from bot.messages import Leave, Said
from storage.people import Operator

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.desk.house import House
    from bot.messages import Tapped, Work
    from storage.database import Tx

    Offering = Callable[[Turn, Operator], Awaitable[None]]


BEGINS: Final = "/start"
"""At this word Telegram is asked whether its writer is an operator."""


async def is_operator(house: House, came: Said | Tapped, work: Work) -> bool:
    """Whether the writer of a private message is a member of the operator chat now.

    Telegram is asked about known operators, and about strangers at their first contact and at /start;
    where it can not be asked, what we know decides. Who turns out to have left loses everything now.
    """

    async def unit(tx: Tx) -> tuple[bool, bool]:
        operator = await house.operators.find(tx, chat=house.line.chat, user=came.user)
        person = await house.people.find(tx, bot=house.line.bot, chat=came.chat)
        return operator is not None, person is not None

    known, person = await house.database.transact(unit)
    starting = isinstance(came, Said) and came.text.startswith(BEGINS)
    if not known and person and not starting:
        return False
    if starting:
        for chat in house.chats:
            house.forget_member(chat, came.user)
    try:
        member = bool(await desks_of(house, came.user))
    except ApiError:
        return known
    if known and not member:
        await house.database.transact(lambda tx: leaving.gone(Turn(house, tx, work), came.user))
    return member


async def desks_of(house: House, user: int, *, but: int = 0) -> frozenset[int]:
    """The operator chats somebody is a member of, `but` left aside. Raises ApiError when that can not be told now.

    It can not where he is in none that the bot sees, and there is one it can not look into.
    """
    asked = [chat for chat in house.chats if chat not in house.absent and chat != but]
    found = frozenset([chat for chat in asked if await house.is_member(chat, user)])
    if not found and house.absent:
        raise ApiError
    return found


async def reach(house: House, came: Said | Tapped) -> frozenset[int]:
    """The operator chats whose cases may be spoken of here: in such a chat its own, privately those of his chats.

    Where Telegram can not be asked, privately none of several.
    """
    if came.chat != came.user:
        return frozenset({house.home(came.chat)})
    try:
        return await desks_of(house, came.user)
    except ApiError:
        return frozenset(house.chats if len(house.chats) == 1 else ())


async def works_here(house: House, came: Said | Tapped) -> bool:
    """Whether somebody is a member of the operator chat he acts in, or (privately) of the line's.

    Where Telegram can not be asked, he is: what comes out of a group comes from its members, and who writes privately
    was looked at by `is_operator`.
    """
    try:
        if came.chat == came.user:
            return bool(await desks_of(house, came.user))
        return await house.is_member(house.home(came.chat), came.user)
    except ApiError:
        return True


async def remains(house: House, came: Said | Tapped) -> frozenset[int] | None:
    """The operator chats of somebody who is not in the one he acts in; None where that can not be told now."""
    try:
        return await desks_of(house, came.user)
    except ApiError:
        return None


async def supervises(house: House, came: Said | Tapped) -> bool:
    """Whether somebody is a supervisor, an admin of the operator chat. Not where Telegram can not be asked."""
    return bool(await led(house, came))


async def led(house: House, came: Said | Tapped) -> frozenset[int]:
    """The operator chats he supervises, of those he can act for here; none where Telegram can not be asked."""
    asked = house.chats if came.chat == came.user else (house.home(came.chat),)
    try:
        return frozenset(
            [chat for chat in asked if chat not in house.absent and await house.is_supervisor(chat, came.user)]
        )
    except ApiError:
        return frozenset()


async def left(house: House, chat: int, user: int, work: Work) -> None:
    """An operator left a chat or was removed: he loses everything at once; one who is in another, the cases of this."""
    chat = house.home(chat)
    house.forget_member(chat, user)
    try:
        elsewhere = await desks_of(house, user, but=chat)
    except ApiError:
        elsewhere = frozenset()

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        await leaving.gone(turn, user, elsewhere=elsewhere)
        still = await house.operators.find(tx, chat=house.line.chat, user=user)
        if elsewhere and still is not None:
            await house.operators.save(tx, replace(still, desks=tuple(sorted(elsewhere))), chat=house.line.chat)

    await house.database.transact(unit)


async def joined(house: House, where: tuple[int, int], name: str, work: Work, *, offer: Offering) -> None:
    """Somebody (`where`: chat, user) came into an operator chat, or his rank there changed: his chat is the desk's.

    `offer` tells Telegram the commands of whoever has pressed Start.
    """
    chat, user = where

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        known = await house.operators.find(tx, chat=house.line.chat, user=user)
        operator = known or Operator(id=house.new_post(), user=user, name=name)
        if len(house.chats) > 1:
            operator = replace(operator, desks=tuple(sorted({*operator.desks, house.home(chat)})))
        if operator != known:
            await house.operators.save(tx, operator, chat=house.line.chat)
        if known is not None:
            await offer(turn, operator)

    house.forget_member(house.home(chat), user)
    await house.database.transact(unit)


async def leave(house: House, chat: int, work: Work) -> None:
    """Leave a chat that is not ours, without a word.

    Only as a member of every operator chat: where the bot is none, it is rather the setting that is wrong than this
    group, which may be the operators' own. Nothing is lost by staying: nobody is answered here, and the next message
    of this group asks again. Where Telegram can not be asked, the lane tries again.
    """
    ours = all([await house.serves(one) for one in house.chats])

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        if ours:
            await turn.put(Leave(chat=chat))

    await house.database.transact(unit)


async def _seats(turn: Turn, operator: Operator, *, blocked: bool) -> None:
    """His private chat takes nothing: his cases are anybody's again. It takes messages again: what waited opens."""
    if not blocked:
        await rooms.come(turn, operator)
        return
    for case in await rooms.at(turn, operator.user):
        await rooms.release(turn, case)


async def _untold(turn: Turn, chat: int) -> None:
    """The line that stands in a blocked chat tells nobody of what comes next: that tries, and its writer learns."""
    person = await turn.person(chat)
    line = await turn.house.posts.by_id(turn.tx, person.line) if person is not None and person.line else None
    if person is not None and line is not None and line.message is not None:
        await turn.house.people.save(turn.tx, replace(person, line=None), bot=turn.house.line.bot)


async def blocked(house: House, chat: int, work: Work, *, blocked: bool) -> None:
    """A person blocked or unblocked the bot: whoever works the case is told."""

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        operator = await house.operators.find(tx, chat=house.line.chat, user=chat)
        if operator is not None and operator.started is blocked:
            await house.operators.save(tx, replace(operator, started=not blocked), chat=house.line.chat)
            await _seats(turn, operator, blocked=blocked)
        if blocked:
            await _untold(turn, chat)
        for case in await house.cases.of_person(tx, bot=house.line.bot, chat=chat):
            await turn.notice("desk-blocked" if blocked else "desk-unblocked", case)

    await house.database.transact(unit)
