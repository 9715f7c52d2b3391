"""Telegram's published limits: 30 messages a second, one a second in a chat (short bursts), 20 a minute in a group."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.rehearsal.refusals import too_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Chat


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in any `seconds`."""

    most: int
    seconds: float


OVERALL = Limit(30, 1.0)
CHAT = Limit(4, 4.0)
GROUP = Limit(20, 60.0)


class Pace:
    """Counts what a bot sent and refuses what goes past a limit. Off until `on` is set."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.on = False
        self._clock = clock
        self._sent: defaultdict[tuple[int, int], deque[float]] = defaultdict(deque)

    def spend(self, bot: int, chat: Chat) -> None:
        """Count one message into a chat. Raises the 429 refusal instead where a limit is reached."""
        if not self.on:
            return
        limits = [((bot, 0), OVERALL), ((bot, chat.id), GROUP if chat.type == "supergroup" else CHAT)]
        now = self._clock()
        wait = max(self._wait(key, limit, now) for key, limit in limits)
        if wait > 0:
            raise too_many(math.ceil(wait))
        for key, _ in limits:
            self._sent[key].append(now)

    def _wait(self, key: tuple[int, int], limit: Limit, now: float) -> float:
        times = self._sent[key]
        while times and times[0] <= now - limit.seconds:
            times.popleft()
        return times[0] + limit.seconds - now if len(times) >= limit.most else 0.0
