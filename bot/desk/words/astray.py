"""Words that a person asked to read and that can not come any more by themselves: they wait again, and he is told.

The timer of a message may come before its words do, after a long silence of Telegram's or of ours; a row of the outbox
may be damaged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.talks.screens import refresh_state
from bot.desk.words.answering import copies_of, newest, take_back, tell_again
from bot.desk.words.said import source_of

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from storage.cases import Case


async def find(turn: Turn, case: Case) -> None:
    """Have everything of a case wait to be read again that is being shown, but of which nothing is on its way."""
    bodies, desk = await newest(turn, case) if case.showing else {}, turn.house.desk_of(case)
    sources = {answer: source_of(bodies[answer], desk) for answer in case.showing}
    astray = [answer for answer in case.showing if not await _under_way(turn, case, sources[answer])]
    if not astray:
        return
    waits = await take_back(turn, case, astray)
    await turn.house.cases.save(turn.tx, waits)
    await tell_again(turn, waits)
    await refresh_state(turn, waits)


async def _under_way(turn: Turn, case: Case, source: tuple[int, int]) -> bool:
    """Whether anything of a message is still to arrive: its words follow on each other, so one is always queued."""
    outbox, tx, now = turn.house.outbox, turn.tx, turn.now
    return any([await outbox.unfinished(tx, copy.id, now=now) for copy in await copies_of(turn, case, source)])
