"""What Telegram says of us and of the operator chat before the work begins, for as long as it takes to be reached."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.errors import SettingError
from bot.logs import Event, note

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.delivery.api import Api

WAITS: Final = (1, 2, 4, 8, 16, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """Who the bot is, and whether the operator chat has topics."""

    username: str
    forum: bool


async def greet(api: Api, chat: int) -> Greeting:
    """Ask for both. Raises SettingError where the chat is none the bot can work in, TokenRefused on a wrong token."""
    me = await _patiently(partial(api.call, "getMe"))
    try:
        group = await _patiently(partial(api.call, "getChat", chat_id=chat))
    except ApiFault as fault:
        raise SettingError(
            "HOTLINE_OPERATOR_CHAT_ID: the bot is in no such chat; add it to the group, for example -1001234567890"
        ) from fault
    if group.get("type") != "supergroup":
        raise SettingError(
            "HOTLINE_OPERATOR_CHAT_ID: this chat is no supergroup; make its history visible to new members, "
            "which turns a group into one, and give its new id, for example -1001234567890"
        )
    return Greeting(username=str(me.get("username", "")), forum=bool(group.get("is_forum")))


async def _patiently(call: Callable[[], Awaitable[Any]]) -> dict[str, Any]:
    """Call until Telegram can be reached, waiting longer each time; 429 and 5xx wait too, other refusals are raised."""
    for wait in chain(WAITS[:-1], repeat(WAITS[-1])):
        try:
            return dict(await call())
        except ApiUnreachable:
            pause: float = wait
        except ApiFault as fault:
            if fault.retry_after is None and fault.status < 500:  # noqa: PLR2004 - HTTP's own number
                raise
            pause = fault.retry_after or wait
        note(Event.POLL_FAILED, wait=pause)
        await asyncio.sleep(pause)
    raise AssertionError
