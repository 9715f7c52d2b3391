"""The rows of one lane, as few bytes as they can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from storage.queues import Waiting

_CUT: Final = 32
_NAMES: Final = 1 << 16
"""So many names of lanes there are: 2 bytes."""
_NEAR: Final = 40
"""Rows of a lane that hurry with what is urgent behind them: who sends thousands takes the writer from nobody."""


@dataclass(slots=True, eq=False)
class Lane:
    """The rows of one lane, in order.

    `ready`: waits for a slot. A lane that is neither ready nor parked nor empty has its first row in hand.

    `rows`: of each its number, doubled, one more where it is urgent: a hundred thousand may wait in half as many lanes.
    `worked`: so many of the first are gone. `urgent`: how many are. Counted, not searched: a lane may be long.
    """

    key: int
    rows: list[int]
    worked: int = 0
    urgent: int = 0
    tries: int = 0
    ready: bool = False
    busy: bool = False

    @property
    def bot(self) -> int:
        """Whose updates these are."""
        return self.key // _NAMES

    @property
    def name(self) -> bytes:
        """Its 2 bytes."""
        return (self.key % _NAMES).to_bytes(2)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits in it."""
        return self.worked == len(self.rows)

    @property
    def first(self) -> Waiting:
        """The row whose turn it is, without its bytes."""
        update_id, urgent = divmod(self.rows[self.worked], 2)
        return Waiting(self.bot, update_id, self.name, bool(urgent))

    @property
    def hurries(self) -> bool:
        """Whether its first row does: it is urgent, or something urgent is near behind it."""
        return self.urgent > 0 and (self.rows[self.worked] % 2 > 0 or len(self.rows) - self.worked <= _NEAR)

    def drop_first(self) -> None:
        """The first row is done; the list is cut from time to time."""
        self.urgent -= self.rows[self.worked] % 2
        self.worked += 1
        if self.worked >= _CUT and self.worked * 2 >= len(self.rows):
            del self.rows[: self.worked]
            self.worked = 0


def key_of(row: Waiting) -> int:
    """A lane's name and its bot's, as one number."""
    return row.bot * _NAMES + int.from_bytes(row.lane)
