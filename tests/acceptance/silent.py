"""`run` as in `unpaced`, but an account locks itself after a second of silence."""

from __future__ import annotations

from bot.app import Tuning
from tests.acceptance.unpaced import UNPACED, main

if __name__ == "__main__":
    main(Tuning(limits=UNPACED, code_memory_kib=64, warm=False, silence=1))
