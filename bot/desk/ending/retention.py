"""What is over goes: once an hour, a few rows at a time, by settings (see Periods). Whoever stops it loses nothing.

Only a clock can say that something is over, and a clock can be wrong (storage/clock.py). While it can not be believed
nothing is touched and operators are told; `purge`, by hand, is the way on.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merged
from bot.desk.ending import ending, idle
from bot.desk.house import Turn
from bot.errors import SealError
from bot.logs import Event, note
from bot.messages import Ended, Priority, Send, Work
from bot.periods import DAY, HOUR, day_of
from storage.audit import Action
from storage.clock import TRUSTED, Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.house import House
    from storage.cases import Case
    from storage.database import Tx

LOOKED: Final = "retention"
"""The name of the hour of the last look."""
PAGE: Final = 200
MOST_NAMED: Final = 20
RESTED: Final = "rested"
DELETED: Final = "deleted"
LETTERS: Final = "letters"
AUDIT: Final = "audit"
_ALARM: Final = "clock"
_SAID: Final = "said"


async def sweep(house: House, now: int, *, told: int | None = None) -> Counter[str]:
    """Do what is due, once in each hour; counts. Nothing at the first look ever. `told`: Telegram's time."""
    if await house.database.transact(partial(_looks, house, now, told)):
        return await purge(house, now)
    return Counter()


async def _looks(house: House, now: int, told: int | None, tx: Tx) -> bool:
    """Whether it is time, and the clock can be believed."""
    looked = await house.hours.last(tx, LOOKED)
    if looked == now // HOUR * HOUR:
        return False
    if (clock := await house.hours.trusted(tx, now=now, told=told)) is not Clock.RIGHT:
        await _alarm(house, now, clock, tx)
        return False
    if looked is None:
        await house.hours.keep(tx, LOOKED, now=now)
    return looked is not None


class _Done(Counter[str]):
    """Counts by kind; whoever looks on is told how many more there are."""

    def __init__(self, told: Callable[[int], object]) -> None:
        self._told = told
        super().__init__()

    def __setitem__(self, kind: str, count: int) -> None:
        self._told(count - self[kind])
        super().__setitem__(kind, count)


async def purge(house: House, now: int, told: Callable[[int], object] = lambda _more: None) -> Counter[str]:
    """Do everything that is due by this hour, which the caller vouches for; counts. Asked again, it goes on.

    What is put to rest now is not erased now: a wrong hour that somebody believed can still be noticed.
    `told`: how many more are done.
    """
    done = _Done(told)
    await house.database.transact(partial(house.hours.keep, what=TRUSTED, now=now))
    await _delete_ended(house, now, done)
    await _rest_untouched(house, now, done)
    await _forget_idle(house, now, done)
    before = now - house.line.periods.letters * DAY
    while count := await house.database.transact(partial(house.overdue.letters_over, before=before, limit=PAGE)):
        done[LETTERS] += count
    before = now - house.line.periods.audit * DAY
    while count := await house.database.transact(partial(house.audit.cut, before=before, now=now)):
        done[AUDIT] += count
    await house.database.transact(partial(house.hours.keep, what=LOOKED, now=now))
    if done:
        note(Event.OVERDUE_GONE, **done)
        await house.database.tidy()
    return done


async def _rest_untouched(house: House, now: int, done: Counter[str]) -> None:
    before, after, unheard, damaged = now - house.line.periods.rest * DAY, b"", list[str](), list[str]()
    while True:
        find = partial(house.overdue.untouched, before=before, after=after, limit=PAGE)
        page = await house.database.transact(find)
        for case_id, last in page.cases:
            try:
                ended = await house.database.transact(partial(_rest, house, case_id, now))
            except (SealError, ValueError):
                damaged.append(await _sealed(house, case_id, house.line.periods.rests_until(last), now))
                done[RESTED] += 1
            else:
                unheard += [one.alias for one in ended if one.state == "new" and not one.returned]
                done[RESTED] += len(ended)
        if page.last is None:
            break
        after = page.last
    for key, aliases in (("desk-rested-unread", unheard), ("desk-rested-damaged", damaged)):
        if aliases:
            await house.database.transact(partial(_tell, house, now, key, aliases))


