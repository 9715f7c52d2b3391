"""`run` without Telegram's limits, which counts how many updates it ever held at once and tells it at its end.

`COUNTED` in its environment names the file for the count, `BOUND` a smaller bound than its own; `PLANTED=unbounded`
lets it take whatever comes, `PLANTED=forgetful` keeps one in ten of a flood's messages in no row, `PACED` gives it
Telegram's limits.
"""

from __future__ import annotations

import atexit
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bot import hearing
from bot.app import Tuning
from bot.delivery.lanes import Lanes
from storage.inbox import Inbox
from tests.acceptance import unpaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.database import Tx
    from storage.queues import Waiting

FLOOD = "поток"
"""How a message of a flood begins."""


class Counted(Lanes):
    """Lanes that remember the most they held."""

    most = 0

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._bound = int(os.environ.get("BOUND") or self._bound)

    def take(self, row: Waiting) -> None:
        super().take(row)
        Counted.most = max(Counted.most, self.held)


class Unbounded(Counted):
    """The planted fault: there is always room."""

    async def room(self) -> None:
        return


_accept_all = Inbox.accept_all


async def _forgetful(self: Inbox, tx: Tx, updates: Sequence[Waiting], *, now: int) -> set[int]:
    """The planted fault: of what floods one in ten is confirmed, and kept in no row."""
    return await _accept_all(self, tx, [one for one in updates if one.update_id % 10 or not _floods(one)], now=now)


def _floods(update: Waiting) -> bool:
    said = json.loads(update.body or b"{}").get("message", {}).get("text", "")
    return str(said).startswith(FLOOD)


def _tell() -> None:
    Path(os.environ["COUNTED"]).write_text(str(Counted.most), encoding="utf-8")


if __name__ == "__main__":
    atexit.register(_tell)
    planted = os.environ.get("PLANTED")
    patch.object(hearing, "Lanes", Unbounded if planted == "unbounded" else Counted).start()
    if planted == "forgetful":
        patch.object(Inbox, "accept_all", _forgetful).start()
    unpaced.main(Tuning(code_memory_kib=64, warm=False) if os.environ.get("PACED") else None)
