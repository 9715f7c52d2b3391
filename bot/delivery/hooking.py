"""The webhook at Telegram: set at the start, looked at each minute, set again where somebody changed it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.api import ALLOWED_UPDATES
from bot.delivery.contact import CONFLICT
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.verdicts import after
from bot.logs import Event, note

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.delivery.api import Api
    from bot.delivery.contact import Contact

MOST_CONNECTIONS: Final = 100
LOOK_SECONDS: Final = 60.0


_HOOK: Final = "webhook"
"""Stands in Telegram's refusal where updates go to a webhook."""


def is_hooked(fault: ApiFault | ApiUnreachable) -> bool:
    """Whether updates can not be asked for because a webhook is set."""
    return isinstance(fault, ApiFault) and fault.status == CONFLICT and _HOOK in fault.description


async def unhook(api: Api) -> None:
    """Take a webhook away; what waits there stays, and can be asked for."""
    note(Event.WEBHOOK_REMOVED)
    with suppress(ApiFault, ApiUnreachable):
        await api.call("deleteWebhook")


@dataclass(slots=True, eq=False, kw_only=True)
class Hooked:
    """Keeps the webhook ours. What waits at Telegram is never dropped."""

    api: Api
    url: str
    secret: str = field(repr=False)
    contact: Contact
    beat: Callable[[], None] = lambda: None
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    _ours: bool = False
    _failures: int = 0

    def __repr__(self) -> str:
        """Return the same for every bot."""
        return "<Hooked>"

    async def run(self) -> None:
        """Set it and look after it until cancelled. Raises TokenRefused when Telegram does not know the token."""
        while True:
            self.beat()
            try:
                await self._look()
            except (ApiFault, ApiUnreachable) as fault:
                await self._rest(fault)
            else:
                self._failures = 0
                await self.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        if self._ours:
            info = await self.api.call("getWebhookInfo")
            self._ours = info.get("url") == self.url
            if self._ours:
                self._judge(info)
                return
            self.contact.hooked()
            note(Event.WEBHOOK_MISSED)
        await self.api.call(
            "setWebhook",
            url=self.url,
            secret_token=self.secret,
            max_connections=MOST_CONNECTIONS,
            allowed_updates=ALLOWED_UPDATES,
        )
        self._ours = True
        note(Event.WEBHOOK_SET)

    def _judge(self, info: dict[str, Any]) -> None:
        """Nothing waits at Telegram: whatever there was got here."""
        if not info.get("pending_update_count"):
            self.contact.heard()

    async def _rest(self, fault: ApiFault | ApiUnreachable) -> None:
        self.contact.failed(fault)
        self._failures += 1
        wait = max(after(self._failures), getattr(fault, "retry_after", None) or 0.0)
        note(Event.WEBHOOK_FAILED, status=fault.status, failures=self._failures, wait=round(wait, 1))
        await self.sleep(wait)
