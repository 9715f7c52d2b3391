"""`run` without Telegram's limits, which counts how many updates it ever held at once and tells it at its end.

`COUNTED` in its environment names the file for the count, `BOUND` a smaller bound than its own; `PLANTED=unbounded`
lets it take whatever comes, `PACED` gives it Telegram's limits.
"""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bot import hearing
from bot.app import Tuning
from bot.delivery.lanes import Lanes
from tests.acceptance import unpaced

if TYPE_CHECKING:
    from storage.queues import Waiting


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


def _tell() -> None:
    Path(os.environ["COUNTED"]).write_text(str(Counted.most), encoding="utf-8")


if __name__ == "__main__":
    atexit.register(_tell)
    patch.object(hearing, "Lanes", Unbounded if os.environ.get("PLANTED") else Counted).start()
    unpaced.main(Tuning(code_memory_kib=64, warm=False) if os.environ.get("PACED") else None)
