"""Whose turn it is at the one writer: units in their order, before them those of whoever is in danger."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.batches import Job

MAX_BATCH: Final = 256
"""Units under one COMMIT: bounds how long the first of them waits for the last."""

HURRIED_IN_A_ROW: Final = 3
"""Batches of those that hurry before the others, too, have one."""


class Turns:
    """The bounded line of waiting units. One object of an event loop; `awaited` may be asked in any thread."""

    def __init__(self, most: int) -> None:
        """`most`: units that may wait; who comes then is held back."""
        self._room = asyncio.Semaphore(most)
        self._coming = 0
        self._first: deque[Job] = deque()
        self._others: deque[Job] = deque()
        self._again: deque[Job] = deque()
        self._in_a_row = 0
        self._woken = asyncio.Event()
        self._ending = False

    async def put(self, job: Job) -> None:
        """Put a unit in its place; waits for room."""
        self._coming += 1
        try:
            await self._room.acquire()
        finally:
            self._coming -= 1
            self._woken.set()
        (self._first if job.hurries else self._others).append(job)

    def end(self) -> None:
        """Nobody comes after those who are here."""
        self._ending = True
        self._woken.set()

    def awaited(self) -> bool:
        """Whether a unit that hurries waits, which no batch of others may let wait for its end."""
        return bool(self._first)

    async def batch(self) -> list[Job]:
        """Wait for a unit; take it with those that go with it. Empty: there are none any more."""
        while True:
            if jobs := [job for job in self._next() if not job.future.cancelled()]:
                return jobs
            if self._first or self._again or self._others:
                continue
            if self._ending and not self._coming:
                return []
            self._woken.clear()
            await self._woken.wait()

    def back(self, jobs: Sequence[Job]) -> None:
        """Take back those of a batch that were not begun and do not hurry; they go before all others that do not."""
        self._again.extendleft(reversed(jobs))

    def rest(self) -> list[Job]:
        """Take all that is left."""
        left = [*self._again, *self._first, *self._others]
        for _ in range(len(left) - len(self._again)):
            self._room.release()
        for line in (self._again, self._first, self._others):
            line.clear()
        return left

    def _next(self) -> list[Job]:
        alone = bool(self._first) and self._in_a_row < HURRIED_IN_A_ROW
        self._in_a_row = self._in_a_row + 1 if alone else 0
        taken: list[Job] = []
        for line in (self._first,) if alone else (self._first, self._again, self._others):
            while line and len(taken) < MAX_BATCH:
                taken.append(line.popleft())
                if line is not self._again:
                    self._room.release()
        return taken
