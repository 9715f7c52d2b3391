"""From Telegram into the sealed inbox: a batch is committed first, and only then Telegram may forget it."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.contact import Contact
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.delivery.hooking import is_hooked, unhook
from bot.delivery.looks import Looks
from bot.delivery.sifting import Malformed, Sifted, sift, whole
from bot.delivery.verdicts import WAITS, after
from bot.errors import StorageError
from bot.logs import Event, note
from bot.probes import Probe, unprobed
from storage.queues import Waiting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.delivery.api import Api
    from bot.delivery.ordering import InOrder
    from storage.database import Database, Tx
    from storage.queues import Inbox

_SILENCE: Final = 36 * 3_600
"""After a week without updates Telegram numbers them anew, perhaps lower: an old offset would confirm them unseen.

The offset may have been 5 days old at the start already.
"""

_CATCHES_UP: Final = 10.0
"""Seconds for which what waits at Telegram goes before ordinary work: who keeps us behind does not stop the rest."""

_BREATH: Final = 1.0
"""Seconds between polls of a Bot API that answers an empty list at once instead of waiting for an update."""

_SHORT: Final = 8_192
"""Bytes of an update up to which it is handed on as it came; a longer one is read from the inbox when it is worked."""


class Intake:
    """Checks, seals and commits updates, then hands them to the lanes. Also what a webhook calls."""

    def __init__(  # noqa: PLR0913 - the wiring of a room
        self,
        *,
        bot: int,
        database: Database,
        inbox: Inbox,
        lane: Callable[[int], bytes],
        urgent: Callable[[dict[str, Any]], bool],
        take: Callable[[Waiting], None],
        now: Callable[[], int],
        order: InOrder | None = None,
        probe: Probe = unprobed,
        looks: Looks | None = None,
    ) -> None:
        """`lane` names a chat's lane; `urgent` tells what goes first; `take` gets every new row after the commit.

        `order`: instead of `take`, where updates come side by side. `looks`: how many of a chat's are asked `urgent`.
        """
        self._bot = bot
        self._database = database
        self._inbox = inbox
        self._lane = lane
        self._urgent = urgent
        self._take = take
        self._now = now
        self._order = order
        self._probe = probe
        self._looks = looks or Looks()
        self._unsure: set[int | None] = set()

    async def offset(self) -> int | None:
        """The number to ask Telegram from: one more than the highest of the last days, or None."""
        highest = await self._database.transact(lambda tx: self._inbox.offset(tx, self._bot, now=self._now()))
        return None if highest is None else highest + 1

    async def accept(self, pieces: Sequence[bytes]) -> int | None:
        """Commit a batch of raw updates; return the highest number in it, None if nothing in it has one."""
        found = [_looked_at(piece) for piece in pieces]
        numbers = [update.update_id for _, update in found]
        looked = [isinstance(update, Sifted) and self._is_looked_at(update) for _, update in found]
        self._looks.forget()
        try:
            fresh = await self._database.transact(lambda tx: self._keep(tx, found, looked))
        except StorageError:
            self._unsure.update(numbers)  # a server that was cut off while it committed may have them all the same
            raise
        self._unsure.difference_update(numbers)
        self._probe("inbox.committed")
        self._hand_on(numbers, fresh)
        bad = sum(isinstance(update, Malformed) for _, update in found)
        if bad:
            note(Event.UPDATE_QUARANTINED, count=bad)
        return max((number for number in numbers if number is not None), default=None)

    def _hand_on(self, numbers: Sequence[int | None], fresh: Sequence[Waiting]) -> None:
        if self._order is None:
            for row in fresh:
                self._take(row)
            return
        rows = {row.update_id: row for row in fresh}
        for number in numbers:
            if number is not None:
                self._order.put(number, rows.get(number))

    def _is_looked_at(self, update: Sifted) -> bool:
        """A button calls an operator, whoever pressed it how often before."""
        return "callback_query" in update.raw or self._looks.allows(update.chat)

    async def _keep(
        self, tx: Tx, found: Sequence[tuple[bytes, Sifted | Malformed]], looked: Sequence[bool]
    ) -> list[Waiting]:
        rows: list[Waiting] = []
        bad: list[tuple[int, bytes]] = []
        lanes: dict[int, bytes] = {}
        for (piece, update), is_looked_at in zip(found, looked, strict=True):
            match update:
                case Sifted(chat=chat):
                    lane = lanes[chat] if chat in lanes else lanes.setdefault(chat, self._lane(chat))
                    hurries = is_looked_at and self._hurries(update.raw)
                    rows.append(Waiting(self._bot, update.update_id, lane, hurries, piece))
                case Malformed(int(update_id)):
                    bad.append((update_id, piece))
        new = await self._inbox.accept_all(tx, rows, now=self._now())
        for update_id, piece in bad:
            await self._inbox.quarantine(tx, bot=self._bot, update_id=update_id, body=piece, now=self._now())
        self._probe("inbox.sealed")
        return [fresh for row in rows if (fresh := self._fresh(row, new)) is not None]

    def _fresh(self, row: Waiting, new: set[int]) -> Waiting | None:
        """What the lanes get of a row: its bytes where they are few, and it came now for sure."""
        if row.update_id in new:
            new.remove(row.update_id)
            return row if len(row.body or b"") <= _SHORT else row.named
        return row.named if row.update_id in self._unsure else None

    def _hurries(self, raw: dict[str, Any]) -> bool:
        """An update whose insides are not what they should be is not urgent; the handlers will say what it is."""
        try:
            return self._urgent(raw)
        except (TypeError, AttributeError, LookupError, ValueError):
            return False


def _looked_at(piece: bytes) -> tuple[bytes, Sifted | Malformed]:
    """A piece, mended where that makes an update of it, and what it is."""
    update = sift(piece)
    if isinstance(update, Malformed) and (mended := whole(piece)) != piece:
        return mended, sift(mended)
    return piece, update


class Poller:
    """Asks Telegram for updates, for ever. TokenRefused ends it."""

    def __init__(  # noqa: PLR0913 - the wiring of a room
        self,
        *,
        api: Api,
        intake: Intake,
        room: Callable[[], Awaitable[None]],
        behind: Callable[[bool], None] = lambda _more: None,
        contact: Contact | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
        beat: Callable[[], None] = lambda: None,
        probe: Probe = unprobed,
        timeout: int = 50,
        limit: int = 100,
    ) -> None:
        """`room` returns when the lanes can hold more: until then the rest waits, durably, at Telegram.

        `behind` hears after each answer whether more waits there: for ten seconds on end at most, and not again before
        ordinary work had as long.
        """
        self._api = api
        self._intake = intake
        self._room = room
        self._behind = behind
        self._contact = contact or Contact(clock)
        self._sleep = sleep
        self._jitter = jitter
        self._clock = clock
        self._beat = beat
        self._probe = probe
        self._timeout = timeout
        self._limit = limit
        self._offset: int | None = None
        self._full_since: float | None = None
        self._rests_until = clock()
        self._heard = clock()
        self._failures = 0
        self._polled = self._begun = False

    async def run(self) -> None:
        """Poll until cancelled. Raises TokenRefused when Telegram does not know the token, StorageError as it comes.

        Begun anew it asks for what it could not keep, whatever the rows say: a commit may have gone through unheard.
        """
        if not self._begun:
            self._offset, self._begun = await self._intake.offset(), True
        while True:
            self._beat()
            await self._room()
            try:
                await self._poll()
            except (ApiFault, ApiUnreachable) as fault:
                await self._rest(fault)

    async def _poll(self) -> None:
        asked = self._clock()
        # While people wait for what may stand behind their updates, an empty answer is wanted at once.
        timeout = self._timeout if self._full_since is None else 0
        pieces = await self._api.updates(self._offset, timeout=timeout, limit=self._limit)
        self._probe("poll.received")
        if pieces:
            highest = await self._intake.accept(pieces)
            if highest is None:
                raise ApiUnreachable("getUpdates", maybe_taken=False)
            self._offset, self._heard = highest + 1, self._clock()
        elif self._clock() - self._heard > _SILENCE:
            self._offset = None
        self._tell_behind(full=len(pieces) >= self._limit)
        self._recovered()
        if not pieces and self._clock() - asked < min(_BREATH, timeout / 2):
            await self._sleep(_BREATH)

    def _tell_behind(self, *, full: bool) -> None:
        """An answer as long as can be means that more waits."""
        now = self._clock()
        if full and self._full_since is None:
            self._full_since = max(now, self._rests_until)
        lasts = 0.0 if self._full_since is None else now - self._full_since
        if not full:
            self._full_since, self._rests_until = None, max(self._rests_until, now + min(lasts, _CATCHES_UP))
        self._behind(full and 0 <= lasts < _CATCHES_UP)

    async def _rest(self, fault: ApiFault | ApiUnreachable) -> None:
        """Wait longer with every failure in a row; say so once for each longer wait."""
        self._failures += 1
        if is_hooked(fault):
            await self._unhook()
        else:
            self._contact.failed(fault)
        wait = after(self._failures, self._jitter())
        asked = getattr(fault, "retry_after", None) or 0.0
        if self._failures <= len(WAITS):
            note(Event.POLL_FAILED, status=fault.status, failures=self._failures, wait=round(max(wait, asked), 1))
        await self._sleep(max(wait, asked))

    async def _unhook(self) -> None:
        """A webhook is set, by an earlier start or by whoever has the token: it goes, and what waits there stays."""
        if self._polled:
            self._contact.hooked()
        await unhook(self._api)

    def _recovered(self) -> None:
        self._polled = True
        self._contact.heard()
        if self._failures:
            note(Event.POLL_RECOVERED, failures=self._failures)
        self._failures = 0
