"""After `keys recipients`: the hot cases are sealed to the new list, by the command or by the bot that runs beside."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.nights.lacking import keeper_over
from bot.errors import KeyFault
from bot.roots import keyring
from storage.about import in_use
from storage.audit import Action, Audit
from storage.cases import Cases
from storage.epochs import ids_there
from storage.opening import open_database
from storage.recipients import coverage
from storage.resealing import seal_all
from storage.rewrapping import applied

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Settings
    from storage.database import Tx
    from storage.keys import Keyring

PATIENCE: Final = 180.0
"""Seconds in which a running bot must have begun and gone on."""


def bot_runs(settings: Settings) -> bool:
    """Whether another process holds the database."""
    return in_use(settings.place)


async def seal_anew(settings: Settings, action: Action, told: Callable[[int], None]) -> None:
    """Seal every hot case to the list of now, in batches; cut off, it goes on when it is done again. Noted once."""
    ring = keyring(settings)
    database = await open_database(settings.place)
    try:
        keeper, _ = await keeper_over(database, ring, folder=settings.keys_dir, path=settings.place)
        audit, now = Audit(ring), int(time.time())
        await database.transact(partial(audit.add, action=action, user=None, alias="", now=now))
        await seal_all(database, Cases(keeper.vault, ring), told)
    finally:
        await database.close()


def watch(
    settings: Settings, recipients: tuple[str, ...], told: Callable[[int], None], *, sleep: Callable[[float], None]
) -> None:
    """Tell how the running bot goes on until every hot case is done that it can read. KeyFault: it does not."""
    there = ids_there(settings.keys_dir / "epochs")
    done, moved = coverage(settings.place, recipients).hot_done, time.monotonic()
    while (now := coverage(settings.place, recipients, there)).left:
        if now.hot_done > done:
            told(now.hot_done - done)
            done, moved = now.hot_done, time.monotonic()
        if time.monotonic() - moved > PATIENCE:
            raise KeyFault("the running bot does not follow: the list is changed, start it anew; it goes on by itself")
        sleep(0.5)
    told(now.hot_done - done)


async def noted(settings: Settings, ring: Keyring, action: Action) -> None:
    """An entry of the audit, alone. StorageError: the bot runs, or there is no database."""
    database = await open_database(settings.place)
    try:
        await database.transact(partial(Audit(ring).add, action=action, user=None, alias="", now=int(time.time())))
    finally:
        await database.close()


async def apply(settings: Settings, content: bytes) -> tuple[int, int]:
    """Put in place what an operator sealed anew away from here. The bot must not run."""
    ring = keyring(settings)
    database = await open_database(settings.place)
    try:

        async def unit(tx: Tx) -> tuple[int, int]:
            done = await applied(tx, content, ring.recipients)
            await Audit(ring).add(tx, Action.REWRAPPED, user=None, alias="", now=int(time.time()))
            return done

        return await database.transact(unit)
    finally:
        await database.close()
