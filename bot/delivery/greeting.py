"""What Telegram says of us and of the operator chat before the work begins, for as long as it takes to be reached."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.members import inside
from bot.errors import SettingError
from bot.logs import Event, Host, Remedy, note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.delivery.api import Api

WAITS: Final = (1, 2, 4, 8, 16, 30)
_NEW_ID: Final = ", and give its new id, for example -1001234567890"
_NO_MEMBER: Final = (
    "HOTLINE_OPERATOR_CHAT_ID: the bot is in no such chat; add it to the group, for example -1001234567890"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """Who the bot is, which operator chats have topics, whether its private chats have, and where it is no member."""

    username: str
    forums: frozenset[int]
    private_topics: bool = False
    missing: frozenset[int] = frozenset()


async def greet(api: Api, chats: Sequence[int]) -> Greeting:
    """Ask for all. Raises SettingError where the first chat is none the bot can work in, TokenRefused on a wrong token.

    Without one of the others the line opens all the same: its cases go to the first.
    """
    ask = partial(_patiently, api)
    me = await ask("getMe")
    groups = {chat: await _group(api, chat) for chat in chats}
    if groups[chats[0]] is None:
        raise SettingError(_NO_MEMBER)
    found = {chat: group for chat, group in groups.items() if group is not None}
    for wrong in filter(None, map(unusable, found.values())):
        raise SettingError(f"HOTLINE_OPERATOR_CHAT_ID: {wrong}")
    return Greeting(
        username=str(me.get("username", "")),
        forums=frozenset(chat for chat, group in found.items() if group.get("is_forum")),
        private_topics=bool(me.get("has_topics_enabled")),
        missing=frozenset(chats) - found.keys(),
    )


def unusable(chat: Mapping[str, Any]) -> str | None:
    """Why operators can not work in this chat, and what to do; None where they can."""
    match chat.get("type"):
        case "supergroup":
            return None
        case "channel":
            return f"this is a channel, where nobody can reply; make a group for the operators{_NEW_ID}"
        case "private":
            return f"this is somebody's private chat; make a group for the operators, add the bot{_NEW_ID}"
        case _:
            return (
                f"this chat is no supergroup; make its history visible to new members, which turns it into one{_NEW_ID}"
            )


def lacking(group: Mapping[str, Any], member: Mapping[str, Any]) -> list[str]:
    """The rights that operators need the bot to have in this group, and that it has not."""
    wanted = ["can_delete_messages", "can_pin_messages", *["can_manage_topics"] * bool(group.get("is_forum"))]
    return [right for right in wanted if not member.get(right) and member.get("status") != "creator"]


async def _group(api: Api, chat: int) -> dict[str, Any] | None:
    """The chat, if the bot is in it. Where it may not do all that operators need there, it serves, and says so."""
    try:
        group = await _patiently(api, "getChat", chat_id=chat)
        member = await _patiently(api, "getChatMember", chat_id=chat, user_id=api.bot)
    except ApiFault:
        return None
    if not inside(member):
        return None
    if lacks := lacking(group, member):
        note(Event.RIGHTS_MISSED, count=len(lacks), remedy=Remedy.RIGHTS)
    return group


async def _patiently(api: Api, method: str, **params: int) -> dict[str, Any]:
    """Call until Telegram can be reached, waiting longer each time; 429 and 5xx wait too, other refusals are raised.

    A server may boot before its network, so this waits for ever; the first time it says for whom, and what to look at.
    """
    for failures, wait in enumerate(chain(WAITS[:-1], repeat(WAITS[-1]))):
        try:
            return dict(await api.call(method, **params))
        except ApiUnreachable:
            pause: float = wait
            if not failures:
                note(Event.START_BLOCKED, host=Host(api.host), remedy=Remedy.NETWORK)
        except ApiFault as fault:
            if fault.retry_after is None and fault.status < 500:  # noqa: PLR2004 - HTTP's own number
                raise
            pause = fault.retry_after or wait
        note(Event.POLL_FAILED, wait=pause)
        await asyncio.sleep(pause)
    raise AssertionError
