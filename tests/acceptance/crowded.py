"""`run` where a group's messages are short at once, and the board looks every moment: a full desk in a few seconds."""

from __future__ import annotations

from unittest.mock import patch

from bot.app import Tuning
from bot.delivery.pacing import Limits
from bot.desk.showing import board
from tests.acceptance.unpaced import main

SHORT = Limits(overall=100_000, private=100_000, group=20, group_easy=0.05, group_seconds=6.0)
"""One card at once, then a third of a second between two."""

if __name__ == "__main__":
    with patch.object(board, "SOONEST", 1), patch.object(board, "LOOK_SECONDS", 0.2):
        main(Tuning(limits=SHORT, code_memory_kib=64, warm=False))
