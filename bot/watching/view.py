"""One look at the whole line: what alarms, /readyz and /metrics go by."""

from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.alarming.desk import MISSED, AlarmDesk
from bot.desk.alarming.levels import DAY, HOUR, Facts
from bot.errors import StorageError
from bot.flows.expiry import expired
from bot.loops import LoopName
from bot.watching.ages import Backlog, Waits
from storage import vital
from storage.backups.keeping import age_of_last
from storage.clock import UNSAVED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.delivery.contact import Contact
    from bot.desk.house import House
    from bot.loops import Loops
    from storage.database import Tx

SOON: Final = timedelta(days=14)
HEARD_WITHIN: Final = 180.0
"""A poll is answered within a minute, a webhook looked at each minute."""
LIVELY: Final = {LoopName.POLL: 300.0, LoopName.SEND: 300.0, LoopName.WATCH: 120.0, LoopName.CREW: 120.0}
"""The loops without which nobody is answered, and seconds after which one is taken for dead."""


@dataclass(slots=True, eq=False, kw_only=True)
class View:
    """Looks at a line. `folder`: of its data; `clock`: seconds that never go back; `now`: unix seconds.

    `every`: seconds in which a backup is to be made; None: none needs to be.
    """

    house: House
    loops: Loops
    contact: Contact
    folder: Path
    now: Callable[[], int]
    clock: Callable[[], float] = time.monotonic
    refused: Callable[[], int] = lambda: 0
    every: int | None = None
    alarms: AlarmDesk = field(default_factory=AlarmDesk)
    _backlog: Backlog = field(default_factory=Backlog)
    _urgent: Waits = field(default_factory=Waits)

    async def facts(self) -> Facts:
        """Look. Raises StorageError where the database can not be used."""
        now, at = self.now(), self.clock()
        free = await asyncio.to_thread(lambda: shutil.disk_usage(self.folder).free)
        backup = await asyncio.to_thread(partial(age_of_last, self.folder, now=now))
        seen, missed, unsaved = await self.house.database.transact(partial(self._rows, now, backup is not None))
        keeper = self.house.keeper
        newest = max((one.day for one in keeper.vault.epochs), default=None) if keeper else None
        soon = datetime.fromtimestamp(now, tz=UTC).date() + SOON
        return Facts(
            silent=self.contact.silent,
            contested=self.contact.contested,
            hooked=self.contact.unhooked,
            updates=seen.updates,
            backlog=max(self._backlog.look(seen.oldest, seen.highest, at), _at_least(seen.since, now)),
            sends=seen.sends,
            unsent=self._urgent.look(seen.urgent, at),
            letters=seen.letters,
            missed=None if missed is None else now - missed,
            free=free,
            epoch=0 if newest is None else max(now - newest * DAY, 0),
            backup=backup,
            unsaved=unsaved,
            every=self.every,
            expiring=len(expired(self.house.book.answers, soon)),
            spares=self.refused(),
            hosts=None if self.house.office is None else self.house.office.others,
            lost=0 if self.house.office is None else self.house.office.lost,
        )

    async def alarm(self) -> None:
        """Look, and tell supervisors what is new."""
        await self.alarms.look(self.house, await self.facts(), self.now())

    async def parts(self) -> dict[str, str]:
        """Each part the line can not do without, and "ok" or what is the matter."""
        late = [name for name, most in LIVELY.items() if self.loops.ages().get(name, 0.0) > most]
        return {
            "database": await self._database(),
            "telegram": "ok" if self.contact.silent <= HEARD_WITHIN else "not heard",
            "loops": "ok" if not late else f"stuck: {', '.join(late)}",
            "keys": "ok" if self.house.keeper and self.house.keeper.vault.epochs else "no epoch",
        }

    async def ready(self) -> bool:
        """Whether all of them are well."""
        return set((await self.parts()).values()) == {"ok"}

    async def _database(self) -> str:
        try:
            async with asyncio.timeout(10):
                await self.house.database.ping()
        except (StorageError, TimeoutError):
            return "can not commit"
        return "ok"

    async def _rows(self, now: int, saved: bool, tx: Tx) -> tuple[vital.Vital, int | None, int]:  # noqa: FBT001 - a unit's
        seen = await vital.look(tx, bot=self.house.line.bot, now=now)
        return seen, await self.house.hours.last(tx, MISSED), await self._unsaved(now, saved, tx)

    async def _unsaved(self, now: int, saved: bool, tx: Tx) -> int:  # noqa: FBT001 - as above
        """Seconds since it was first seen that there is no backup, at least: only the hour of it is kept.

        An hour to come was kept by a clock that jumped: it is kept anew.
        """
        hours = self.house.hours
        first = await hours.last(tx, UNSAVED)
        if saved and first is not None:
            await hours.forget(tx, UNSAVED)
        elif not saved and (first is None or first > now):
            await hours.keep(tx, UNSAVED, now=now)
        return 0 if saved or first is None else max(now - first - HOUR, 0)


def _at_least(since: int | None, now: int) -> int:
    """For how many seconds what came in that hour waits, at least: also a process that has just begun knows it."""
    return 0 if since is None else max(now - since - HOUR, 0)
