"""Telegram's order again: on a webhook updates come side by side, and a press can overtake the words before it."""

from __future__ import annotations

import asyncio
import heapq
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.queues import Waiting

PATIENCE: Final = 1.0
"""Seconds for which later updates wait for a number that is missing. It is committed already who waits here."""

_ANEW: Final = 10_000
"""A number so much lower is no late one: after a week without updates Telegram numbers them anew."""


class InOrder:
    """Hands committed updates on by their numbers; a gap holds up what comes after it, and not for long.

    A late one is handed on when it comes. What waits here is in the inbox: a crash forgets nothing but the order,
    which the next start restores.
    """

    def __init__(
        self,
        take: Callable[[Waiting], None],
        *,
        patience: float = PATIENCE,
        later: Callable[[float, Callable[[], None]], object] | None = None,
    ) -> None:
        """`take` gets each row; `later` calls something after so many seconds (default: the running loop's)."""
        self._take = take
        self._patience = patience
        self._later = later
        self._next: int | None = None
        self._numbers: list[int] = []
        self._rows: dict[int, Waiting | None] = {}
        self._timed = False

    def begin(self, number: int | None) -> None:
        """The number that comes next; None: whatever comes first."""
        self._next = number

    def put(self, number: int, row: Waiting | None) -> None:
        """An update is committed; None: one that there is nothing to do for, but its number is no gap."""
        if self._next is None or number < self._next - _ANEW:
            self._next = number
        if number < self._next:
            self._hand_on(row)
            return
        if number not in self._rows:
            heapq.heappush(self._numbers, number)
        self._rows[number] = self._rows.get(number) or row
        self._go_on()

    def _go_on(self) -> None:
        while self._numbers and self._next is not None and self._numbers[0] <= self._next:
            number = heapq.heappop(self._numbers)
            self._next = max(self._next, number + 1)
            self._hand_on(self._rows.pop(number))
        if self._numbers and not self._timed:
            self._timed = True
            call_later = self._later or asyncio.get_running_loop().call_later
            call_later(self._patience, partial(self._skip, self._numbers[0]))

    def _skip(self, number: int) -> None:
        """What was missing before this number is waited for no more."""
        self._timed = False
        if self._numbers and self._numbers[0] <= number:
            self._next = self._numbers[0]
        self._go_on()

    def _hand_on(self, row: Waiting | None) -> None:
        if row is not None:
            self._take(row)
