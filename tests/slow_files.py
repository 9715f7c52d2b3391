"""Which files of tests can hold one that takes minutes: a run of those loads no others."""

import re
from functools import cache
from pathlib import Path

_SAYS_SO = re.compile(r"mark\.slow|mark\.both|\bBOTH\b")


@cache
def may_be_slow(path: Path) -> bool:
    """Whether a file says that a slow test is in it, or storage's conftest says so for it."""
    return "storage" in path.parts or _SAYS_SO.search(path.read_text(encoding="utf-8")) is not None
