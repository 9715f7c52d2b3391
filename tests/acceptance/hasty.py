"""`run` as in `unpaced`, and a call that nobody answers is repeated after one second instead of two minutes."""

from __future__ import annotations

from bot.app import Tuning
from tests.acceptance.unpaced import UNPACED, main

if __name__ == "__main__":
    main(Tuning(limits=UNPACED, code_memory_kib=64, warm=False, minute=0.5))
