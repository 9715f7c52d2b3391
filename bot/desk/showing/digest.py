"""The digest: how the queue stands when one operator goes and another comes. Counts and operators, nobody's words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.desk.words.fates import Fate, fates
from bot.messages import Priority, Send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House, Turn
    from storage.cases import Case

NOBODY: Final = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How it stands at one operator chat. `oldest`: since when the first of those who wait does, 0 if nobody waits."""

    new: int
    urgent: int
    oldest: int
    taken: Counter[str]
    answered: int
    asleep: int
    undelivered: int
    names: tuple[str, ...]


async def queue_of(turn: Turn, chat: int) -> Queue:
    """Count what stands at an operator chat."""
    house = turn.house
    cases = [case for case in await house.cases.hot(turn.tx) if house.desk_of(case) == chat and case.into is None]
    new = [case for case in cases if case.state == "new" and not _asleep(case, turn.now)]
    shifts = await house.shifts.all(turn.tx)
    return Queue(
        new=len(new),
        urgent=sum(case.urgent for case in cases if case.state in {"new", "taken"}),
        oldest=min((case.since for case in new), default=0),
        taken=Counter(case.taker_name for case in cases if case.state == "taken" and not _asleep(case, turn.now)),
        answered=sum(case.state == "waiting" and not _asleep(case, turn.now) for case in cases),
        asleep=sum(_asleep(case, turn.now) for case in cases),
        undelivered=await _undelivered(turn, cases),
        names=tuple(shift.name for shift in shifts if shift.chat == chat),
    )


def _asleep(case: Case, now: int) -> bool:
    return case.snoozed > now


async def _undelivered(turn: Turn, cases: Sequence[Case]) -> int:
    """Cases whose last answer nothing could bring to its person."""
    count = 0
    for case in cases:
        if case.unread:
            ends = fates(case, await turn.house.cases.entries(turn.tx, case))
            count += bool(ends) and ends[max(ends)] is Fate.UNDELIVERED
    return count


def digest_text(house: House, queue: Queue, now: int) -> str:
    """The digest as HTML."""
    waits = span(house, now - queue.oldest) if queue.oldest else NOBODY
    taken = ", ".join(f"{name} {count}" for name, count in sorted(queue.taken.items())) or NOBODY
    lines = [
        house.say("desk-digest-head"),
        house.say("desk-digest-new", count=queue.new, waits=waits),
        *([house.say("desk-digest-urgent", count=queue.urgent)] if queue.urgent else []),
        house.say("desk-digest-taken", count=queue.taken.total(), who=taken),
        house.say("desk-digest-answered", count=queue.answered),
    ]
    if queue.asleep:
        lines.append(house.say("desk-digest-asleep", count=queue.asleep))
    if queue.undelivered:
        lines.append(house.say("desk-digest-undelivered", count=queue.undelivered))
    lines.append(shift_line(house, queue.names))
    return "\n".join(lines)


def shift_line(house: House, names: Sequence[str]) -> str:
    """Who is on shift, as HTML."""
    return house.say("desk-shift-names", names=", ".join(names)) if names else house.say("desk-shift-nobody")


def span(house: House, seconds: int) -> str:
    """So much time, in the desk's words: minutes, from two hours on hours."""
    minutes = max(seconds, 0) // 60
    if minutes < 120:  # noqa: PLR2004 - two hours
        return house.plain("desk-span-minutes", count=minutes)
    return house.plain("desk-span-hours", count=minutes // 60)


async def post_digest(turn: Turn, chat: int) -> None:
    """Say it in the operator chat, without a sound."""
    text = digest_text(turn.house, await queue_of(turn, chat), turn.now)
    await turn.put(
        Send(
            post=turn.house.new_post(),
            chat=chat,
            html=True,
            role="notice",
            silent=True,
            text=text,
            priority=Priority.BOARD,
        )
    )
