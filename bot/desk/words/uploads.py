"""Pictures of ours that were never sent: forgotten when their time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.desk.house import House


async def sweep(house: House, now: int) -> None:
    """Forget what is over."""
    await house.database.transact(lambda tx: house.outbox.uploads.sweep(tx, now=now))
