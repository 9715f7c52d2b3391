"""After a backup was put back: cases opened again by an operator's key, operators told, and the hold let go."""

from __future__ import annotations

import asyncio
import time
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.belonging import refuse_foreign_rows
from bot.desk.ending.reviving import revive_quietly
from bot.desk.house import Turn
from bot.errors import SealError, StorageError
from bot.messages import Priority, Send, Work
from bot.offline import offline
from bot.periods import DAY, HOUR
from bot.settings import Settings
from storage import forgetting
from storage.audit import Action, Audit
from storage.backups.hold import HOLD, Hold, held, put_on_hold
from storage.backups.restoring import write_pepper
from storage.keys import KeyFolder
from storage.sqlite import open_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bot.desk.house import House
    from storage.database import Database, Tx
    from storage.keys import Keyring

_AT_ONCE: Final = 25
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Revived:
    """What an operator's key did: the hold as it is now, and the aliases of the cases that it did not open."""

    hold: Hold
    refused: tuple[str, ...]


async def settle_anew(settings: Settings, now: int, database: Path, ring: Keyring) -> None:
    """In a restored database: this ring's epoch is the only one; what the lost server's keys sealed is taken out.

    SettingError: it is another bot's than that of the settings. So below.
    """
    opened = await open_sqlite(database)
    try:
        await refuse_foreign_rows(settings, opened)

        async def unit(tx: Tx) -> None:
            await forgetting.settle(tx, ring.newest, ends=settings.periods.rests_until(now))
            await Audit(ring).restored(tx, now=now)

        await opened.transact(unit)
        await _into_file(opened, database)
    finally:
        await opened.close()


async def note_move(settings: Settings, now: int, database: Path, ring: Keyring) -> None:
    """In the database of a move: it was put back. Where the root key is a passphrase, `tell_operators` notes it.

    StorageError: what was noted did not get into that file.
    """
    opened = await open_sqlite(database)
    try:
        await refuse_foreign_rows(settings, opened)
        await opened.transact(partial(Audit(ring).add, action=Action.RESTORED, user=None, alias="", now=now))
        await _into_file(opened, database)
    finally:
        await opened.close()


async def _into_file(opened: Database, database: Path) -> None:
    """Bring all that was written into the one file that is placed: of a log that stays beside it SQLite says nothing.

    StorageError: the disk refuses, or somebody reads there.
    """
    if not await opened.tidy():
        raise StorageError(f"{database}: another program reads it; nothing was restored: stop that, then restore again")


async def revive_all(
    settings: Settings, hold: Hold, secret: str, told: Callable[[int, int], object] = lambda _done, _of: None
) -> Revived:
    """Open every case that waits, some at a time; cut off, it goes on when it is done again.

    SealError: this key does not open the pepper. StorageError: the bot runs.
    """
    where = KeyFolder.beside(settings.data_dir, settings.root_key)
    if not where.pepper.exists():
        write_pepper(where, secret)
    refused: list[str] = []
    async with offline(settings) as house:
        for first in range(0, len(hold.waiting), _AT_ONCE):
            some = hold.waiting[first : first + _AT_ONCE]
            refused += await house.database.transact(partial(_some, house, some, secret))
            told(first + len(some), len(hold.waiting))
        hold = hold.opened(frozenset(hold.waiting) - frozenset(refused))
    await asyncio.to_thread(put_on_hold, settings.data_dir, hold)
    return Revived(hold=hold, refused=tuple(refused))


@dataclass(frozen=True, slots=True)
class StagedRevival:
    """The same in the folder where a restore is made ready, whose rows are a file there; gives the hold as it is then.

    `refused`: the aliases of what did not open, once it was called. The root key lies in that folder, too, unless the
    settings give one without a file.
    """

    settings: Settings
    told: Callable[[int, int], object]
    refused: list[str] = field(default_factory=list)

    async def __call__(self, stage: Path, hold: Hold, secret: str) -> Hold:
        """See above. SealError: this key does not open the pepper."""
        own = None if (stage / "keys" / "root.key").exists() else self.settings.root_key_file
        there = self.settings.model_copy(update={"data_dir": stage, "database_url": None, "root_key_file": own})
        done = await revive_all(there, hold, secret, self.told)
        (stage / HOLD).unlink(missing_ok=True)
        self.refused.extend(done.refused)
        return done.hold


async def _some(house: House, aliases: tuple[str, ...], secret: str, tx: Tx) -> list[str]:
    """Those that this key does not open. A case that is hot already was opened before a cut, and counts as opened."""
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=int(time.time())))
    refused = []
    for alias in aliases:
        try:
            if await revive_quietly(turn, alias, secret) is None:
                refused.append(alias)
        except (SealError, ValueError, KeyError):
            refused.append(alias)
    return refused


async def tell_operators(
    settings: Settings, hold: Hold, reading: Callable[[], AbstractContextManager[None]] = nullcontext
) -> None:
    """Queue a line for each operator chat: since when something is missing, and what. It goes once the bot serves."""
    async with offline(settings, reading) as house:
        now = int(time.time())

        async def unit(tx: Tx) -> None:
            turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
            text = house.say(
                "desk-restored-move" if hold.move else "desk-restored",
                since=_moment(hold.made),
                until=_moment(hold.restored),
                cases=hold.revived,
                waiting=len(hold.waiting),
                drafts=hold.counts.drafts,
                unworked=hold.counts.waiting,
                codes="unknown" if hold.counts.codes is None else hold.counts.codes,
                unsent=hold.counts.unsent,
            )
            for chat in house.chats:
                line = Send(post=house.new_post(), chat=chat, html=True, role="alarm", text=text)
                await turn.put(replace(line, priority=Priority.URGENT))
            if hold.move and KeyFolder.beside(settings.data_dir, settings.root_key).lock.exists():
                await house.audit.add(tx, Action.RESTORED, user=None, alias="", now=hold.restored)
            await house.audit.add(tx, Action.RESUMED, user=None, alias="", now=now)

        await house.database.transact(unit)


def in_words(seconds: int) -> str:
    """A span as people say it: its two largest units."""
    days, rest = divmod(max(seconds, 0), DAY)
    hours, rest = divmod(rest, HOUR)
    parts = [(days, "day"), (hours, "hour"), (rest // _MINUTE, "minute")]
    named = [f"{count} {name}{'s' if count != 1 else ''}" for count, name in parts if count]
    return " and ".join(named[:2]) or "less than a minute"


def _moment(second: int) -> str:
    return time.strftime("%d.%m.%Y %H:%M", time.gmtime(second))


def held_or_refused(settings: Settings) -> Hold:
    """The hold of this line. StorageError: it is not on hold."""
    if (hold := held(settings.data_dir)) is None:
        raise StorageError(f"{settings.data_dir}: this line is not on hold: nothing was restored, or it was resumed")
    return hold
