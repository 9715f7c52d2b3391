"""When somebody is told of a person who waits: one watch for a case that nobody took, another for a silent operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.duty import patience

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from storage.cases import Case
    from storage.watches import Watch

REMIND: Final = "remind"
"""The kind of watch that tells of a case nobody took: first those on shift, from its second step on supervisors."""
ANSWER: Final = "answer"
"""The kind that tells an operator of a person who waits for him, and at its second step takes the case from him."""
CRISIS: Final = "crisis"
"""The kind that rings two people."""
KINDS: Final = frozenset({REMIND, ANSWER, CRISIS})
SUPERVISORS_FROM: Final = 1
"""From this step on supervisors are told."""
_RARER_FROM: Final = 2
_RARER: Final = 5
"""From then on it is told again after so many times as long."""
_TOGETHER: Final = 5
"""What is due within this part of the wait is told in one message."""


def remind_due(house: House, *, urgent: bool, step: int, now: int) -> int:
    """The second at which somebody is told again."""
    wait = patience.of(house).urgent if urgent else patience.of(house).new
    return _gathered(now + wait * (_RARER if step >= _RARER_FROM else 1), wait // _TOGETHER)


def answer_due(house: House, *, urgent: bool, step: int, since: int) -> int:
    """The second at which a silent operator is told, or his case is taken from him."""
    long = patience.of(house)
    warned = min(long.new, long.unanswered * 2 // 3) if urgent else long.unanswered * 2 // 3
    return _gathered(since + (long.unanswered if step else warned), long.urgent // 2)


def _gathered(due: int, grid: int) -> int:
    return -(-due // grid) * grid if grid > 0 else due


async def waits(turn: Turn, case: Case, *, since: int = 0, step: int = 0) -> None:
    """Nobody has the case: those on shift are told in time. `since`: from when on its person waits."""
    await drop(turn, case, REMIND, ANSWER)
    due = remind_due(turn.house, urgent=case.urgent, step=step, now=turn.now)
    await turn.house.watches.add(turn.tx, case.id, REMIND, due=due, step=step, since=since or case.opened or turn.now)


async def with_operator(turn: Turn, case: Case, *, since: int = 0, step: int = 0) -> None:
    """Its operator owes an answer; an earlier watch for it stands. Who only called is owed none here."""
    if case.chat is None:
        return
    since = since or turn.now
    due = answer_due(turn.house, urgent=case.urgent, step=step, since=since)
    await turn.house.watches.add(turn.tx, case.id, ANSWER, due=max(due, turn.now), step=step, since=since)


async def called(turn: Turn, case: Case) -> None:
    """An urgent case rang a second time: if that brings nobody either, supervisors are told."""
    await drop(turn, case, REMIND)
    due = remind_due(turn.house, urgent=True, step=0, now=turn.now)
    since = case.called or case.opened
    await turn.house.watches.add(turn.tx, case.id, REMIND, due=due, step=SUPERVISORS_FROM, since=since)


async def spoke(turn: Turn, case: Case) -> None:
    """Its person wrote: from now on he waits, if he did not before."""
    if case.state == "new":
        if not await watched(turn, case, REMIND):
            await waits(turn, case, since=turn.now)
    elif case.taker is not None:
        await with_operator(turn, case)


async def taken(turn: Turn, case: Case) -> None:
    """An operator has it: he owes the first answer. Two people are rung for a crisis all the same."""
    for watch in await turn.house.watches.of_case(turn.tx, case.id):
        if watch.kind != CRISIS:
            await turn.house.watches.drop(turn.tx, watch)
    await with_operator(turn, case)


async def in_crisis(turn: Turn, case: Case) -> None:
    """Two people are rung, at the next look."""
    await turn.house.watches.add(turn.tx, case.id, CRISIS, due=turn.now)


async def watched(turn: Turn, case: Case, kind: str) -> Watch | None:
    """The watch of this kind."""
    return next((one for one in await turn.house.watches.of_case(turn.tx, case.id) if one.kind == kind), None)


async def drop(turn: Turn, case: Case, *kinds: str) -> None:
    """End the watches of these kinds."""
    for watch in await turn.house.watches.of_case(turn.tx, case.id):
        if watch.kind in kinds:
            await turn.house.watches.drop(turn.tx, watch)
