"""Who is in an operator chat, asked of Telegram and remembered for a minute."""

from __future__ import annotations

import time
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.faults import ApiFault
from bot.logs import Event, Remedy, note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.delivery.api import Api

_BAD_REQUEST: Final = 400
_ABSENT: Final = frozenset({"user not found", "member not found", "participant_id_invalid", "user_not_participant"})
"""Telegram's words for "no such member". Any other refusal says nothing of him: the list may be closed to the bot."""
_UNUSABLE: Final = frozenset({400, 403, 404})
_ADMIN: Final = frozenset({"creator", "administrator"})
_IN: Final = _ADMIN | {"member"}


class Standing(IntEnum):
    """What somebody is in an operator chat; an admin is a supervisor."""

    OUTSIDE = 0
    MEMBER = 1
    ADMIN = 2


class Members:
    """Answers from memory for `lives` seconds; `forget` when Telegram reports a change."""

    def __init__(
        self,
        *,
        api: Api,
        clock: Callable[[], float] = time.monotonic,
        lives: float = 60.0,
        bound: int = 10_000,
        where: Callable[[int], int] = int,
    ) -> None:
        """`where`: the id a chat has now. `bound`: how many answers are remembered at most."""
        self._api = api
        self._clock = clock
        self._lives = lives
        self._bound = bound
        self._where = where
        self._known: dict[tuple[int, int], tuple[float, Standing]] = {}
        self._admins: dict[int, tuple[float, dict[int, str]]] = {}
        self._told = False

    async def is_member(self, chat: int, user: int) -> bool:
        """Tell whether `user` is in `chat`. Raises ApiError when Telegram can not be asked: nobody is let in then."""
        return await self._standing(chat, user) >= Standing.MEMBER

    async def is_admin(self, chat: int, user: int) -> bool:
        """Tell whether `user` is an admin of `chat`. Raises ApiError as above."""
        return await self._standing(chat, user) == Standing.ADMIN

    async def _standing(self, chat: int, user: int) -> Standing:
        known = self._known.get((chat, user))
        if known and known[0] > self._clock():
            return known[1]
        found = await self._ask(chat, user)
        if len(self._known) >= self._bound:
            self._known.clear()
        self._known[chat, user] = (self._clock() + self._lives, found)
        return found

    async def admins(self, chat: int) -> dict[int, str]:
        """Every admin of `chat` by his first name, but for bots; an empty one where he is anonymous: name him nowhere.

        Raises ApiError when Telegram can not be asked.
        """
        known = self._admins.get(chat)
        if known and known[0] > self._clock():
            return known[1]
        found = await self._api.call("getChatAdministrators", chat_id=self._where(chat))
        people = [one for one in found if not one["user"].get("is_bot")]
        named = {one["user"]["id"]: "" if one.get("is_anonymous") else one["user"]["first_name"] for one in people}
        self._admins[chat] = (self._clock() + self._lives, named)
        return named

    def forget(self, chat: int, user: int) -> None:
        """Ask Telegram again at the next question about this member."""
        self._known.pop((chat, user), None)
        self._admins.pop(chat, None)

    async def serves(self, chat: int) -> bool:
        """Tell whether the bot itself is in `chat`: no as well where Telegram refuses the chat. A no is noted once.

        Raises ApiError when Telegram can not be asked now: ask again.
        """
        try:
            here = await self.is_member(chat, self._api.bot)
        except ApiFault as fault:
            if fault.status not in _UNUSABLE:
                raise
            here = False
        if not here and not self._told:
            note(Event.LEAVE_REFUSED, remedy=Remedy.OPERATOR_CHAT)
        self._told = not here
        return here

    async def _ask(self, chat: int, user: int) -> Standing:
        try:
            member = await self._api.call("getChatMember", chat_id=self._where(chat), user_id=user)
        except ApiFault as fault:
            if fault.status == _BAD_REQUEST and fault.description.lower() in _ABSENT:
                return Standing.OUTSIDE
            raise
        return standing(member)


def standing(member: Mapping[str, Any]) -> Standing:
    """What a ChatMember, as Telegram sends it, is in the chat."""
    if member.get("status") in _ADMIN:
        return Standing.ADMIN
    return Standing.MEMBER if inside(member) else Standing.OUTSIDE


def inside(member: Mapping[str, Any]) -> bool:
    """Tell whether a ChatMember, as Telegram sends it, is in the chat."""
    status = member.get("status")
    return status in _IN or (status == "restricted" and member.get("is_member") is True)
