"""Which bot this database belongs to: another one would meet its people as strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage.clock import Hours

if TYPE_CHECKING:
    from storage.database import Tx

_SERVES: Final = "serves-"


async def serving(tx: Tx) -> int | None:
    """The bot that served last; None: none did, or an earlier version."""
    rows = await tx.all("hours_like", pattern=f"{_SERVES}%")
    return int(rows[0]["what"].removeprefix(_SERVES)) if rows else None


async def serves(tx: Tx, bot: int, *, now: int) -> None:
    """From now on it is this one."""
    if (before := await serving(tx)) is not None and before != bot:
        await tx.run("hour_forget", what=f"{_SERVES}{before}")
    await Hours.keep(tx, f"{_SERVES}{bot}", now=now)
