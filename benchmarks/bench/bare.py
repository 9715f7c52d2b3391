"""Keeps out of a measured process what only developers have: structlog and httpx load rich where it is installed.

Imported before everything of ours.
"""

import sys

for name in ("pygments", "rich"):
    sys.modules[name] = None  # type: ignore[assignment] # as where they are not installed
