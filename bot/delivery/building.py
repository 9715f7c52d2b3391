"""The call for a row of the outbox, or for several deletions that go together. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.calls import DELETIONS_LIMIT, Call, Place, call_for, deletions
from bot.messages import CloseTopic, Delete, Edit, Erase, Pin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.delivery.tickets import Ticket


def built(tickets: Sequence[Ticket], places: Mapping[bytes, Place], *, chat: int, mark: str) -> Call | None:
    """Return the call, or None where there is nothing left to change: the post is gone. `chat`: where it lives now."""
    first = tickets[0]
    match first.item:
        case Edit(post=post) | CloseTopic(post=post) | Pin(post=post) if post not in places:
            return None
        case Delete() | Erase() if not first.alone:
            messages = [message for ticket in tickets for message in _doomed(ticket, places)]
            return deletions(chat, messages[:DELETIONS_LIMIT]) if messages else None
        case Delete(post=post) if post not in places:
            return None
    return call_for(first.item, places, mark=mark if first.repeats else "")


def _doomed(ticket: Ticket, places: Mapping[bytes, Place]) -> list[int]:
    match ticket.item:
        case Delete(post=post) if post in places and (message := places[post].message):
            return [message]
        case Erase(messages=messages):
            return list(messages)
    return []
