"""A process among those that share one line: it looks twice a second what is its own, and hears in between."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.logs import Event, note
from bot.sharing.bus import HANDED, LOOK, WAKES, WORKED
from bot.sharing.order import SharedOrder
from bot.sharing.sharing_out import heirs
from bot.sharing.sign import agree
from storage.queues import Waiting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.sharing.bus import Bus
    from bot.sharing.lanes import SharedLanes
    from storage.database import Database, Tx
    from storage.postgres.crew import Member
    from storage.queues import Inbox
    from storage.sealing import Vault

LOOK_SECONDS: Final = 0.5
_MISSED_SECONDS: Final = 2.0
"""How soon a committed update, or a message to be sent, that nobody told of is found."""
_SEARCHED: Final = 5_000
SETTLED_SECONDS: Final = 3.0


@dataclass(slots=True, kw_only=True, eq=False)
class Crew:
    """What one process does to share the lanes. `sign`: what it works by; only those who work by the same work.

    `wakes`: what to call when another process left work to a loop of this one. `pinned`: shares that stay with the one
    who leads. `on_worked` hears when an update that was handed up may have been worked.
    """

    member: Member
    bus: Bus
    lanes: SharedLanes
    database: Database
    inbox: Inbox
    bot: int
    vault: Vault
    sign: Callable[[], str]
    pinned: frozenset[int] = frozenset()
    wakes: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    on_worked: Callable[[], Awaitable[None]] | None = None
    on_sign: Callable[[], Awaitable[None]] | None = None
    on_said: Callable[[str], None] | None = None
    beat: Callable[[], None] = lambda: None
    agrees: bool = False
    leader: bool = False
    order: SharedOrder = field(init=False)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _missed_at: float = float("-inf")
    _said: str = ""
    _settle_at: float = float("inf")

    def __post_init__(self) -> None:
        """Begin with lanes that have nothing."""
        self.lanes.among(on_handed=lambda: self.bus.word(WORKED))
        self.order = SharedOrder(self.lanes, tell=self.bus.row, look=self.look_for_missed)
        self.bus.listen(on_row=self._hear, on_word=self._word)

    async def begin(self) -> None:
        """Know what is ours before anything is loaded."""
        self.lanes.mine = (await self.member.owned()).mine

    async def run(self) -> None:
        """Look until cancelled. HeldElsewhere: the others gave this process up; StorageError as it comes."""
        telling = asyncio.create_task(self.bus.run())
        try:
            while not telling.done():
                self.beat()
                self._woken.clear()
                await self._look()
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._woken.wait()
            telling.result()
        finally:
            self.order.close()
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def look_for_missed(self) -> None:
        """Take up what waits in our shares and was told by nobody."""
        for row in await self.database.transact(self._waiting):
            if self.lanes.owns(row):
                self.order.found(row)

    async def _waiting(self, tx: Tx) -> list[Waiting]:
        return await self.inbox.following(tx, bot=self.bot, after=None, limit=_SEARCHED)

    async def _look(self) -> None:
        sign = self.sign()
        said = await self.member.beat(sign) or ""  # who is only beginning to lead has no sign yet, nor differs from us
        self.agrees, self.leader = agree(said, sign), bool(said)
        if self.agrees and self.on_said is not None:
            self.on_said(said)
        if self.member.leads:
            await self._lead(sign)
        elif self.on_worked is not None:
            await self.on_worked()
        await self._share()
        for key_id in await self.member.gone([epoch.key_id for epoch in self.vault.epochs]):
            self.vault.forget(key_id)
        if time.monotonic() - self._missed_at > _MISSED_SECONDS:
            await self.look_for_missed()
            if (wake := self.wakes.get("send")) is not None:
                wake()
            self._missed_at = time.monotonic()

    async def _lead(self, sign: str) -> None:
        """Give up the dead, name heirs, work what was handed up."""
        if dead := await self.member.bury():
            note(Event.WORKER_LOST, count=len(dead))
            self._wake_all()
        await self._settle(sign)
        owned = await self.member.owned()
        wanted = heirs(owned.owners, self.member.number, await self.member.workers(), self.pinned)
        if wanted:
            await self.member.will(wanted)
            self.bus.word(LOOK)
        for bot, update_id, lane, urgent in await self.member.handed():
            self.lanes.take_up(Waiting(bot, update_id, lane, urgent))
        if await self.member.clear_handed():
            self.bus.word(WORKED)

    async def _settle(self, sign: str) -> None:
        """Once all others know of a change here: what they did meanwhile by what was before is looked at again."""
        now = time.monotonic()
        if sign != self._said:
            self._said, self._settle_at = sign, now + SETTLED_SECONDS
        elif now > self._settle_at and self.on_sign is not None:
            await self.on_sign()
            self._settle_at = float("inf")

    async def _share(self) -> None:
        owned = await self.member.owned()
        free = self.lanes.let_go(self.lanes.mine & owned.mine, owned.leaving)
        if free:
            await self.member.give_over(free)
            self.bus.word(LOOK)
        if owned.mine - self.lanes.mine:
            await self.lanes.gain(owned.mine)
            self._wake_all()

    def _wake_all(self) -> None:
        """Whoever died or left may have left work to loops of ours, and not told."""
        for wake in self.wakes.values():
            wake()

    def _hear(self, row: Waiting) -> None:
        if row.bot == self.bot:
            self.order.heard(row.update_id, row)

    def _word(self, word: str) -> None:
        if word in {LOOK, HANDED, WORKED}:
            self._woken.set()
        elif word in WAKES and (wake := self.wakes.get(word)) is not None:
            wake()
