"""Supervisors, told privately and each in his language; the group, where one of them never pressed Start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.house import Turn
from bot.errors import ApiError
from bot.messages import Priority, Send, Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.house import House
    from storage.database import Tx
    from storage.people import Operator

    Say = Callable[[str], str]
    """A text as HTML, in a language."""


async def asked(house: House, known: frozenset[int] = frozenset()) -> frozenset[int]:
    """The supervisors of every operator chat. Outside of units. `known`: those of before, where Telegram is silent."""
    found: set[int] = set()
    for chat in house.chats:
        if chat not in house.absent:
            try:
                found |= set(await house.supervisors(chat))
            except ApiError:
                found |= known
    return frozenset(found)


async def told(  # noqa: PLR0913 - one message
    house: House,
    tx: Tx,
    users: frozenset[int],
    say: Say,
    *,
    now: int,
    priority: Priority = Priority.URGENT,
    group: bool = True,
) -> None:
    """Queue it for each who may be written to, and once for the operator chat if there is one who may not.

    `group`: False where the operator chat hears of it anyway.
    """
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    known = [await house.operators.find(tx, chat=house.line.chat, user=user) for user in sorted(users)]
    for operator in known:
        if operator is not None and operator.started:
            await turn.put(_line(house, operator.user, say(operator.language), priority))
    if group and (not known or not all(map(_reached, known))):
        await turn.put(_line(house, house.front, say(house.line.language), priority))


def _reached(operator: Operator | None) -> bool:
    return operator is not None and operator.started


def _line(house: House, chat: int, text: str, priority: Priority) -> Send:
    silent = priority is not Priority.URGENT
    return Send(post=house.new_post(), chat=chat, text=text, html=True, role="alarm", priority=priority, silent=silent)
