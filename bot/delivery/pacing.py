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
_NOTHING: Final = 0.001
_REMEMBERED_SECONDS: Final = 600.0
"""How long a refused pace is remembered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """So many in any so many seconds. The seconds are a little longer than Telegram's: calls arrive with a jitter.

    One a second in a private chat is taken over four seconds, which allows short bursts. `overall_kept` of all tokens
    and `group_kept` of a group's are left to urgent rows. Once that share of a group's, `group_easy`, went in the last
    minute cards are spread over what is left: each waits a few seconds, where after a burst all would wait for the end
    of the minute. What nobody waits for takes no more than the share `group_spare` of them.
    """

    overall: int = 30
    overall_kept: int = 2
    overall_seconds: float = 1.05
    private: int = 4
    private_seconds: float = 4.2
    group: int = 20
    group_kept: int = 3
    group_easy: float = 0.2
    group_spare: float = 0.5
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

    def used(self, now: float) -> int:
        """How many were spent within the last span."""
        return sum(at + self._seconds > now for at in self._spent)

    def since(self, now: float) -> float:
        """The seconds since the last one."""
        return now - self._spent[-1] if self._spent else float("inf")

    def relief(self, now: float) -> float:
        """The seconds until one more may go than now."""
        return next((at + self._seconds - now for at in self._spent if at + self._seconds > now), 0.0)

    @property
    def fair(self) -> float:
        """The seconds between two that are spread evenly."""
        return self._seconds / self._most

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
        self._slow: dict[int, tuple[float, float]] = {}
        self._all_quiet = float("-inf")

    def wait(self, chat: int, *, counts: bool, urgent: bool = False, spread: float = 0.0, spare: bool = False) -> float:
        """Return the seconds until a call to `chat` may go. `counts`: it weighs on the chat's own limit too.

        `urgent`: it may use what is kept. `spread`: it lets a group's messages go evenly, the
        less it is the slower, rather than at once.
        `spare`: it takes only what nobody else needs, half of a group's messages.
        """
        now = self._clock()
        kept = 0 if urgent else self._limits.overall_kept
        waits = [self._overall.wait(now, kept), self._all_quiet - now, self._quiet.get(chat, now) - now]
        if counts and (spent := self._chats.get(chat)):
            waits.append(spent.wait(now, kept=0 if urgent or chat > 0 else self._kept(spare=spare)))
            waits.append(self._gap(chat, spent, now, spread if chat < 0 else 0.0) - spent.since(now))
        longest = max(waits)
        return longest if longest > _NOTHING else 0.0

    def at_once(self, chat: int) -> int:
        """Return how many cards may go to a group now before they are spread."""
        now = self._clock()
        if self._learned(chat, now):
            return 1
        spent = self._chats.get(chat)
        return max(1, self._easy - (spent.used(now) if spent else 0))

    @property
    def _easy(self) -> int:
        return int(self._limits.group * self._limits.group_easy)

    def slow(self, chat: int) -> None:
        """Telegram refused a call for its pace: for ten minutes what goes to this chat keeps a distance.

        The figures above are not all it counts by: some groups get one message in three seconds and no burst.
        """
        now = self._clock()
        fair = self._chat(chat, now).fair
        self._slow = {other: slow for other, slow in self._slow.items() if slow[1] > now}
        gap = fair if chat not in self._slow else min(2 * self._slow[chat][0], 2 * fair)
        self._slow[chat] = (gap, now + _REMEMBERED_SECONDS)

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

    def _kept(self, *, spare: bool) -> int:
        limits = self._limits
        return max(limits.group_kept, limits.group - int(limits.group * limits.group_spare) if spare else 0)

    def _learned(self, chat: int, now: float) -> float:
        gap, until = self._slow.get(chat, (0.0, now))
        return gap if until > now else 0.0

    def _gap(self, chat: int, spent: _Window, now: float, spread: float) -> float:
        """The seconds that must lie between two calls of a chat."""
        learned = self._learned(chat, now)
        if not spread:
            return min(learned, spent.fair)
        limits, used = self._limits, spent.used(now)
        if used < self._easy:
            return learned
        left = max(limits.group - limits.group_kept - used, 1)
        return max(learned, limits.group_seconds / (spread * left), spent.relief(now) / left)

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
