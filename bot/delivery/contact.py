"""When Telegram was last heard, and what is in the way since: what alarms and /readyz go by."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from bot.delivery.faults import ApiFault

if TYPE_CHECKING:
    from collections.abc import Callable

CONFLICT: Final = 409
CALM: Final = 300.0
"""Seconds without a conflict after which nobody else fetches. Two who fetch share: an answer to us says nothing."""


class Contact:
    """Seconds by a clock that never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing was heard yet; the silence is counted from now."""
        self._clock = clock
        self._heard = clock()
        self._first_conflict = self._last_conflict = float("-inf")
        self._hooked: float | None = None

    def heard(self) -> None:
        """Telegram answered, and what it has for us gets here."""
        self._heard = self._clock()

    def failed(self, fault: Exception) -> None:
        """It did not. 409 means that somebody else fetches our updates."""
        if isinstance(fault, ApiFault) and fault.status == CONFLICT:
            now = self._clock()
            if now - self._last_conflict >= CALM:
                self._first_conflict = now
            self._last_conflict = now

    def hooked(self) -> None:
        """Somebody else told Telegram where our updates go."""
        self._hooked = self._clock()

    @property
    def unhooked(self) -> float | None:
        """Seconds since that was found last; None: never."""
        return None if self._hooked is None else self._clock() - self._hooked

    @property
    def silent(self) -> float:
        """Seconds since it was heard."""
        return self._clock() - self._heard

    @property
    def contested(self) -> float:
        """Seconds from the first to the last sign of another who fetches our updates; 0: nobody does, or he came once.

        A process that starts while the one before it ends meets it once.
        """
        calm = self._clock() - self._last_conflict >= CALM
        return 0.0 if calm else self._last_conflict - self._first_conflict
