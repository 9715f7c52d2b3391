"""A Telegram that fails at every other call: resets before and after it took effect, 429, 5xx, pages of HTML."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from bot.rehearsal.faults import HTML_502, Fault, Faults

if TYPE_CHECKING:
    from bot.rehearsal.world import World

ONE_IN = 4
MOST_IN_A_ROW = 3
MAKING = frozenset({"sendmessage", "createforumtopic"})
STARTING = frozenset({"getme", "getchat", "getchatmember"})
"""Nothing is promised of a line that has not begun; its patience has tests of its own."""
_PAUSES: tuple[object, ...] = (0, -7, 1, "1", "soon", None, [], True)


class Storm(Faults):
    """Faults by chance. `uncertain`: calls that make something, and nobody told the bot how they ended."""

    def __init__(self, world: World, dice: random.Random) -> None:
        super().__init__()
        self.world = world
        self.dice = dice
        self.uncertain = 0
        self.met = 0
        self.over = False  # calm again
        self._in_a_row: dict[str, int] = {}

    def take(self, method: str) -> Fault | None:
        """The fault this call meets; never more than a few in a row for one method."""
        name = method.lower()
        row = self._in_a_row.get(name, 0)
        if self.over or name in STARTING or row >= MOST_IN_A_ROW or self.dice.randrange(ONE_IN):
            self._in_a_row[name] = 0
            return None
        self._in_a_row[name] = row + 1
        self.met += 1
        return self._quiet() if self.dice.random() < 1 / 3 else self._uncertain(name)

    def _quiet(self) -> Fault:
        """Refused for the pace: the call did nothing, so it is none that could be repeated."""
        self.world.calls.pop()
        told = {"retry_after": self.dice.choice(_PAUSES)}
        body = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after", "parameters": told}
        return Fault(status=429, body=body)

    def _uncertain(self, name: str) -> Fault:
        self.uncertain += name in MAKING
        fault = {
            "drop": Fault(drop=True),
            "drop after": Fault(drop=True, place="after"),
            "error": Fault(status=500, body={"ok": False, "error_code": 500, "description": "Internal Server Error"}),
            "page": Fault(status=502, body=HTML_502),
            "page after": Fault(status=502, body=HTML_502, place="after"),
            "nonsense": Fault(status=200, body='{"ok": tr', place="after"),
        }
        return fault[self.dice.choice(list(fault))]
