"""The hot keys are destroyed at once, by two supervisors or by somebody on the machine; the line goes on, empty.

From then on nobody can be written to and no open case read, until its person comes back with his five words or an
operator opens it offline. That is said to the operators, and to each person who writes in the next weeks.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.house import Turn
from bot.errors import KeyFault
from bot.logs import Event, note
from bot.messages import Priority, Send, Work
from storage import forgetting
from storage.audit import Action, Audit
from storage.epoch_keeping import hold_night
from storage.forgetting import FORGOTTEN, Lost
from storage.keys import Keyring

if TYPE_CHECKING:
    from pathlib import Path

    from bot.desk.house import House
    from bot.periods import Periods
    from storage.database import Database, Tx
    from storage.requests import Request

SAID_SECONDS: Final = 30 * 86_400
"""So long whoever comes is told that what was open here is gone."""
_TRIES: Final = 100
_BETWEEN: Final = 0.2


async def look(house: House, now: int) -> None:
    """Finish what `forget-keys` began on this machine beside the running line."""
    if house.keeper is not None and forgetting.begun(house.keeper.folder):
        await forget(house, now)


async def forget(house: House, now: int, *, by: Request | None = None) -> Lost:
    """Destroy the keys in the folder, in the memory and what they sealed; say so. `by`: what two supervisors decided.

    KeyFault: a file can not be destroyed. The files go first. A nightly move that is going on is waited for, some
    seconds, so that it carries nothing over.
    """
    keeper = house.keeper
    if keeper is None:
        raise KeyFault("this line was put together without its epochs; run on the machine: python -m bot forget-keys")
    if not forgetting.begun(keeper.folder):
        await asyncio.to_thread(forgetting.destroy_files, keeper.folder)
    epoch = await asyncio.to_thread(forgetting.renew, keeper.folder, keeper.root, now=now)
    async with AsyncExitStack() as stack:
        keeper.vault.lent.take_back()  # a process beside that has the old keys would keep the night waiting, too
        await _alone(stack, keeper.folder)
        if not forgetting.begun(keeper.folder):
            return Lost(cases=0, drafts=0, waiting=0, unsent=0)  # somebody else began the same, and has done it
        old = [one for one in keeper.vault.epochs if one.key_id != epoch.key_id]
        keeper.vault.hold(epoch)
        ends = house.line.periods.rests_until(now)
        keeper.vault.lent.take_back()  # of a night that went on all the same

        async def unit(tx: Tx) -> Lost:
            """Two units instead would let others save under the new key, in between, what they read under the old."""
            lost = await forgetting.counts(tx)
            await forgetting.settle(tx, epoch, ends=ends)
            keeper.vault.seal_with(epoch.key_id)  # for the rest of this batch; the next ones read it in the database
            await _said(house, tx, now, lost, by)
            return lost

        lost = await house.database.transact(unit)
        for one in old:
            keeper.vault.forget(one.key_id)
        keeper.vault.lent.take_back()
        if house.office is not None:  # before anybody is told that it is done: other hosts destroy by this word alone
            await house.office.look()
        await house.database.tidy()
        await asyncio.to_thread(forgetting.end, keeper.folder, epoch)
    note(Event.KEYS_FORGOTTEN, cases=lost.cases, drafts=lost.drafts, waiting=lost.waiting)
    return lost


async def settled(database: Database, keyring: Keyring, *, folder: Path, periods: Periods, now: int) -> None:
    """At the start: end a forgetting whose database did not come to it. `run` has made the new epoch before."""
    if not forgetting.begun(folder):
        return

    async def unit(tx: Tx) -> None:
        await forgetting.settle(tx, keyring.newest, ends=periods.rests_until(now))
        await tx.run("hour_save", what=FORGOTTEN, hour=now // 3_600 * 3_600)
        await Audit(keyring).add(tx, Action.KEYS_FORGOTTEN, user=None, alias="", now=now)

    await database.transact(unit)
    await asyncio.to_thread(forgetting.end, folder, keyring.newest)
    note(Event.KEYS_FORGOTTEN)


async def lately(house: House, tx: Tx, now: int) -> str | None:
    """The day of it, where whoever comes now must be told."""
    hour = await house.hours.last(tx, FORGOTTEN)
    return None if hour is None or now - hour >= SAID_SECONDS else time.strftime("%d.%m.%Y", time.gmtime(hour))


async def _alone(stack: AsyncExitStack, folder: Path) -> None:
    """Wait for a night to end; who waits too long goes on without."""
    for _ in range(_TRIES):
        try:
            stack.enter_context(hold_night(folder))
        except KeyFault:
            await asyncio.sleep(_BETWEEN)
        else:
            return


async def _said(house: House, tx: Tx, now: int, lost: Lost, by: Request | None) -> None:
    """To the audit, and to every operator chat; it is sealed under the new key alone."""
    turn = Turn(house, tx, Work(house.line.bot, 0, now))
    await house.audit.add(tx, Action.KEYS_FORGOTTEN, user=None if by is None else by.granter, alias="", now=now)
    await house.hours.keep(tx, FORGOTTEN, now=now)
    text = house.say("desk-keys-forgotten", cases=lost.cases, drafts=lost.drafts, waiting=lost.waiting)
    for chat in house.chats:
        line = Send(post=house.new_post(), chat=chat, html=True, role="alarm", text=text)
        await turn.put(replace(line, priority=Priority.URGENT))
