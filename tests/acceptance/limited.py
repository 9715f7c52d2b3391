"""`run` with Telegram's limits and codes that cost what they cost, for tests that can fork it."""

from __future__ import annotations

from bot.app import Tuning
from tests.acceptance.unpaced import main

if __name__ == "__main__":
    main(Tuning(warm=False))
