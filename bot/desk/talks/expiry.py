"""Answers whose day has passed are served on, with a line that says so: silence would help nobody who asks at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot.flows.expiry import expired
from bot.logs import Event, note

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.flows.model import Book
    from storage.database import Tx


def day_of(now: int) -> date:
    """Return the day of a unix second, in UTC."""
    return datetime.fromtimestamp(now, tz=UTC).date()


def dated(book: Book, today: date) -> Book:
    """Return the book with the answers marked whose day has passed."""
    return replace(book, expired=expired(book.answers, today))


async def mark_expired(house: House, now: int) -> None:
    """Mark what has expired since the content was taken; nothing happens on most looks."""
    today = day_of(now)
    late = expired(house.book.answers, today)
    if late == house.book.expired:
        return

    async def unit(tx: Tx) -> None:
        await tx.one("alone")
        house.shelf.put(dated(house.book, today))

    await house.database.transact(unit)
    note(Event.CONTENT_EXPIRED, count=len(late))
