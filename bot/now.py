"""The time as the line counts it."""

from __future__ import annotations

import time


def unix_now() -> int:
    """The whole second it is."""
    return int(time.time())
