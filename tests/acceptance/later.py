"""`run` as in `watched`, and the clock by which it knows how long something lasts can be moved: `LATER` names a file.

What stands in the file are seconds on top of the real ones.
"""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot import app
from bot.app import Tuning
from bot.delivery.contact import Contact
from tests.acceptance.unpaced import UNPACED, main


def clock() -> float:
    moved = Path(os.environ["LATER"])
    return time.monotonic() + (float(moved.read_text("ascii") or 0) if moved.exists() else 0.0)


if __name__ == "__main__":
    patch.object(app, "Contact", partial(Contact, clock)).start()
    main(Tuning(limits=UNPACED, code_memory_kib=64, warm=False, watch=0.2))
