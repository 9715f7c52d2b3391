"""How many updates of one chat are looked at for urgent words at intake: who sends thousands waits behind his own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

IN_A_ROW: Final = 40
"""Looks that a chat may take at once."""
SECONDS: Final = 1.0
"""After so long a chat gets one of them back."""
OTHERS: Final = 25
"""After so many updates of others, too: what waited for hours at Telegram comes within seconds."""


class Looks:
    """Who may still be looked at. Remembers a chat until it has all its looks back, seconds after its last update."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock`: seconds."""
        self._clock = clock
        self._came = 0
        self._whole_at: dict[int, float] = {}

    def allows(self, chat: int) -> bool:
        """Count an update of a chat; False: it had too many of late."""
        self._came += 1
        now = self._now()
        # His own give him nothing back.
        whole_at = max(self._whole_at.get(chat, 0.0) + 1 / OTHERS, now)
        allowed = whole_at - now < IN_A_ROW - 0.5
        self._whole_at[chat] = whole_at + allowed
        return allowed

    def forget(self) -> None:
        """Let go of all chats that have their looks back."""
        now = self._now()
        self._whole_at = {chat: at for chat, at in self._whole_at.items() if at > now}

    def _now(self) -> float:
        """What there is to give back so far, in looks."""
        return self._clock() / SECONDS + self._came / OTHERS
