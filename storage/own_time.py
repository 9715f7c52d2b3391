"""How long work may take of itself: while it waits for the database, no fault of its own, the clock stands."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class _Limit(AbstractContextManager[None]):
    """A timeout that stands while it is entered. Work may wait for the database in several tasks at once."""

    def __init__(self, timeout: asyncio.Timeout) -> None:
        self._timeout = timeout
        self._waits = 0
        self._left: float | None = None
        self.over = False

    def __enter__(self) -> None:
        self._waits += 1
        if self._waits == 1 and self._runs and (when := self._timeout.when()) is not None:
            self._left = when - asyncio.get_running_loop().time()
            self._timeout.reschedule(None)

    def __exit__(self, *_: object) -> None:
        self._waits -= 1
        if not self._waits and self._runs and self._left is not None:
            self._timeout.reschedule(asyncio.get_running_loop().time() + self._left)

    @property
    def _runs(self) -> bool:
        return not (self.over or self._timeout.expired())


_NOBODY: Final = nullcontext()
_limit: ContextVar[_Limit | None] = ContextVar("limit", default=None)


@asynccontextmanager
async def own_time(seconds: float | None) -> AsyncIterator[None]:
    """Raise TimeoutError once so many seconds are over, those within `not_counted` left out; None: never."""
    async with asyncio.timeout(seconds) as timeout:
        limit = _Limit(timeout)
        token = _limit.set(limit)
        try:
            yield
        finally:
            limit.over = True
            _limit.reset(token)


def not_counted() -> AbstractContextManager[None]:
    """Within it the clock stands of whoever called us with a limit, if anybody did."""
    return _limit.get() or _NOBODY
