"""The outbox's line as the sender remembers it: which row may go next, and when. Pure.

Within a chat rows go one after another. A row never changes (a merge makes a new one): what was read stays true until
the row is gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.delivery.calls import DELETIONS_LIMIT
from bot.messages import Delete, Edit, Erase, Leave, Menu, OpenTopic, Priority, React, Send
from storage.outgoing import parents

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from bot.delivery.pacing import Pacer
    from bot.messages import Outgoing
    from storage.posts import Post
    from storage.queued import Queued

NEW_CASES: Final = 8.0
CHANGES: Final = 2.0
"""How closely these follow each other as a group's messages run short; measured, see docs/PERFORMANCE.md."""
UNSEEN_SECONDS: Final = 30.0
"""A new case that stands nowhere for so long does not wait for replies any more."""
_PATIENCE: Final = 6
"""After so many failures a row no longer holds up what stands behind it in its chat."""


@dataclass(slots=True, eq=False)
class Ticket:
    """One row. `claimed`: it may be in Telegram already. `at`: the clock's second before which it is not tried.

    `called`: a call was made and its end is not known to be written down; a repeat must say so all the same.
    `alone`: it is not deleted together with others any more, one of them having been refused. `since`: the clock's
    second from which it waits, as far as is remembered. `place`: where its post stood when the line was read last, if
    the row was read then and needs nothing else of the database before its call. `taken`: Telegram's id of the message
    that it made, the chat and the unix second of that, until it is written down.
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
    since: float = float("inf")
    place: Post | None = None
    taken: tuple[int, int, int] | None = field(default=None, repr=False)

    @property
    def counts(self) -> bool:
        """Whether its call weighs on the chat's own limit."""
        return not isinstance(self.item, Delete | Erase | React | Leave | Menu)

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
    def merges(self) -> bool:
        """Whether it may go as a line of one message with others; what can not wait goes alone."""
        return isinstance(self.item, Send) and self.item.merge and not self.repeats and self.priority > Priority.URGENT

    @property
    def fresh(self) -> bool:
        """Whether it shows a case that nobody has seen yet."""
        return isinstance(self.item, Send) and (self.item.merge or bool(self.item.lines))

    @property
    def unsent(self) -> tuple[bytes, ...]:
        """The posts that are in no chat as long as this row is there."""
        lines = self.item.lines if isinstance(self.item, Send) else ()
        return lines if self.makes is None else (self.makes, *lines)

    @property
    def makes(self) -> bytes | None:
        """The post that is unsent as long as this row is there."""
        return self.item.post if isinstance(self.item, Send | OpenTopic) else None


def ticket_of(queued: Queued, post: Post | None, *, wait: float, clock: float) -> Ticket:
    """Return what is remembered of a row. `post`: what it changes, if any; `wait`: seconds until it is due."""
    return Ticket(
        id=queued.id,
        item=queued.item,
        chat=post.chat if post else getattr(queued.item, "chat", 0),
        priority=queued.priority,
        tries=queued.tries,
        claimed=queued.state == "claimed",
        at=clock + wait,
        alone=post is not None and post.role == "topic",
        since=clock,
        place=post if post is not None and _stands(queued.item, post) else None,
    )


def _stands(item: Outgoing, post: Post) -> bool:
    """Whether this is an edit of a person's message that stands: neither claimed nor drawn, and never a sheet."""
    return isinstance(item, Edit) and not item.drawn and post.message is not None and post.chat > 0


