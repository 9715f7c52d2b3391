"""Answers to pressed buttons: they stop the clock on the button. Not durable; a late or lost one does no harm."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import ApiError, TokenRefused
from bot.texts import cut

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.delivery.api import Api

_TEXT_LIMIT: Final = 200
_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class _Answer:
    callback: str
    text: str | None
    alert: bool
    url: str | None


class Answers:
    """A bounded queue of callback answers, sent after the commit by a few senders side by side."""

    def __init__(
        self, *, api: Api, bound: int = 1_000, parallel: int = 8, beat: Callable[[], None] = lambda: None
    ) -> None:
        """`bound`: how many may wait; what comes on top is dropped."""
        self._api = api
        self._queue: asyncio.Queue[_Answer] = asyncio.Queue(bound)
        self._parallel = parallel
        self._beat = beat

    def answer(self, callback_id: str, text: str | None = None, *, alert: bool = False, url: str | None = None) -> None:
        """Answer a button: with nothing, a toast (cut to 200), an alert, or a link. Never waits, never raises."""
        shown = cut(text, _TEXT_LIMIT) if text else None
        if not self._queue.full():
            self._queue.put_nowait(_Answer(callback_id, shown, alert, url))

    async def run(self) -> None:
        """Send until cancelled. Raises TokenRefused."""
        senders = [asyncio.create_task(self._send_all()) for _ in range(self._parallel)]
        try:
            await asyncio.gather(*senders)
        finally:
            for sender in senders:
                sender.cancel()
            await asyncio.gather(*senders, return_exceptions=True)

    async def flush(self, seconds: float) -> None:
        """Return when nothing waits any more, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._queue.join()
        except TimeoutError:
            pass

    async def _send_all(self) -> None:
        while True:
            self._beat()
            answer = await self._queue.get()
            try:
                await self._send(answer)
            except TokenRefused:
                raise
            except ApiError:
                continue
            finally:
                self._queue.task_done()

    async def _send(self, answer: _Answer) -> None:
        await self._api.call(
            "answerCallbackQuery",
            timeout=_SECONDS,
            callback_query_id=answer.callback,
            text=answer.text,
            show_alert=answer.alert or None,
            url=answer.url,
        )
