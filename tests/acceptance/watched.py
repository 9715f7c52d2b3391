"""`run` as in `unpaced`, and it looks at itself all the time instead of once a minute."""

from __future__ import annotations

from bot.app import Tuning
from tests.acceptance.unpaced import UNPACED, main

if __name__ == "__main__":
    main(Tuning(limits=UNPACED, code_memory_kib=64, warm=False, watch=0.2))
