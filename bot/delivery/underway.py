"""Calls that are under way: Telegram shows a message before we hear its number, and people are quick."""

from __future__ import annotations

import asyncio
from typing import Any, Final

LONGEST: Final = 5.0
"""Seconds for which a press or a reply waits for the call; one that takes longer has failed, mostly."""


class UnderWay:
    """By chat, the one call that makes or changes a message there and whose end is not written down yet."""

    def __init__(self) -> None:
        """Nothing is under way."""
        self._calls: dict[int, asyncio.Task[None]] = {}

    def begin(self, chat: int, call: asyncio.Task[None]) -> None:
        """Remember a call until it has ended, which is after its outcome was written down."""
        self._calls[chat] = call
        call.add_done_callback(lambda _: self._end(chat, call))

    def _end(self, chat: int, call: asyncio.Task[None]) -> None:
        if self._calls.get(chat) is call:
            del self._calls[chat]

    async def over(self, raw: dict[str, Any]) -> None:
        """Return once we know the message that an update presses or answers, as far as waiting helps.

        Waits for the one call that is under way in its chat now, `LONGEST` at most: what is sent after it came later
        than the update. A call that somebody waited for so long is waited for by nobody else: a lane would stand still.
        """
        chat = _chat_of_what_is_meant(raw) if self._calls else None
        call = self._calls.get(chat) if chat is not None else None
        if chat is not None and call is not None:
            await asyncio.wait((call,), timeout=LONGEST)
            self._end(chat, call)


def _chat_of_what_is_meant(raw: dict[str, Any]) -> int | None:
    """The chat of the message that an update is about: pressed, or replied to. None: about none, or malformed."""
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else raw.get("message")
    if not isinstance(message, dict) or (query is None and "reply_to_message" not in message):
        return None
    chat = message.get("chat")
    number = chat.get("id") if isinstance(chat, dict) else None
    return number if isinstance(number, int) else None
