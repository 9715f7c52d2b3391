"""Before a process seals under a new key, all others that could serve have it: they say so, or are struck off.

Else a death in between would leave rows that nobody alive can open.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

SILENT_SECONDS: Final = 30.0
"""Who says nothing for so long is struck off. On a busy machine a start takes half of it."""
CONFIRM_SECONDS: Final = 60.0
"""So is who speaks, and does not have the key after so long: its disk is full, or it can not read what it was sent."""
LOOK_SECONDS: Final = 0.25


@dataclass(frozen=True, slots=True)
class Other:
    """Another that could serve: what it says it holds, and for how many seconds it said nothing."""

    name: str
    held: frozenset[bytes]
    silent: float


async def all_hold(  # noqa: PLR0913 - what tests put a clock in the place of
    key_id: bytes,
    *,
    others: Callable[[], Awaitable[Sequence[Other]]],
    strike: Callable[[Other], Awaitable[object]],
    silent: float = SILENT_SECONDS,
    confirm: float = CONFIRM_SECONDS,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Return once each other one holds this key, or was struck off, also where it goes on speaking."""
    began, struck = clock(), set[str]()
    while left := [one for one in await others() if key_id not in one.held and one.name not in struck]:
        late = clock() - began > confirm
        for one in left:
            if late or one.silent > silent:
                await strike(one)
                struck.add(one.name)
        await sleep(LOOK_SECONDS)
