"""Five sample cases with a past, each ended in its own way: for who wants to see time pass before he has played."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.ending import ending
from bot.desk.house import Turn
from bot.messages import Work
from storage.cases import Answer, NewCase

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.cases import Case
    from storage.database import Tx

PAST: Final = (-17, -5, -4, -3, -2, -1)
"""The days that the samples' line has lived through, counted from today; it was set up on the first of them."""
_CHAT: Final = 5_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One case. `came`, `closed`, `erased`: days counted from today; None: that never happened."""

    name: str
    words: str
    came: int
    closed: int | None = None
    erased: int | None = None


SAMPLES: Final = (
    Sample(name="came yesterday", words="I am alone at night. What do I say so that nobody shoots?", came=-1),
    Sample(name="closed today", words="My brother has not called for two weeks. Is he with you?", came=-2, closed=0),
    Sample(name="closed three days ago", words="Will I be exchanged against my will?", came=-5, closed=-3),
    Sample(name="untouched for weeks", words="I have a summons for Monday. I do not want to kill.", came=-17),
    Sample(name="erased by its person yesterday", words="There are four of us. One cannot walk.", came=-4, erased=-1),
)


@dataclass(slots=True)
class Samples:
    """Lets them happen on a line, each on its day; remembers which alias is whose."""

    aliases: dict[str, str]

    async def live(self, house: House, day: int, now: int) -> bool:
        """What the people and the operators do on a day; whether anything was done."""
        due = [number for number, one in enumerate(SAMPLES) if day in {one.came, one.closed, one.erased}]
        for number in due:
            work = Work(bot=house.line.bot, update_id=0, now=now)
            await house.database.transact(partial(self._happen, house, work, number, day))
        return bool(due)

    async def _happen(self, house: House, work: Work, number: int, day: int, tx: Tx) -> None:
        turn, sample = Turn(house, tx, work), SAMPLES[number]
        if day == sample.came:
            case = await house.cases.open(tx, _new(house, number, sample), now=work.now)
            self.aliases[case.alias] = sample.name
            return
        case = await self._found(turn, sample)
        if day == sample.closed:
            await ending.close(turn, case, "answered")
        else:
            await house.cases.delete(tx, case)

    async def _found(self, turn: Turn, sample: Sample) -> Case:
        alias = next(alias for alias, name in self.aliases.items() if name == sample.name)
        case = await turn.house.cases.by_alias(turn.tx, alias)
        if case is None:
            raise LookupError(alias)
        return case


def _new(house: House, number: int, sample: Sample) -> NewCase:
    answers = (Answer("told", "What do you want to tell us?", sample.words),)
    return NewCase(
        kind="question",
        door="question",
        language="en",
        bot=house.line.bot,
        chat=_CHAT + number,
        answers=answers,
    )
