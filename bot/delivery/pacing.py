"""Telegram's limits, spent carefully: 30 calls a second in all, one a second in a private chat, 20 a minute in a group.

Pure: asks the injected clock and nothing else.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """So many in any so many seconds. The seconds are a little longer than Telegram's: calls arrive with a jitter.

    One a second in a private chat is taken over four seconds, which allows short bursts. `group_kept` of a group's
    tokens are left to urgent rows.
    """

    overall: int = 30
    overall_seconds: float = 1.05
    private: int = 4
    private_seconds: float = 4.2
    group: int = 20
    group_kept: int = 3
    group_seconds: float = 61.0


class _Window:
    """At most `most` in any span of `seconds`; a plain bucket lets through twice its figure in its first span."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._spent: deque[float] = deque(maxlen=most)
        self._most = most

    def wait(self, now: float, kept: int = 0) -> float:
        allowed = max(self._most - kept, 1)
        if len(self._spent) < allowed:
            return 0.0
        return max(0.0, self._spent[-allowed] + self._seconds - now)

    def spend(self, now: float) -> None:
        self._spent.append(now)

    def idle(self, now: float) -> bool:
        return not self._spent or self._spent[-1] + self._seconds <= now


class Pacer:
    """Says how long a chat must wait, and remembers what was spent and which pauses Telegram asked for."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, limits: Limits | None = None) -> None:
        """Take a clock in seconds that never goes back, and the figures."""
        self._clock = clock
        self._limits = limits or Limits()
        self._overall = _Window(self._limits.overall, self._limits.overall_seconds)
        self._chats: dict[int, _Window] = {}
        self._quiet: dict[int, float] = {}
        self._all_quiet = float("-inf")

    def wait(self, chat: int, *, counts: bool, urgent: bool = False) -> float:
        """Return the seconds until a call to `chat` may go. `counts`: it weighs on the chat's own limit too."""
        now = self._clock()
        waits = [self._overall.wait(now), self._all_quiet - now, self._quiet.get(chat, now) - now]
        if counts and (spent := self._chats.get(chat)):
            waits.append(spent.wait(now, kept=0 if urgent or chat > 0 else self._limits.group_kept))
        return max(0.0, *waits)

    def spend(self, chat: int, *, counts: bool) -> None:
        """Note that a call to `chat` goes now."""
        now = self._clock()
        self._overall.spend(now)
        if counts:
            self._chat(chat, now).spend(now)

    def pause(self, chat: int, seconds: float) -> None:
        """Be quiet towards `chat`. Two private chats refused at once mean that Telegram means all of them."""
        now = self._clock()
        self._quiet = {other: until for other, until in self._quiet.items() if until > now}
        self._quiet[chat] = max(now + seconds, self._quiet.get(chat, now))
        private = [until for other, until in self._quiet.items() if other > 0]
        if len(private) > 1:
            self._all_quiet = max(self._all_quiet, min(private))

    def _chat(self, chat: int, now: float) -> _Window:
        if chat not in self._chats:
            if len(self._chats) >= _REMEMBERED:
                self._chats = {other: spent for other, spent in self._chats.items() if not spent.idle(now)}
            self._chats[chat] = self._fresh(chat)
        return self._chats[chat]

    def _fresh(self, chat: int) -> _Window:
        limits = self._limits
        if chat < 0:
            return _Window(limits.group, limits.group_seconds)
        return _Window(limits.private, limits.private_seconds)
