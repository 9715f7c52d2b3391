"""Messages that should have left a private chat and no longer can: counted, never named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.messages import Delete, Erase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.messages import Outgoing
    from storage.posts import Post

DELETABLE: Final = 48 * 3_600
"""Seconds after its sending in which Telegram lets a bot delete a message."""


def too_late(item: Outgoing, places: Mapping[bytes, Post], now: int) -> int:
    """How many messages a deletion came too late for. Of several at once Telegram skips such ones without a word."""
    match item:
        case Delete(post=post) if (place := places.get(post)) is not None and place.chat > 0:
            return int(0 < place.sent_at <= now - DELETABLE)
        case Erase(messages=messages, since=since):
            return len(messages) if 0 < since <= now - DELETABLE else 0
    return 0


def weight(item: Outgoing) -> int:
    """How many messages a deletion is about."""
    return len(item.messages) if isinstance(item, Erase) else 1