async def _sealed(house: House, case_id: bytes, ends: int, now: int) -> str:
    """A case of which something does not open loses its keys all the same; its alias.

    Its person is told where what leads to him opens, and it is in the audit.
    """

    async def tells(tx: Tx, *, words: bool) -> None:
        turn = _turn(house, tx, now)
        if (case := await turn.case(case_id)) is not None and case.hot:
            await ending.say_farewell(turn, case, Ended(ending.RESTING, at=now, until=ends), words=words)

    async def cools(tx: Tx) -> str:
        await house.cases.cool(tx, case_id, ends=ends, state=ending.RESTING)
        turn = _turn(house, tx, now)
        case = await turn.case(case_id)
        await turn.audit(Action.RESTED, case=case)
        return "" if case is None else case.alias

    for words in (True, False):
        with suppress(SealError, ValueError):
            await house.database.transact(partial(tells, words=words))
            break
    return await house.database.transact(cools)


async def _rest(house: House, case_id: bytes, now: int, tx: Tx) -> list[Case]:
    """Looked at once more inside the unit: somebody may have written, or its code may still be in the making."""
    turn, before = _turn(house, tx, now), now - house.line.periods.rest * DAY
    case = await turn.case(case_id)
    if case is None or not case.hot:
        return []
    every = await merged.members(turn, await merged.root(turn, case))
    touched = {one.id: await house.overdue.touched(tx, one.id) for one in every}
    pending = await house.cases.codes_pending(tx)
    if any(one.id in pending or one.snoozed > now or touched[one.id] >= before for one in every):
        return []
    for one in reversed(every):
        await ending.rest(turn, one, last=touched[one.id])
    return every


async def _tell(house: House, now: int, key: str, aliases: list[str], tx: Tx) -> None:
    """One line for all of a kind: those that nobody ever took, those of which something does not open."""
    named = ", ".join([*aliases[:MOST_NAMED], *(["…"] if len(aliases) > MOST_NAMED else [])])
    text = house.say(key, count=len(aliases), aliases=named)
    line = Send(post=house.new_post(), chat=house.front, text=text, html=True, role="notice")
    await _turn(house, tx, now).put(line)


async def _delete_ended(house: House, now: int, done: Counter[str]) -> None:
    ends = house.line.periods.closed_until(now)
    while await house.database.transact(partial(house.overdue.date, ends=ends, limit=PAGE)):
        """An earlier version told nobody a date."""
    while ended := await house.database.transact(partial(house.overdue.ended, now=now, limit=PAGE)):
        for case_id in ended:
            await house.database.transact(partial(_delete, house, case_id, now))
            done[DELETED] += 1


async def _delete(house: House, case_id: bytes, now: int, tx: Tx) -> None:
    turn = _turn(house, tx, now)
    case = await turn.case(case_id)
    if case is None or case.hot:
        return
    await turn.audit(Action.DELETED, case=case)
    for post in await house.posts.of_case(tx, case_id):
        await house.posts.drop(tx, post.id)
    await house.cases.delete(tx, case)


async def _forget_idle(house: House, now: int, done: Counter[str]) -> None:
    """People in the order of their rows; one whose row does not open is passed over."""
    before, after = now - house.line.periods.draft * DAY, b""
    while True:
        rows = await house.database.transact(partial(house.people.page, after=after, limit=PAGE))
        for row in rows:
            if row.person is not None and idle.came(row.person, row.hour) < before:
                done[await _forgot(house, row.person.chat, before, now)] += 1
        if len(rows) < PAGE:
            break
        after = rows[-1].id
    done.pop("", None)


async def _forgot(house: House, chat: int, before: int, now: int) -> str:
    async def unit(tx: Tx) -> str:
        turn = _turn(house, tx, now)
        person = await turn.person(chat)
        if person is None or idle.came(person, await house.people.changed(tx, person.id)) >= before:
            return ""
        return await idle.forget(turn, person)

    try:
        return await house.database.transact(unit)
    except (SealError, ValueError):
        return ""


async def _alarm(house: House, now: int, clock: Clock, tx: Tx) -> None:
    """Once a day, as the clock has it."""
    if (await house.tallies.lately(tx, _ALARM, days=0, now=now))[_SAID]:
        return
    await house.tallies.add(tx, _ALARM, _SAID, now=now)
    await house.tallies.sweep(tx, _ALARM, days=2, now=now)
    note(Event.CLOCK_HELD, clock=clock)
    text = house.say("desk-clock-held", day=day_of(now + DAY).isoformat())
    line = Send(post=house.new_post(), chat=house.front, text=text, html=True, role="alarm", priority=Priority.URGENT)
    await _turn(house, tx, now).put(line)


def _turn(house: House, tx: Tx, now: int) -> Turn:
    return Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now))
