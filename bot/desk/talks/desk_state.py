"""What the desk is like at this moment, for the screens: who is there, how long people wait, who is not heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.altering import changed
from bot.desk.duty import patience
from bot.flows.waiting import usual

if TYPE_CHECKING:
    from bot.desk.house import RandomBytes, Turn
    from bot.flows.talk import Known
    from storage.cases import Case

TAKEN: Final = "taken"
"""The tally of how long people waited until an operator took their case."""
TALLY_DAYS: Final = 7
"""So many days back is lately."""
WORDS: Final = 5


async def now_known(turn: Turn, known: Known, case: Case | None) -> Known:
    """Add to what is known of a person what is known of the desk. `case`: his open one."""
    desk = turn.house.book.project.desk
    seen = None if desk.hours == "always" else await turn.house.tallies.operator_seen(turn.tx)
    there = changed(known, on_shift=desk.staffed(turn.now, seen=seen), drawn=two_places(turn.house.random_bytes))
    if case is None or case.state != "new":
        return there
    counts = await turn.house.tallies.lately(turn.tx, TAKEN, days=TALLY_DAYS, now=turn.now)
    hours = desk.promise_hours
    return changed(
        there,
        waited=usual(counts),
        late=hours is not None and case.opened > 0 and turn.now - case.opened >= hours * 3_600,
        unheard=case.called > 0 and turn.now - case.called >= patience.of(turn.house).urgent,
    )


def two_places(random_bytes: RandomBytes) -> tuple[int, int]:
    """Draw two different places of a code, each pair as likely as any other."""
    pairs = [(first, second) for first in range(WORDS) for second in range(first + 1, WORDS)]
    return pairs[int.from_bytes(random_bytes(8), "big") % len(pairs)]
