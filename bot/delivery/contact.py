"""When Telegram was last heard, and what is in the way since: what alarms and /readyz go by."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from bot.delivery.faults import ApiFault

if TYPE_CHECKING:
    from collections.abc import Callable

CONFLICT: Final = 409


class Contact:
    """Seconds by a clock that never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing was heard yet; the silence is counted from now."""
        self._clock = clock
        self._heard = clock()
        self._contested: float | None = None
        self._hooked: float | None = None

    def heard(self) -> None:
        """Telegram answered, and what it has for us gets here."""
        self._heard, self._contested = self._clock(), None

    def failed(self, fault: Exception) -> None:
        """It did not. 409 means that somebody else fetches our updates."""
        if not isinstance(fault, ApiFault) or fault.status != CONFLICT:
            self._contested = None
        elif self._contested is None:
            self._contested = self._clock()

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
        """Seconds for which another has been fetching our updates; 0: nobody does."""
        return 0.0 if self._contested is None else self._clock() - self._contested
