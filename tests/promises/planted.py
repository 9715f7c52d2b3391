"""Faults to plant into a child: each breaks one promise of the delivery, and the check must say so."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bot import app, hearing
from bot.delivery.inbox import Poller
from bot.delivery.outbox import Sender
from bot.desk.house import Turn
from bot.messages import OpenTopic, Send, Work
from handlers.working import Worker
from storage import sqlite
from storage.cases import Cases
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.queued import Queued

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from bot.probes import Probe
    from storage.cases import Case, NewCase
    from storage.database import Tx

REPLIED = "planted.replied"


class HastyPoller(Poller):
    """Confirms updates at Telegram before they are committed, as polling loops commonly do."""

    async def _poll(self) -> None:
        pieces = await self._api.updates(self._offset, timeout=50, limit=100)
        numbers = [json.loads(piece)["update_id"] for piece in pieces]
        self._offset = max(numbers, default=(self._offset or 1) - 1) + 1
        await self._api.updates(self._offset, timeout=0, limit=1)
        self._probe("poll.received")
        await self._intake.accept(pieces)


def confirmed_early(_probe: Probe) -> None:
    """The offset moves before the commit."""
    patch.object(hearing, "Poller", HastyPoller).start()


def sent_early(_probe: Probe) -> None:
    """A row leaves the outbox before the call."""
    taken: dict[bytes, Queued] = {}
    settle = Outbox.settle

    async def claim(self: Outbox, tx: Tx, row_id: bytes) -> bool:
        queued = await self._take(tx, row_id)
        if queued is not None:
            taken[row_id] = queued
        return queued is not None

    async def settled(
        self: Outbox, tx: Tx, row_id: bytes, *, message: int | None = None, now: int, **said: Any
    ) -> None:
        queued = taken.pop(row_id, None)
        if queued is None:
            await settle(self, tx, row_id, message=message, now=now, **said)
        elif isinstance(queued.item, Send | OpenTopic) and message is not None:
            await self._posts.sent(tx, queued.item.post, message=message, now=now)
            await self._follow(tx, queued.item, now, now)

    patch.object(Outbox, "claim", claim).start()
    patch.object(Outbox, "settle", settled).start()


def repeated_unmarked(_probe: Probe) -> None:
    """A message that may have arrived goes out again as if it were new."""
    patch.object(app, "Sender", partial(Sender, mark="")).start()


def done_early(_probe: Probe) -> None:
    """An update counts as worked as soon as it is read."""
    load = Inbox.load

    async def loaded(self: Inbox, tx: Tx, *, bot: int, update_id: int) -> bytes | None:
        body = await load(self, tx, bot=bot, update_id=update_id)
        await self.done(tx, Work(bot, update_id, 0))
        return body

    patch.object(Inbox, "load", loaded).start()


def done_late(probe: Probe) -> None:
    """An update is marked as worked in a transaction of its own, after the one that worked it."""
    work = Worker.work

    async def worked(self: Worker, raw: dict[str, Any], given: Work) -> bool:
        await work(self, raw, given)
        if raw.get("message", {}).get("text", "").startswith("Answer to "):
            probe(REPLIED)
        return False

    async def undone(_self: Turn) -> None:
        """Leave the row."""

    patch.object(Turn, "done", undone).start()
    patch.object(Worker, "work", worked).start()


def opened_twice(_probe: Probe) -> None:
    """A submit opens two cases."""
    once = Cases.open

    async def twice(self: Cases, tx: Tx, new: NewCase, *, now: int) -> Case:
        await once(self, tx, replace(new, words=None), now=now)
        return await once(self, tx, new, now=now)

    patch.object(Cases, "open", twice).start()


def unsynced(_probe: Probe) -> None:
    """What is committed is on the disk whenever the system likes."""
    configure = sqlite._configure

    def careless(*given: Any) -> sqlite3.Connection:
        raw = configure(*given)
        raw.execute("PRAGMA synchronous=OFF")
        return raw

    patch.object(sqlite, "_configure", careless).start()


FAULTS: dict[str, Callable[[Probe], None]] = {
    fault.__name__: fault
    for fault in (confirmed_early, sent_early, repeated_unmarked, done_early, done_late, opened_twice, unsynced)
}
