"""The outbox's line as the sender remembers it: which row may go next, and when. Pure.

Within a chat rows go one after another. A row never changes (a merge makes a new one): what was read stays true until
the row is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.delivery.calls import DELETIONS_LIMIT
from bot.messages import Delete, Erase, Leave, OpenTopic, Priority, React, Send, parents

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from bot.delivery.pacing import Pacer
    from bot.messages import Outgoing

_PATIENCE: Final = 6
"""After so many failures a row no longer holds up what stands behind it in its chat."""


@dataclass(slots=True, eq=False)
class Ticket:
    """One row. `claimed`: it may be in Telegram already. `at`: the clock's second before which it is not tried.

    `called`: a call was made and its end is not known to be written down; a repeat must say so all the same.
    `alone`: it is not deleted together with others any more, one of them having been refused.
    """

    id: bytes
    item: Outgoing
    chat: int
    priority: int
    tries: int = 0
    claimed: bool = False
    called: bool = False
    at: float = 0.0
    alone: bool = False

    @property
    def counts(self) -> bool:
        """Whether its call weighs on the chat's own limit."""
        return not isinstance(self.item, Delete | Erase | React | Leave)

    @property
    def repeats(self) -> bool:
        """Whether it may be in Telegram already."""
        return self.claimed or self.called

    @property
    def weight(self) -> int:
        """How many messages it deletes."""
        match self.item:
            case Delete():
                return 1
            case Erase(messages=messages):
                return len(messages)
        return 0

    @property
    def makes(self) -> bytes | None:
        """The post that is unsent as long as this row is there."""
        return self.item.post if isinstance(self.item, Send | OpenTopic) else None


class Line:
    """The rows in their order; says which may start now, and when to look again."""

    def __init__(self, pacer: Pacer) -> None:
        """Take the pacer of this bot."""
        self._pacer = pacer
        self._order: list[Ticket] = []
        self._known: dict[bytes, Ticket] = {}
        self._unsent: set[bytes] = set()
        self.moved: dict[int, int] = {}
        self.spoiled: set[bytes] = set()

    def __len__(self) -> int:
        """How many rows are remembered."""
        return len(self._known)

    def unknown(self, rows: Sequence[tuple[bytes, int]]) -> list[bytes]:
        """Return the ids among `rows` that must still be read; those that can not be read are passed over."""
        return [row for row, _ in rows if row not in self._known and row not in self.spoiled]

    def renew(self, rows: Sequence[tuple[bytes, int]], fresh: Mapping[bytes, Ticket]) -> None:
        """Take the line as the database has it now: ids and priorities in order, and the tickets read just now."""
        known = {row: ticket for row, _ in rows if (ticket := self._known.get(row) or fresh.get(row))}
        for row, priority in rows:
            if row in known:
                known[row].priority = priority
        self._known = known
        self._order = list(known.values())
        self._unsent = {ticket.makes for ticket in self._order if ticket.makes}

    def drop(self, ticket: Ticket) -> None:
        """Forget a row that was settled or merged away."""
        self._known.pop(ticket.id, None)
        self._unsent.discard(ticket.makes or b"")

    def chat(self, ticket: Ticket) -> int:
        """Return where the ticket's chat lives now."""
        return self.moved.get(ticket.chat, ticket.chat)

    def startable(self, now: float, busy: Container[int], hands: int) -> tuple[list[Ticket], float]:
        """Return up to `hands` rows that may start now, one a chat, in order, and the seconds until another may.

        With all hands full the seconds mean nothing: the end of a call is the time to ask again.
        """
        held: set[int] = set()
        ready: list[Ticket] = []
        soonest = float("inf")
        for ticket in self._waiting():
            if len(ready) >= hands:
                break
            chat = self.chat(ticket)
            if chat in busy or chat in held or not self._unsent.isdisjoint(parents(ticket.item)):
                continue
            wait = self._wait(ticket, chat, now)
            if wait <= 0:
                ready.append(ticket)
            soonest = min(soonest, wait) if wait > 0 else soonest
            if wait <= 0 or self._holds_up(ticket, now):
                held.add(chat)
        return ready, soonest

    def companions(self, ticket: Ticket, now: float) -> list[Ticket]:
        """Return `ticket` and the other deletions of its chat that may go in the same call, 100 messages in all."""
        together = [ticket]
        room = DELETIONS_LIMIT - ticket.weight
        if ticket.alone or not ticket.weight:
            return together
        for other in self._waiting():
            fits = other is not ticket and not other.alone and 0 < other.weight <= room and other.at <= now
            if fits and self.chat(other) == self.chat(ticket) and self._unsent.isdisjoint(parents(other.item)):
                together.append(other)
                room -= other.weight
        return together

    def _waiting(self) -> Iterator[Ticket]:
        return (ticket for ticket in self._order if ticket.id in self._known)

    def _wait(self, ticket: Ticket, chat: int, now: float) -> float:
        urgent = ticket.priority == Priority.URGENT
        return max(ticket.at - now, self._pacer.wait(chat, counts=ticket.counts, urgent=urgent))

    def _holds_up(self, ticket: Ticket, now: float) -> bool:
        """Tell whether what stands behind a row that must wait waits with it.

        A deletion whose hour has not come does not hold up anything, nor a row that failed again and again; in a group,
        where messages are scarce, deletions and reactions pass them.
        """
        if ticket.at > now:
            return 0 < ticket.tries < _PATIENCE
        return ticket.chat > 0
