"""One night: a new epoch, the move of all that is needed, its verification, and only then the end of old epochs.

Nothing is destroyed because of the date alone: an epoch goes when it was made so many days before the newest one, and
nothing that is needed is left under any epoch but the newest. Cut off anywhere, the next night goes on.
"""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.errors import KeyFault
from storage.clock import Hours
from storage.epoch_keeping import hold_night
from storage.key_check import missing_epochs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Tx
    from storage.epoch_keeping import EpochKeeper
    from storage.epochs import Epoch
    from storage.moving import Moved, Mover

VERIFIED: Final = "night"
"""The name of the hour in which a move was last verified."""
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """What came of a night. Where anything is left or faulty, nothing was destroyed.

    `left`: rows that are needed and still under an older epoch; `faults`: those of a sample that do not open, or are
    not found by what they say of themselves. `kept`: a line for each epoch that is gone and whose file the disk keeps.
    """

    made: bool
    moved: Moved
    left: int
    faults: int
    destroyed: tuple[Epoch, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether older epochs must stay."""
        return bool(self.left or self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """The nights of one line. `life`: days after which an epoch is destroyed, at least 1. `pick`: draws below n."""

    keeper: EpochKeeper
    mover: Mover
    life: int
    pick: Callable[[int], int] = random.SystemRandom().randrange

    async def due(self, *, now: int) -> bool:
        """Whether the newest epoch is not today's, its move was not verified yet, or an old epoch or file is left."""
        verified = await self.keeper.database.transact(partial(Hours.last, what=VERIFIED))
        newest = self.keeper.vault.sealing
        if newest.day < now // _DAY or (verified or 0) // _DAY < newest.day or self._old():
            return True
        return bool(await self.keeper.left_over())

    async def prepare(self, *, now: int) -> bool:
        """Make today's epoch, if there is none yet. `run` does it by itself."""
        with hold_night(self.keeper.folder):
            return await self._prepare(now)

    async def run(
        self,
        *,
        now: int,
        pause: Callable[[int], Awaitable[object]] | None = None,
        also: Callable[[Tx, Epoch], Awaitable[object]] | None = None,
        give_up: bool = False,
    ) -> NightReport:
        """Do what is due. KeyFault: another process has the night, or today's file can not be made.

        `pause`: see Mover. `also`: what belongs into the transaction that ends an epoch. `give_up`: whoever runs the
        line has decided that what does not open, and what missing epochs sealed, is lost; nothing blocks then.
        """
        with hold_night(self.keeper.folder):
            made = await self._prepare(now)
            moved = await self.mover.everything(self.keeper.database, now=now, pause=pause)
            report = NightReport(made=made, moved=moved, left=await self._left(), faults=await self._faults())
            if report.blocked and not give_up:
                return replace(report, kept=await self.keeper.sweep())
            await self.keeper.database.transact(partial(Hours.keep, what=VERIFIED, now=now))
            if give_up:
                await self._give_up_missing()
            destroyed = await self._destroy(also)
            return replace(report, destroyed=destroyed, kept=await self.keeper.sweep())

    async def _prepare(self, now: int) -> bool:
        if self.keeper.vault.sealing.day >= now // _DAY:
            return False
        await self.keeper.make(now=now)
        return True

    async def _left(self) -> int:
        """Rows under older epochs that are held: what a missing one sealed could not be moved, and blocks nobody."""
        held = {epoch.key_id for epoch in self.keeper.vault.epochs}
        left = await self.mover.left(self.keeper.database)
        return sum(count for key_id, count in left.items() if key_id in held)

    async def _faults(self) -> int:
        return await self.mover.faults(self.keeper.database, self.pick)

    def _old(self) -> list[Epoch]:
        """Epochs made so many days before the newest, oldest first."""
        newest = self.keeper.vault.sealing
        return [epoch for epoch in reversed(self.keeper.vault.epochs) if newest.day - epoch.day >= self.life]

    async def _destroy(self, also: Callable[[Tx, Epoch], Awaitable[object]] | None) -> tuple[Epoch, ...]:
        """A file that the disk refuses keeps no other epoch alive: the sweep behind this tries it again, and tells."""
        destroyed = []
        for epoch in self._old():
            with suppress(KeyFault):
                if await self.keeper.destroy(epoch, also=also):
                    destroyed.append(epoch)
        return tuple(destroyed)

    async def _give_up_missing(self) -> None:
        held = [epoch.key_id for epoch in self.keeper.vault.epochs]

        async def unit(tx: Tx) -> None:
            for missing in await missing_epochs(tx, held):
                await tx.one("epoch_gone", key_id=missing.key_id)

        await self.keeper.database.transact(unit)