class Line:
    """The rows in their order; says which may start now, and when to look again."""

    def __init__(self, pacer: Pacer, moved: dict[int, int]) -> None:
        """Take the pacer of this bot, and where upgraded groups live now."""
        self._pacer = pacer
        self._order: list[Ticket] = []
        self._known: dict[bytes, Ticket] = {}
        self._unsent: set[bytes] = set()
        self.moved = moved
        self.spoiled: set[bytes] = set()
        self._last_fresh: dict[int, bool] = {}
        self._last: dict[int, bool] = {}

    def __len__(self) -> int:
        """How many rows are remembered."""
        return len(self._known)

    def is_urgent(self) -> bool:
        """Whether a row that is urgent waits."""
        first = next(self._waiting(), None)
        return first is not None and first.priority == Priority.URGENT

    def unknown(self, rows: Sequence[tuple[bytes, int]]) -> list[bytes]:
        """Return the ids among `rows` that must still be read; those that can not be read are passed over."""
        return [row for row, _ in rows if row not in self._known and row not in self.spoiled]

    def renew(self, rows: Sequence[tuple[bytes, int]], fresh: Mapping[bytes, Ticket]) -> None:
        """Take the line as the database has it now: ids and priorities in order, and the tickets read just now."""
        known = {row: ticket for row, _ in rows if (ticket := self._known.get(row) or fresh.get(row))}
        for row, priority in rows:
            if row in known:
                known[row].priority = priority
            if row in self._known:
                self._known[row].place = None
        self._known = known
        self._order = list(known.values())
        self._unsent = {post for ticket in self._order for post in ticket.unsent}

    def drop(self, ticket: Ticket) -> None:
        """Forget a row that was settled or merged away."""
        self._known.pop(ticket.id, None)
        self._unsent.difference_update(ticket.unsent)

    def exchange(self, merged: Sequence[Ticket], sheet: Ticket) -> None:
        """Remember one row in the place of those it was merged from."""
        first = self._order.index(merged[0])
        for ticket in merged:
            self.drop(ticket)
        self._order.insert(first, sheet)
        self._known[sheet.id] = sheet
        self._unsent.update(sheet.unsent)

    def mates(self, ticket: Ticket, now: float) -> list[Ticket]:
        """Return what else may go in one message with `ticket`, in order."""
        if not ticket.merges or self.chat(ticket) > 0:
            return []
        chat, found = self.chat(ticket), list[Ticket]()
        for other in self._waiting():
            if other is not ticket and other.merges and other.at <= now and self.chat(other) == chat:
                found.append(other)
        return found

    def went(self, ticket: Ticket) -> None:
        """Note what went to a group last: new cases take turns with changes of cards, and with all else when late."""
        chat = self.chat(ticket)
        if ticket.counts and chat < 0:
            self._last[chat] = ticket.fresh
            if ticket.priority == Priority.CARD:
                self._last_fresh[chat] = ticket.fresh

    def chat(self, ticket: Ticket) -> int:
        """Return where the ticket's chat lives now; 0 where its row names none."""
        return self.moved.get(ticket.chat, ticket.chat) or 0

    def startable(self, now: float, busy: Container[int], hands: int) -> tuple[list[Ticket], float]:
        """Return up to `hands` rows that may start now, one a chat, in order, and the seconds until another may.

        With all hands full the seconds mean nothing: the end of a call is the time to ask again.
        """
        held: set[int] = set()
        ready: list[Ticket] = []
        # By group, what goes unless another kind waits.
        turns: dict[int, Ticket] = {}
        waits: dict[tuple[int, bool, int], float] = {}
        soonest = float("inf")
        for ticket in self._in_order(now):
            if len(ready) + len(turns) >= hands:
                break
            chat = self.chat(ticket)
            if chat in busy or chat in held or not self._unsent.isdisjoint(parents(ticket.item)):
                continue
            wait = self._wait(ticket, chat, now, waits)
            if wait > 0:
                soonest = min(soonest, wait)
                if self._holds_up(ticket, now):
                    held.add(chat)
            elif self._had_its_turn(ticket, chat):
                turns.setdefault(chat, ticket)
            else:
                patient = turns.pop(chat, ticket)
                ready.append(ticket if ticket.priority == Priority.CARD else patient)
                held.add(chat)
        return [*ready, *turns.values()], soonest

    def _in_order(self, now: float) -> Iterator[Ticket]:
        """The rows in the order in which they are asked: a new case that nobody has seen for long goes before replies.

        Before every other one of them, so that neither stands still where both are more than a group takes.
        """
        late = self._late(now)
        first = list(late.values())
        for ticket in self._waiting():
            if first and ticket.priority > Priority.URGENT:
                yield from first
                first = []
            if late.get(self.chat(ticket)) is not ticket:
                yield ticket
        yield from first

    def _late(self, now: float) -> dict[int, Ticket]:
        found: dict[int, Ticket] = {}
        for ticket in self._waiting():
            if ticket.fresh and ticket.priority > Priority.URGENT and now - ticket.since >= UNSEEN_SECONDS:
                chat = self.chat(ticket)
                if chat < 0 and not self._last.get(chat):
                    found.setdefault(chat, ticket)
        return found

    def _had_its_turn(self, ticket: Ticket, chat: int) -> bool:
        """Tell whether the last thing of a card's rank in this group was of the same kind: another kind goes first."""
        if chat > 0 or ticket.priority != Priority.CARD or not ticket.counts:
            return False
        return self._last_fresh.get(chat) is ticket.fresh

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

    def _wait(self, ticket: Ticket, chat: int, now: float, waits: dict[tuple[int, bool, int], float]) -> float:
        """Ask the pacer once for all rows of a chat that weigh the same: thousands may wait for one group."""
        late = now - ticket.since >= UNSEEN_SECONDS
        asked = (chat, ticket.counts, 4 * ticket.priority + 2 * ticket.fresh + late)
        if asked not in waits:
            waits[asked] = wait_of(self._pacer, chat, ticket, now)
        return max(ticket.at - now, waits[asked])

    def _holds_up(self, ticket: Ticket, now: float) -> bool:
        """Tell whether what stands behind a row that must wait waits with it.

        A deletion whose hour has not come does not hold up anything, nor a row that failed again and again; in a group,
        where messages are scarce, deletions and reactions pass them.
        """
        if ticket.at > now:
            return 0 < ticket.tries < _PATIENCE
        return ticket.chat > 0


def wait_of(pacer: Pacer, chat: int, ticket: Ticket, now: float) -> float:
    """Return the seconds until the pacer lets a row go that would be sent to `chat` now."""
    counts, urgent = ticket.counts, ticket.priority == Priority.URGENT
    late = ticket.fresh and now - ticket.since >= UNSEEN_SECONDS
    spread = 0.0 if ticket.priority < Priority.CARD or late else NEW_CASES if ticket.fresh else CHANGES
    return pacer.wait(chat, counts=counts, urgent=urgent, spread=spread, spare=ticket.priority == Priority.BOARD)
