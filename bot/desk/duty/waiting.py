"""Who is on shift, how long people wait, and what happens when nobody looked in time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.casework import snoozing
from bot.desk.duty import danger_call, watching
from bot.desk.house import Turn
from bot.desk.knowing import counting
from bot.desk.talks.desk_state import TAKEN, TALLY_DAYS
from bot.desk.talks.screens import refresh_state
from bot.flows.danger import Danger
from bot.flows.waiting import bucket
from bot.messages import Work
from storage.watches import SNOOZE

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.cases import Case
    from storage.database import Tx
    from storage.watches import Watch

PROMISE: Final = "promise"
"""The kind of watch that tells a person that it takes longer than hoped."""
NOTED_EVERY: Final = 60
"""An operator's sign of life is written down once in so many seconds at most."""


async def operator_acts(turn: Turn) -> None:
    """Note that an operator is there."""
    tallies, now = turn.house.tallies, turn.now
    seen = await tallies.operator_seen(turn.tx)
    if seen is None or not 0 <= now - seen < NOTED_EVERY:
        await tallies.saw_operator(turn.tx, now=now)


async def opened(turn: Turn, case: Case) -> Case:
    """A case begins to wait: an urgent one is called for again in two minutes, any other is promised a time."""
    await counting.opened(turn, case)
    hours = turn.house.book.project.desk.promise_hours
    if hours is not None:
        await turn.house.watches.add(turn.tx, case.id, PROMISE, due=turn.now + hours * 3_600)
    if Danger.CRISIS in case.dangers:
        await watching.in_crisis(turn, case)
    if case.urgent:
        return await danger_call.watch(turn, case)
    await watching.waits(turn, case)
    return case


async def taken(turn: Turn, case: Case) -> None:
    """An operator has it: his answer is waited for now, and one wait more is counted."""
    await watching.taken(turn, case)
    await counting.taken(turn, case)
    if case.opened:
        await turn.house.tallies.add(turn.tx, TAKEN, bucket(turn.now - case.opened), now=turn.now)


async def look(house: House, now: int) -> None:
    """Do what is due: one round of the loop. A case that ended meanwhile is waited for no more."""
    for watch in await house.database.transact(partial(house.watches.due, now=now)):
        if watch.kind not in watching.KINDS:
            await house.database.transact(partial(_due, house, watch, now))


async def sweep(house: House, now: int) -> None:
    """Forget the tallies that no receipt speaks of any more."""
    await house.database.transact(partial(house.tallies.sweep, name=TAKEN, days=TALLY_DAYS, now=now))


async def _due(house: House, watch: Watch, now: int, tx: Tx) -> None:
    turn = Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
    case = await turn.case(watch.case)
    still = [one.id for one in await house.watches.of_case(tx, watch.case)]
    if watch.id not in still:
        return
    await house.watches.drop(tx, watch)
    if case is None or not case.hot:
        return
    if watch.kind == danger_call.CALL:
        await danger_call.ring(turn, case)
    elif watch.kind == SNOOZE:
        await snoozing.wake(turn, watch)
    elif case.state == "new":
        await refresh_state(turn, case)
