"""A restored line waits, before it touches Telegram, until somebody says `resume`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.logs import Event, Remedy, note
from storage.backups.hold import held

if TYPE_CHECKING:
    from pathlib import Path

_LOOK: Final = 0.5


async def resumed(data_dir: Path) -> None:
    """Return once this line is not on hold. BackupFault: what it waits with does not read."""
    if held(data_dir) is None:
        return
    note(Event.ON_HOLD, remedy=Remedy.HOLD)
    while held(data_dir) is not None:  # noqa: ASYNC110 - another process takes the mark away
        await asyncio.sleep(_LOOK)
    note(Event.RESUMED)
