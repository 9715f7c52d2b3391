"""Which processes beside have keys of this one, so that they can be ended at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Lending:
    """What ends each of them. Only in the event loop's thread. `taken`: how often keys were taken back from some."""

    def __init__(self) -> None:
        self.taken = 0
        self._ends: list[Callable[[], None]] = []

    @contextmanager
    def __call__(self, end: Callable[[], None]) -> Iterator[None]:
        """Meanwhile a process beside has keys; `end` ends it."""
        self._ends.append(end)
        try:
            yield
        finally:
            self._ends.remove(end)

    def take_back(self) -> None:
        """End all of them."""
        self.taken += bool(self._ends)
        for end in tuple(self._ends):
            end()
