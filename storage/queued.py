"""One row of the outbox, opened, and what can be told from its item alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.messages import Delete, OpenTopic, Outgoing, Send
from storage.outgoing import due


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """One row. `claimed`: a call was begun earlier, so Telegram may have taken it; a repeat must say so."""

    id: bytes
    item: Outgoing
    turn: int
    priority: int
    state: Literal["waiting", "claimed"]
    tries: int

    @property
    def due(self) -> int:
        """The second before which a timed deletion or a slow edit must not go; 0 for everything else."""
        return due(self.item)


def deletes(row: Queued, now: int) -> bool:
    """Whether the row takes its post away at once."""
    return isinstance(row.item, Delete) and row.item.due <= now


def makes(row: Queued) -> bool:
    """Whether the row makes its post."""
    return isinstance(row.item, Send | OpenTopic)


def unclaimed(row: Queued) -> bool:
    """The same for one that was not begun."""
    return makes(row) and row.state == "waiting"
