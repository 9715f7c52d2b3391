"""A spare bot that stands by: whoever writes to it is told where the line answers. It keeps nothing and reads nothing.

It is the one thing beside the outbox that sends: the outbox is the serving bot's.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.hooking import is_hooked, unhook
from bot.delivery.sifting import Sifted, sift
from bot.errors import TokenRefused
from bot.logs import Event, note

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.delivery.api import Api

REFUSED_SECONDS: Final = 600.0
AGAIN_SECONDS: Final = 30.0
ONCE_IN: Final = 60.0
"""Seconds in which a chat is told once."""
_KNOWN: Final = 10_000


class Signpost:
    """Answers for one spare bot. `refused`: Telegram does not know its token."""

    def __init__(
        self,
        api: Api,
        say: Callable[[str | None], str],
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`say`: where the line answers, as plain text, for a phone's language."""
        self._api = api
        self._say = say
        self._sleep = sleep
        self._clock = clock
        self._told: dict[int, float] = {}
        self._offset: int | None = None
        self.refused = False

    async def run(self) -> None:
        """Stand until cancelled."""
        while True:
            try:
                await self.once()
            except TokenRefused:
                if not self.refused:
                    note(Event.SPARE_REFUSED)
                self.refused = True
                await self._sleep(REFUSED_SECONDS)
            except (ApiFault, ApiUnreachable) as fault:
                if is_hooked(fault):
                    await unhook(self._api)
                await self._sleep(max(AGAIN_SECONDS, getattr(fault, "retry_after", None) or 0.0))

    async def once(self) -> None:
        """One poll. What was answered is confirmed by the next."""
        pieces = await self._api.updates(self._offset)
        self.refused = False
        updates = [sift(piece) for piece in pieces]
        for update in updates:
            if isinstance(update, Sifted):
                await self._answer(update.raw)
            if update.update_id is not None:
                self._offset = update.update_id + 1
        if updates and all(update.update_id is None for update in updates):
            raise ApiUnreachable("getUpdates", maybe_taken=False)

    async def _answer(self, raw: dict[str, Any]) -> None:
        query = raw.get("callback_query")
        body = query.get("message") if isinstance(query, dict) else raw.get("message")
        sender = (query or body or {}).get("from") if isinstance(query or body, dict) else None
        chat = body.get("chat") if isinstance(body, dict) else None
        if not isinstance(chat, dict) or chat.get("type") != "private" or not isinstance(sender, dict):
            return
        now, number = self._clock(), chat.get("id")
        if not isinstance(number, int):
            return
        if now - self._told.get(number, float("-inf")) < ONCE_IN:
            return
        if len(self._told) >= _KNOWN:
            self._told.clear()
        self._told[number] = now
        code = sender.get("language_code")
        try:
            await self._api.call("sendMessage", chat_id=number, text=self._say(code if isinstance(code, str) else None))
        except ApiFault:
            return  # he blocked it, or Telegram asks for quiet: he is told when he writes again
