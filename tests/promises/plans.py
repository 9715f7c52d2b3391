"""Where the bot is killed, and how often."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

POINTS = {
    "poll.received": 20,
    "inbox.sealed": 20,
    "inbox.committed": 20,
    "lane.taken": 30,
    "lane.loaded": 30,
    "lane.worked": 30,
    "unit.started": 200,
    "unit.done": 200,
    "batch.before_commit": 100,
    "batch.committed": 100,
    "outbox.merged": 1,
    "outbox.picked": 40,
    "outbox.claimed": 40,
    "outbox.called": 40,
    "outbox.settled": 40,
}
"""Every named point, and how often an undisturbed run passes it at least (a test counts)."""

CROWDED = frozenset({"outbox.merged"})
"""Passed only where many cards come at once."""

WINDOW = ("outbox.claimed", "outbox.called")
"""Killed here, a message may have been called for and is not noted: it goes out again, marked."""

DIES_AGAIN = 0.25
PATIENCE = 30.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is done to one run: the bot is killed at the nth passing of a point, in one life after another.

    `fault`: the name of a planted fault. `patience`: seconds without any change, while the bot asks for updates, after
    which a run is over. `power`: with each death the power is cut, and what nobody synced may be gone.
    `storm`: the seed of a Telegram that fails all the time; 0: it does not.
    """

    kills: tuple[tuple[str, int], ...] = ()
    fault: str | None = None
    patience: float = PATIENCE
    power: bool = False
    storm: int = 0

    @property
    def crowded(self) -> bool:
        """Whether a crowd comes at the end, whose cards go together."""
        return any(point in CROWDED for point, _ in self.kills)

    @property
    def point(self) -> str:
        """The point this run is about."""
        return self.kills[0][0] if self.kills else "none"

    def sooner(self) -> Plan | None:
        """The same with an earlier death, for a run that was over before it: how often a point is passed varies."""
        if not self.kills or self.kills[0][1] == 1:
            return None
        (point, number), *rest = self.kills
        return replace(self, kills=((point, number // 2), *rest))


def draw(point: str, seed: int, number: int, *, power: bool = False) -> Plan:
    """The plan of one run of many: a random passing; for one run in four a second death soon after the new start."""
    dice = random.Random(f"{seed}:{point}:{number}")
    kills = [(point, dice.randint(1, POINTS[point]))]
    if dice.random() < DIES_AGAIN:
        kills.append((point, dice.randint(1, 3)))
    return Plan(kills=tuple(kills), power=power)
