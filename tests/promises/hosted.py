"""`unlimited`, on a stage: what day the nights believe it is, and where a process dies, are files that the test writes.

`day`: days to add to the clock, for the nights alone. `kill`: a host and a point, and that host dies there, once.
"""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot import app, cli
from bot.desk.nights import night
from storage.clock import Clock
from tests.acceptance.unpaced import UNPACED

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.night import NightReport

DAY = 86_400
STAGE = Path(os.environ["STAGE"])
HOST = os.environ["STAGE_HOST"]

_look = night.NightDesk.look


async def look(self: night.NightDesk, house: House, now: int) -> NightReport | None:
    return await _look(self, house, now + DAY * int((STAGE / "day").read_text()))


async def believed(_house: House, _now: int) -> Clock:
    return Clock.RIGHT


def probe(point: str) -> None:
    """Die here, where the stage says so."""
    wanted = STAGE / "kill"
    if wanted.exists() and wanted.read_text() == f"{HOST} {point}":
        wanted.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Serve."""
    setattr(app, "Tuning", partial(app.Tuning, limits=UNPACED, code_memory_kib=64, probe=probe))  # noqa: B010
    setattr(night.NightDesk, "look", look)  # noqa: B010
    setattr(night, "believed", believed)  # noqa: B010
    setattr(night, "LOOK_SECONDS", 0.5)  # noqa: B010
    cli.main()


if __name__ == "__main__":
    main()
