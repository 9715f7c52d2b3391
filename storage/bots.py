"""Which bot this database belongs to: another one would meet its people as strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage.beside import read_beside
from storage.clock import Hours
from storage.versions import known, version

if TYPE_CHECKING:
    from bot.places import Place
    from storage.database import Tx

_SERVES: Final = "serves-"
_SINCE: Final = "0017"
"""The version that made the table of hours."""


def serving_beside(place: Place) -> int | None:
    """The same of a database of whatever version, by a connection that changes nothing. StorageError: not to be read.

    Of a newer version nothing is known.
    """
    found = version(place)
    if found is None or found < _SINCE or found not in known():
        return None
    return read_beside(place, serving, of_any=True)


async def serving(tx: Tx) -> int | None:
    """The bot that served last; None: none did, or an earlier version."""
    rows = await tx.all("hours_like", pattern=f"{_SERVES}%")
    return int(rows[0]["what"].removeprefix(_SERVES)) if rows else None


async def serves(tx: Tx, bot: int, *, now: int) -> None:
    """From now on it is this one."""
    if (before := await serving(tx)) is not None and before != bot:
        await tx.run("hour_forget", what=f"{_SERVES}{before}")
    await Hours.keep(tx, f"{_SERVES}{bot}", now=now)
